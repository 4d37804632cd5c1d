// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-accounts.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

thread_local QuicAccounts* g_accounts = nullptr;

} // namespace

void
QuicAccounts::NoteSending(const std::uint8_t* frames, std::size_t size)
{
    bool again = false;
    QuicFrameReader reader(frames, size);
    while (const auto frame = reader.Next())
    {
        if (frame->stream < 0 || frame->stopCode)
        {
            continue; // each packet number space counts its CRYPTO octets from 0
        }
        std::uint64_t& upTo = m_sentUpTo[frame->stream];
        again = again || frame->offset < upTo;
        upTo = std::max(upTo, frame->offset + frame->size);
    }
    m_retransmissions += again ? 1 : 0;
}

void
QuicAccounts::NoteReceived(const std::uint8_t* frames, std::size_t size)
{
    QuicFrameReader reader(frames, size);
    while (const auto frame = reader.Next())
    {
        if (frame->stopCode)
        {
            m_stops.push_back({frame->stream, *frame->stopCode});
        }
        else if (frame->stream >= 0)
        {
            m_received.push_back({frame->stream, frame->offset, frame->offset + frame->size});
        }
    }
}

void
QuicAccounts::Forget(std::int64_t stream)
{
    m_sentUpTo.erase(stream);
}

std::vector<QuicStop>
QuicAccounts::TakeStops()
{
    return std::exchange(m_stops, {});
}

QuicAccountsScope::QuicAccountsScope(QuicAccounts& accounts)
    : m_outer(g_accounts)
{
    g_accounts = &accounts;
}

QuicAccountsScope::~QuicAccountsScope()
{
    g_accounts = m_outer;
}

QuicAccounts*
QuicAccountsScope::Current()
{
    return g_accounts;
}

} // namespace pagewire
