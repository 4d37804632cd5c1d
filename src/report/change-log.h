// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_CHANGE_LOG_H
#define PAGEWIRE_REPORT_CHANGE_LOG_H

#include "ns3/nstime.h"

#include <optional>
#include <vector>

namespace pagewire
{

/**
 * How something changes over time: an entry for each moment at whose end it is other than before.
 * What it is in between, at the same virtual time, is forgotten.
 */
template <typename State>
class ChangeLog
{
  public:
    struct Entry
    {
        ns3::Time time;
        State state;
    };

    /** \param before what it is at first, which needs no entry; unset: the first state has one */
    explicit ChangeLog(std::optional<State> before = std::nullopt)
        : m_before(before)
    {}

    /** It is this now; times do not go back. */
    void Note(ns3::Time now, const State& state)
    {
        if (!m_entries.empty() && m_entries.back().time == now)
        {
            m_entries.pop_back();
        }
        const std::optional<State> before =
            m_entries.empty() ? m_before : std::optional<State>(m_entries.back().state);
        if (!before || !(*before == state))
        {
            m_entries.push_back({now, state});
        }
    }

    const std::vector<Entry>& Entries() const
    {
        return m_entries;
    }

  private:
    std::optional<State> m_before;
    std::vector<Entry> m_entries;
};

} // namespace pagewire

#endif
