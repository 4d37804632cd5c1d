// SPDX-License-Identifier: GPL-2.0-only
#include "node/field-padding.h"

#include "base/seed.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::string_view FILLER = "X-Filler";

std::size_t
LineOverhead(std::string_view name)
{
    return name.size() + 4; // ": " and CRLF
}

} // namespace

std::string
FillerText(std::string_view seed, std::size_t length)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    SeededBytes bytes(MixSeed(0, seed));
    std::string text(length, '\0');
    std::generate(text.begin(), text.end(), [&] { return alphabet[bytes.Next() % 64]; });
    return text;
}

std::size_t
AddFitting(HeaderFields& fields, const std::vector<HeaderField>& candidates, std::size_t room)
{
    for (const HeaderField& field : candidates)
    {
        const std::size_t size = LineOverhead(field.name) + field.value.size();
        if (size <= room && (size == room || room - size >= FieldPadding::Least()))
        {
            fields.Add(field.name, field.value);
            room -= size;
        }
    }
    return room;
}

FieldPadding::FieldPadding(std::string constantName, std::string seed)
    : m_name(std::move(constantName)),
      m_seed(std::move(seed))
{}

void
FieldPadding::Learn(std::size_t missing)
{
    const auto place = std::lower_bound(m_sizes.begin(), m_sizes.end(), missing);
    if (missing >= Least() && (place == m_sizes.end() || *place != missing))
    {
        m_sizes.insert(place, missing);
    }
}

std::size_t
FieldPadding::Least()
{
    return LineOverhead(FILLER) + 1;
}

std::size_t
FieldPadding::Constant() const
{
    const std::size_t least = LineOverhead(m_name) + 1;
    if (m_sizes.empty() || m_sizes.front() < least)
    {
        return 0;
    }
    const bool restFits = std::all_of(m_sizes.begin() + 1, m_sizes.end(), [&](std::size_t size) {
        return size - m_sizes.front() >= Least();
    });
    const std::size_t constant = restFits ? m_sizes.front() : m_sizes.front() - Least();
    return constant >= least && constant <= m_sizes.front() ? constant : 0;
}

void
FieldPadding::Fill(HeaderFields& fields, std::size_t missing) const
{
    const std::size_t constant = Constant();
    if (constant > 0 && (missing == constant || missing >= constant + Least()))
    {
        fields.Add(m_name, FillerText(m_seed, constant - LineOverhead(m_name)));
        missing -= constant;
    }
    if (missing >= Least())
    {
        fields.Add(std::string(FILLER), FillerText(m_seed, missing - LineOverhead(FILLER)));
    }
}

} // namespace pagewire
