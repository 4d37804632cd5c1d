// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-fields.h"

#include <cstdint>
#include <string_view>

namespace pagewire
{

std::vector<nghttp2_nv>
H2Fields(const FieldBlock& block)
{
    // nghttp2 reads through these pointers and never writes.
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    };
    std::vector<nghttp2_nv> fields;
    fields.reserve(block.Lines().size());
    for (const auto& [name, value] : block.Lines())
    {
        fields.push_back(
            {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    return fields;
}

} // namespace pagewire
