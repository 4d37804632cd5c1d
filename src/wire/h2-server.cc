// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-server.h"

#include "wire/h2-fields.h"
#include "wire/h2-server-exchange.h"
#include "wire/h2-session.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** Streams a client may reset at once, and then in a second (nghttp2's own defaults): more is an
 * attack ("rapid reset"). */
constexpr double RESET_BURST = 1000;
constexpr double RESET_RATE = 33;

class H2Server : public ServerConnection, public H2Session, public H2Promiser
{
  public:
    H2Server(std::unique_ptr<ByteStream> stream,
             std::string alreadyRead,
             RequestHandler& handler,
             const H2Options& options)
        : H2Session(std::move(stream), options, Role::SERVER),
          m_alreadyRead(std::move(alreadyRead)),
          m_handler(handler)
    {}

    ~H2Server() override
    {
        EndAll();
    }

    void SetListener(ServerConnectionListener* listener) override
    {
        m_listener = listener;
    }

    void Open() override
    {
        Start(std::move(m_alreadyRead));
    }

    void Close() override;

    void Sever(bool reset) override
    {
        if (reset)
        {
            Below().Push(); // what may leave by now has left
            Break("aborted");
            return;
        }
        BreakInOrder("broken off");
    }

    TransportInfo Transport() override
    {
        return DescribeStream(Below());
    }

  private:
    bool Promise(H2ServerExchange& parent,
                 const Request& request,
                 const Response& response,
                 std::unique_ptr<BodySource> body) override;
    void Abandon(H2Stream& stream) override;

    void OnOpen() override
    {}

    void OnSection(const nghttp2_frame& frame, FieldSection& section, std::size_t octets) override;

    void OnPromise(const nghttp2_frame&, FieldSection&, std::size_t) override
    {}

    void OnData(H2Stream& stream, std::string_view bytes) override;
    void OnEnd(H2Stream& stream) override;
    void OnStreamClosed(H2Stream& stream, std::uint32_t code) override;
    void OnControl(const nghttp2_frame& frame) override;

    void OnSending(const nghttp2_frame&) override
    {}

    void OnSent(const nghttp2_frame& frame) override;
    void OnNotSent(const nghttp2_frame& frame) override;
    void OnSendingEnd(H2Stream& stream) override;

    void OnHanded(std::int32_t, bool) override
    {}

    void OnRest() override
    {}

    void OnBroken(const std::string& reason) override;
    void OnGone(const std::string& reason) override;

    void HandleReset();
    void End(H2ServerExchange& exchange);
    void EndAll();

    std::string m_alreadyRead;
    RequestHandler& m_handler;
    ServerConnectionListener* m_listener{nullptr};
    bool m_closing{false};
    double m_resetsLeft{RESET_BURST};
    ns3::Time m_lastReset{0};
};

H2ServerExchange&
Of(H2Stream& stream)
{
    return static_cast<H2ServerExchange&>(stream);
}

bool
H2Server::Promise(H2ServerExchange& parent,
                  const Request& request,
                  const Response& response,
                  std::unique_ptr<BodySource> body)
{
    const bool allowed =
        Options().enablePush && !m_closing &&
        nghttp2_session_get_remote_settings(Native(), NGHTTP2_SETTINGS_ENABLE_PUSH) != 0;
    if (!allowed || parent.promised)
    {
        return false;
    }
    const FieldBlock block(request, -1, Options().extensiblePriorities);
    const std::vector<nghttp2_nv> fields = H2Fields(block);
    const std::int32_t id = nghttp2_submit_push_promise(Native(),
                                                        NGHTTP2_FLAG_NONE,
                                                        parent.Id(),
                                                        fields.data(),
                                                        fields.size(),
                                                        nullptr);
    if (id < 0)
    {
        return false;
    }
    auto exchange = std::make_unique<H2ServerExchange>(*this, *this, id, request);
    exchange->promised = true;
    exchange->gotEnd = true;
    exchange->Keep(response, std::move(body));
    Adopt(std::move(exchange));
    Wake();
    return true;
}

void
H2Server::Abandon(H2Stream& stream)
{
    Reset(stream.Id(), NGHTTP2_INTERNAL_ERROR);
}

void
H2Server::Close()
{
    if (!m_closing)
    {
        m_closing = true;
        // Requests on their way when the notice arrives are still answered; the acknowledgement of
        // the PING tells that a round trip is over (RFC 9113 section 6.8).
        nghttp2_submit_shutdown_notice(Native());
        nghttp2_submit_ping(Native(), NGHTTP2_FLAG_NONE, nullptr);
        Wake();
    }
}

