// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CLIENT_FIELDS_H
#define PAGEWIRE_LAB_CLIENT_FIELDS_H

#include "http/header-fields.h"
#include "lab/request-options.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace pagewire
{

/** Adds User-Agent and Accept-Encoding as a client of this number, from 0 on, has them. Clients
 * differ as the options say; those of one region differ as all do. */
void AddClientFields(HeaderFields& fields, const RequestsOptions& options, std::uint32_t client);

/** \return what tables call the cache of a client of this number, from 0 on: "browser-1" ... */
std::string ClientCacheName(std::size_t client);

} // namespace pagewire

#endif
