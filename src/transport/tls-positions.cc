// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-positions.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Records kept where nobody claims them: more than any codec leaves unclaimed. */
constexpr std::size_t MOST_RECORDS = 1024;

} // namespace

void
TlsPositions::Add(std::size_t content, std::size_t prefix, std::size_t overhead, std::uint64_t end)
{
    const std::uint64_t begin = end - std::min<std::uint64_t>(content + overhead, end);
    m_records.push_back({m_content, m_content + content, begin, end, prefix});
    m_content += content;
    if (m_records.size() > MOST_RECORDS)
    {
        m_records.pop_front();
    }
}

void
TlsPositions::Claim(std::uint64_t end, std::uint64_t exchange, const ClaimBelow& claimBelow)
{
    while (!m_records.empty() && m_records.front().content < end)
    {
        const Record& record = m_records.front();
        claimBelow(record.begin, NO_EXCHANGE, 0); // nothing new, as a rule
        if (end < record.contentEnd)
        {
            claimBelow(record.begin + record.prefix + (end - record.content), exchange, record.end);
            return;
        }
        claimBelow(record.end, exchange, record.end);
        m_records.pop_front();
    }
}

} // namespace pagewire
