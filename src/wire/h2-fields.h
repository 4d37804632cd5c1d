// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_FIELDS_H
#define PAGEWIRE_WIRE_H2_FIELDS_H

#include "wire/field-section.h"

#include <nghttp2/nghttp2.h>

#include <vector>

namespace pagewire
{

/** \return the lines for nghttp2, which copies them and puts names in lower case; points into the
 * block's message */
std::vector<nghttp2_nv> H2Fields(const FieldBlock& block);

} // namespace pagewire

#endif
