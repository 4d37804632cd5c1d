// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-endpoint.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** Octets taken from the stream below in one go. */
constexpr std::size_t FILL_SIZE = 16384;

} // namespace

/** While one lives, news from below are noted only; when it goes, they are looked at. */
class TlsEndpoint::Busy
{
  public:
    explicit Busy(TlsEndpoint& endpoint)
        : m_endpoint(endpoint),
          m_outermost(!endpoint.m_busy)
    {
        m_endpoint.m_busy = true;
    }

    ~Busy()
    {
        if (m_outermost)
        {
            m_endpoint.m_busy = false;
            if (m_endpoint.m_again)
            {
                m_endpoint.StepLater();
            }
        }
    }

    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

    /** \return whether no other call of ours is being run around this one */
    bool Outermost() const
    {
        return m_outermost;
    }

  private:
    TlsEndpoint& m_endpoint;
    bool m_outermost;
};

TlsEndpoint::TlsEndpoint(std::unique_ptr<ByteStream> below, std::unique_ptr<TlsSession> session)
    : m_below(std::move(below)),
      m_session(std::move(session)),
      m_sizer(m_session->Options().recordSize)
{
    m_info.version = m_session->Options().version;
    m_below->SetListener(this);
}

TlsEndpoint::~TlsEndpoint()
{
    CancelStep();
    m_below->SetListener(nullptr);
}

void
TlsEndpoint::SetListener(ByteStreamListener* listener)
{
    m_listener = listener;
}

void
TlsEndpoint::Open()
{
    m_below->Open();
}

std::size_t
TlsEndpoint::Write(std::string_view bytes)
{
    const std::size_t size = std::min(bytes.size(), WriteRoom());
    if (m_state != State::OPEN || m_closeWanted)
    {
        return 0;
    }
    const Busy busy(*this);
    m_wantRoom = size < bytes.size();
    const ns3::Time now = ns3::Simulator::Now();
    std::size_t taken = 0;
    while (taken < size)
    {
        const std::string_view record =
            bytes.substr(taken, std::min(m_sizer.Next(now), size - taken));
        if (m_session->Encrypt(record) == TlsSession::Progress::FAILED)
        {
            End(StreamEnd::PROTOCOL);
            break;
        }
        m_sizer.Made(record.size(), now);
        m_written.Add(record.size(),
                      m_session->RecordPrefix(),
                      m_session->RecordOverhead(),
                      m_handedDown + m_session->Output().size());
        taken += record.size();
    }
    // Before flushing: what the writer sees now makes it wait, though the stream below may send
    // most of it at once.
    m_aboveLowWater = m_aboveLowWater || Unsent() > m_lowWater;
    if (busy.Outermost())
    {
        Flush();
        // If the stream below has taken more than it said, nobody else will speak of the room.
        m_again = m_again || (m_wantRoom && m_session->Output().empty());
    }
    return taken;
}

void
TlsEndpoint::Push()
{
    const Busy busy(*this);
    Flush();
    m_below->Push();
}

std::size_t
TlsEndpoint::WriteRoom() const
{
    if (m_state != State::OPEN || m_closeWanted)
    {
        return 0;
    }
    const std::size_t waiting = m_session->Output().size();
    const std::size_t room = m_below->WriteRoom();
    if (waiting > 0 && room <= waiting)
    {
        return 0;
    }
    return m_sizer.PlaintextFor(room - waiting, m_session->RecordOverhead(), ns3::Simulator::Now());
}

std::size_t
TlsEndpoint::Unsent() const
{
    return m_session->Output().size() + m_below->Unsent();
}

bool
TlsEndpoint::SetUnsentLowWater(std::size_t bytes)
{
    m_lowWater = bytes;
    m_tellLowWater = m_below->SetUnsentLowWater(bytes);
    m_aboveLowWater = Unsent() > bytes;
    return m_tellLowWater;
}

std::size_t
TlsEndpoint::Read(std::string& buffer, std::size_t max)
{
    const Busy busy(*this);
    std::size_t got = 0;
    // Looks one record further than asked for, so that AtEnd knows the end as soon as it is there.
    for (ReadAhead(); got < max && Unread() > 0; ReadAhead())
    {
        const std::size_t size = std::min(max - got, Unread());
        buffer.append(m_plain, m_plainAt, size);
        m_plainAt += size;
        got += size;
    }
    m_again = m_again || (Unread() == 0 && (m_belowClosed || m_end));
    return got;
}

