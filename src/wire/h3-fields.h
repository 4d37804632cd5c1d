// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_FIELDS_H
#define PAGEWIRE_WIRE_H3_FIELDS_H

#include "wire/field-section.h"

#include <nghttp3/nghttp3.h>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** The lines of a block for nghttp3, which copies them but wants names in lower case (RFC 9114
 * section 4.2). Points into the block's message. */
class H3Fields
{
  public:
    explicit H3Fields(const FieldBlock& block);

    const nghttp3_nv* Data() const;
    std::size_t Size() const;

  private:
    std::string_view InLowerCase(std::string_view name);

    std::vector<nghttp3_nv> m_fields;
    std::deque<std::string> m_names; //!< those that had to be changed; never move
};

} // namespace pagewire

#endif