void
H2Server::OnSection(const nghttp2_frame& frame, FieldSection& section, std::size_t octets)
{
    const std::int32_t id = frame.hd.stream_id;
    if (frame.headers.cat != NGHTTP2_HCAT_REQUEST)
    {
        if (H2Stream* stream = Find(id))
        {
            stream->received.headers += octets;
            Of(*stream).trailers = section.TakeTrailers();
        }
        return;
    }
    if (section.HostContradicts())
    {
        Reset(id, NGHTTP2_PROTOCOL_ERROR);
        return;
    }
    auto exchange = std::make_unique<H2ServerExchange>(*this, *this, id, section.TakeRequest());
    exchange->received.headers = octets;
    exchange->hasBody = !(frame.hd.flags & NGHTTP2_FLAG_END_STREAM);
    H2ServerExchange& made = *exchange;
    Adopt(std::move(exchange));
    m_handler.HandleRequest(made);
}

void
H2Server::OnData(H2Stream& stream, std::string_view bytes)
{
    if (RequestBodyReceiver* receiver = Of(stream).bodyReceiver)
    {
        receiver->HandleBody(bytes);
    }
    else
    {
        stream.ConsumeReceived(bytes.size());
    }
}

void
H2Server::OnEnd(H2Stream& stream)
{
    H2ServerExchange& exchange = Of(stream);
    if (exchange.bodyReceiver && exchange.hasBody)
    {
        exchange.bodyReceiver->HandleComplete(exchange.trailers);
    }
}

void
H2Server::OnStreamClosed(H2Stream& stream, std::uint32_t)
{
    End(Of(stream));
}

void
H2Server::End(H2ServerExchange& exchange)
{
    Retire(exchange);
    if (!exchange.promised)
    {
        m_handler.HandleGone(exchange);
    }
}

void
H2Server::OnControl(const nghttp2_frame& frame)
{
    const bool isAck = frame.hd.flags & NGHTTP2_FLAG_ACK;
    if (frame.hd.type == NGHTTP2_PING && isAck && m_closing)
    {
        nghttp2_submit_goaway(Native(),
                              NGHTTP2_FLAG_NONE,
                              nghttp2_session_get_last_proc_stream_id(Native()),
                              NGHTTP2_NO_ERROR,
                              nullptr,
                              0);
        Wake();
    }
    else if (frame.hd.type == NGHTTP2_RST_STREAM)
    {
        HandleReset();
    }
}

void
H2Server::HandleReset()
{
    const ns3::Time now = ns3::Simulator::Now();
    const double gained = (now - m_lastReset).GetSeconds() * RESET_RATE;
    m_resetsLeft = std::min(RESET_BURST, m_resetsLeft + gained) - 1;
    m_lastReset = now;
    if (m_resetsLeft < 0)
    {
        nghttp2_session_terminate_session(Native(), NGHTTP2_ENHANCE_YOUR_CALM);
        Wake();
    }
}

void
H2Server::OnSent(const nghttp2_frame& frame)
{
    if (frame.hd.type != NGHTTP2_PUSH_PROMISE)
    {
        return;
    }
    // Only now does nghttp2 know the promised stream.
    if (H2Stream* stream = Find(frame.push_promise.promised_stream_id))
    {
        H2ServerExchange& exchange = Of(*stream);
        if (const auto& priority = exchange.GetRequest().priority)
        {
            const nghttp2_extpri value{static_cast<std::uint32_t>(priority->urgency),
                                       priority->incremental};
            nghttp2_session_change_extpri_stream_priority(Native(), exchange.Id(), &value, 0);
        }
        exchange.RespondKept();
    }
}

void
H2Server::OnNotSent(const nghttp2_frame& frame)
{
    if (frame.hd.type == NGHTTP2_PUSH_PROMISE)
    {
        if (H2Stream* stream = Find(frame.push_promise.promised_stream_id))
        {
            End(Of(*stream));
        }
    }
}

void
H2Server::OnSendingEnd(H2Stream& stream)
{
    if (!stream.gotEnd && !Of(stream).bodyReceiver)
    {
        Reset(stream.Id(), NGHTTP2_NO_ERROR);
    }
}

void
H2Server::EndAll()
{
    while (!Streams().empty())
    {
        End(Of(*Streams().begin()->second));
    }
}

void
H2Server::OnBroken(const std::string&)
{
    EndAll();
}

void
H2Server::OnGone(const std::string& reason)
{
    if (m_listener)
    {
        m_listener->HandleClosed(reason);
    }
}

} // namespace

std::unique_ptr<ServerConnection>
MakeH2Server(std::unique_ptr<ByteStream> stream,
             std::string alreadyRead,
             RequestHandler& handler,
             const H2Options& options)
{
    return std::make_unique<H2Server>(std::move(stream), std::move(alreadyRead), handler, options);
}

} // namespace pagewire
