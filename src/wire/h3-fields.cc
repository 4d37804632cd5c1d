// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-fields.h"

#include <algorithm>
#include <cstdint>

namespace pagewire
{

namespace
{

bool
IsUpper(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

/** nghttp3 reads through these pointers and never writes. */
std::uint8_t*
Bytes(std::string_view text)
{
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

} // namespace

H3Fields::H3Fields(const FieldBlock& block)
{
    m_fields.reserve(block.Lines().size());
    for (const auto& [name, value] : block.Lines())
    {
        const std::string_view lower = InLowerCase(name);
        m_fields.push_back(
            {Bytes(lower), Bytes(value), lower.size(), value.size(), NGHTTP3_NV_FLAG_NONE});
    }
}

const nghttp3_nv*
H3Fields::Data() const
{
    return m_fields.data();
}

std::size_t
H3Fields::Size() const
{
    return m_fields.size();
}

std::string_view
H3Fields::InLowerCase(std::string_view name)
{
    if (std::none_of(name.begin(), name.end(), IsUpper))
    {
        return name;
    }
    std::string& lower = m_names.emplace_back(name);
    for (char& letter : lower)
    {
        letter = IsUpper(letter) ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

} // namespace pagewire
