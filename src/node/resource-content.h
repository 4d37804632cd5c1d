// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_RESOURCE_CONTENT_H
#define PAGEWIRE_NODE_RESOURCE_CONTENT_H

#include "wire/body-source.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * Makes the content of a resource, or a range of it. Of the image formats that dissectors take
 * apart (GIF89a, PNG, JFIF) it has the structure, filled up by comments, so that a capture shows no
 * malformed packets; anything else is the pattern of PatternBody. The bytes depend on nothing but
 * these arguments; those of consecutive versions differ at every place of the filling. \param
 * mimeType its Content-Type; parameters are not looked at \param size octets of the whole \param
 * offset, length the range; offset + length is at most size \param version of the resource
 * (ResourceVersions)
 */
std::unique_ptr<BodySource> MakeContent(const std::string& mimeType,
                                        std::uint64_t size,
                                        std::uint64_t offset,
                                        std::uint64_t length,
                                        std::uint64_t version = 0);

} // namespace pagewire

#endif