bool
TlsEndpoint::AtEnd() const
{
    return m_peerEnded && Unread() == 0;
}

void
TlsEndpoint::CloseWrite()
{
    if (m_closeWanted || m_state == State::OVER)
    {
        return;
    }
    m_closeWanted = true;
    if (m_state == State::OPEN)
    {
        const Busy busy(*this);
        SendClose();
        if (busy.Outermost())
        {
            Flush();
        }
    }
}

void
TlsEndpoint::Abort()
{
    m_state = State::OVER;
    m_listener = nullptr;
    m_end.reset();
    m_session->Output().clear();
    CancelStep();
    m_below->Abort();
}

std::string_view
TlsEndpoint::Alpn() const
{
    return m_session->Alpn();
}

ByteStream*
TlsEndpoint::Below() const
{
    return m_below.get();
}

void
TlsEndpoint::ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t /* usable */)
{
    m_read.Claim(end,
                 exchange,
                 [&](std::uint64_t below, std::uint64_t whose, std::uint64_t record) {
                     m_below->ClaimRead(below, whose, record);
                 });
}

void
TlsEndpoint::ClaimWritten(std::uint64_t end, std::uint64_t exchange)
{
    m_written.Claim(end, exchange, [&](std::uint64_t below, std::uint64_t whose, std::uint64_t) {
        m_below->ClaimWritten(below, whose);
    });
}

const TlsInfo&
TlsEndpoint::Info() const
{
    return m_info;
}

void
TlsEndpoint::HandleOpen()
{
    m_state = State::HANDSHAKING;
    if (!m_session->IsServer())
    {
        m_info.handshakeStart = ns3::Simulator::Now();
    }
    Step();
}

void
TlsEndpoint::HandleReadable()
{
    m_news = true;
    Step();
}

void
TlsEndpoint::HandleWritable()
{
    Step();
}

void
TlsEndpoint::HandleClosed(StreamEnd end)
{
    m_belowClosed = true;
    if (end != StreamEnd::GRACEFUL || m_state == State::OPENING)
    {
        End(end);
    }
    Step();
}

void
TlsEndpoint::Step()
{
    if (m_busy)
    {
        m_again = true;
        return;
    }
    const Busy busy(*this);
    do
    {
        m_again = false;
        if (m_state == State::HANDSHAKING)
        {
            ContinueHandshake();
        }
        ReadAhead();
        TellReadable();
        Flush();
        TellWritable();
        TellClosed();
    } while (m_again);
}

void
TlsEndpoint::StepLater()
{
    m_again = false;
    if (!m_scheduled)
    {
        m_scheduled = true;
        m_later = ns3::Simulator::ScheduleNow([this] {
            m_scheduled = false;
            Step();
        });
    }
}

void
TlsEndpoint::CancelStep()
{
    if (m_scheduled)
    {
        m_scheduled = false;
        ns3::Simulator::Cancel(m_later);
    }
}

void
TlsEndpoint::ContinueHandshake()
{
    for (;;)
    {
        switch (m_session->Handshake())
        {
        case TlsSession::Progress::DONE:
            FinishHandshake();
            return;
        case TlsSession::Progress::FAILED:
            End(StreamEnd::PROTOCOL);
            return;
        case TlsSession::Progress::WAIT:
            if (!Fill())
            {
                if (m_belowClosed || m_below->AtEnd())
                {
                    End(StreamEnd::PROTOCOL);
                }
                return;
            }
        }
    }
}

void
TlsEndpoint::FinishHandshake()
{
    m_state = State::OPEN;
    m_news = true; // application data may have come along
    m_info.resumed = m_session->Resumed();
    m_info.cipher = m_session->Cipher();
    m_info.handshakeEnd = ns3::Simulator::Now();
    if (m_session->IsServer())
    {
        SendTickets();
    }
    if (m_listener)
    {
        m_listener->HandleOpen();
    }
    if (m_closeWanted && m_state == State::OPEN)
    {
        SendClose();
    }
}

void
TlsEndpoint::SendTickets()
{
    const TlsOptions& options = m_session->Options();
    if (!options.tickets || options.version != TlsVersion::TLS13)
    {
        return;
    }
    for (unsigned i = 0; i < options.ticketCount; ++i)
    {
        m_session->SendTicket();
        // OpenSSL hands each ticket to TCP by itself: with Nagle's algorithm off, each is a
        // segment.
        Push();
    }
}

void
TlsEndpoint::ReadAhead()
{
    while (m_state == State::OPEN && Unread() == 0 && !m_peerEnded)
    {
        m_plain.clear();
        m_plainAt = 0;
        const TlsSession::Progress progress = m_session->Decrypt(m_plain);
        if (progress == TlsSession::Progress::DONE)
        {
            m_peerEnded = m_plain.empty();
            m_read.Add(m_plain.size(),
                       m_session->RecordPrefix(),
                       m_session->RecordOverhead(),
                       m_session->Taken());
        }
        else if (progress == TlsSession::Progress::FAILED)
        {
            End(StreamEnd::PROTOCOL);
        }
        else if (!Fill())
        {
            if (m_belowClosed || m_below->AtEnd())
            {
                // An end without close_notify may be an attacker's: RFC 8446 section 6.1.
                End(StreamEnd::PROTOCOL);
            }
            return;
        }
    }
    if (m_peerEnded)
    {
        // What follows the close_notify is ignored, but it must not hide the end below.
        std::string ignored;
        m_below->Read(ignored, FILL_SIZE);
    }
}

bool
TlsEndpoint::Fill()
{
    std::string bytes;
    if (m_below->Read(bytes, FILL_SIZE) == 0)
    {
        return false;
    }
    if (m_info.handshakeStart.IsZero())
    {
        m_info.handshakeStart = ns3::Simulator::Now();
    }
    m_session->Feed(bytes);
    return true;
}

void
TlsEndpoint::Flush()
{
    std::string& output = m_session->Output();
    while (!output.empty() && !m_belowClosed)
    {
        const std::size_t size = m_below->Write(output);
        output.erase(0, size);
        m_handedDown += size;
        if (size == 0)
        {
            break;
        }
    }
    m_aboveLowWater = m_aboveLowWater || Unsent() > m_lowWater;
    if (output.empty() && m_closeSent && !m_belowEnded && !m_belowClosed)
    {
        m_belowEnded = true;
        m_below->CloseWrite();
    }
}

void
TlsEndpoint::SendClose()
{
    m_session->Close();
    m_closeSent = true;
}

void
TlsEndpoint::End(StreamEnd end)
{
    if (m_state == State::OVER)
    {
        return;
    }
    m_state = State::OVER;
    m_end = end;
    m_closeSent = true; // the alert, if there is one, is the last thing to send
    m_again = true;
}

void
TlsEndpoint::TellReadable()
{
    const bool news = m_news && (Unread() > 0 || (m_peerEnded && !m_toldEnd));
    m_news = false;
    m_toldEnd = m_peerEnded && Unread() == 0;
    if (news && m_listener)
    {
        m_listener->HandleReadable();
    }
}

void
TlsEndpoint::TellWritable()
{
    if (m_state != State::OPEN || m_closeWanted)
    {
        return;
    }
    const bool room = m_wantRoom && WriteRoom() > 0;
    const bool low = m_tellLowWater && m_aboveLowWater && Unsent() <= m_lowWater;
    if (!room && !low)
    {
        return;
    }
    m_wantRoom = m_wantRoom && !room;
    m_aboveLowWater = m_aboveLowWater && !low;
    m_again = true; // what the listener writes now is to be flushed
    if (m_listener)
    {
        m_listener->HandleWritable();
    }
}

void
TlsEndpoint::TellClosed()
{
    if (m_belowClosed && m_state == State::OPEN && m_peerEnded && Unread() == 0)
    {
        End(StreamEnd::GRACEFUL);
    }
    if (m_end && m_listener)
    {
        ByteStreamListener* listener = m_listener;
        m_listener = nullptr;
        listener->HandleClosed(*m_end);
    }
}

std::size_t
TlsEndpoint::Unread() const
{
    return m_plain.size() - m_plainAt;
}

} // namespace pagewire
