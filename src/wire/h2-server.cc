// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-server.h"

#include "wire/h2-callbacks.h"
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

class H2Server;

/** A request and its response, or a promised response. */
class Exchange : public ServerExchange, public H2Stream
{
  public:
    Exchange(H2Session& session, std::int32_t id, Request request)
        : H2Stream(session, id),
          m_request(std::move(request))
    {}

    const Request& GetRequest() const override
    {
        return m_request;
    }

    Protocol GetProtocol() const override
    {
        return Protocol::H2;
    }

    bool HasBody() const override
    {
        return hasBody;
    }

    void SetBodyReceiver(RequestBodyReceiver* receiver) override;

    void Consumed(std::size_t bytes) override
    {
        ConsumeReceived(bytes);
    }

    void SendInformational(const Response& response) override;
    void Respond(const Response& response, std::unique_ptr<BodySource> body) override;
    bool Push(const Request& request,
              const Response& response,
              std::unique_ptr<BodySource> body) override;
    void Abort() override;

    /** Submits the response kept by Keep. */
    void RespondKept();
    void Keep(const Response& response, std::unique_ptr<BodySource> body);

    bool hasBody{false};
    bool promised{false};
    RequestBodyReceiver* bodyReceiver{nullptr};
    HeaderFields trailers;

  private:
    H2Server& Server() const;

    Request m_request;
    bool m_responded{false};
    bool m_continued{false};
    Response m_keptResponse;
    std::unique_ptr<BodySource> m_keptBody;
};

class H2Server : public ServerConnection, public H2Session
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

    void SetListener(ServerConnectionListener* listener) override
    {
        m_listener = listener;
    }

    void Open() override
    {
        Start(std::move(m_alreadyRead));
    }

    void Close() override;

    ByteStream& Stream() override
    {
        return Below();
    }

    bool Promise(Exchange& parent,
                 const Request& request,
                 const Response& response,
                 std::unique_ptr<BodySource> body);

  private:
    void OnOpen() override
    {}

    void OnSection(const nghttp2_frame& frame, H2Section& section, std::size_t octets) override;

    void OnPromise(const nghttp2_frame&, H2Section&, std::size_t) override
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
    void End(Exchange& exchange);

    std::string m_alreadyRead;
    RequestHandler& m_handler;
    ServerConnectionListener* m_listener{nullptr};
    bool m_closing{false};
    double m_resetsLeft{RESET_BURST};
    ns3::Time m_lastReset{0};
};

Exchange&
Of(H2Stream& stream)
{
    return static_cast<Exchange&>(stream);
}

H2Server&
Exchange::Server() const
{
    return static_cast<H2Server&>(Session());
}

void
Exchange::SetBodyReceiver(RequestBodyReceiver* receiver)
{
    bodyReceiver = receiver;
    const bool asked = m_request.fields.HasToken("expect", "100-continue");
    if (receiver && hasBody && asked && !m_continued && !m_responded && received.data == 0)
    {
        m_continued = true;
        SendInformational({100, {}});
    }
}

void
Exchange::SendInformational(const Response& response)
{
    const H2Block block(response, -1);
    nghttp2_submit_headers(Session().Native(),
                           NGHTTP2_FLAG_NONE,
                           Id(),
                           nullptr,
                           block.Data(),
                           block.Size(),
                           nullptr);
    Session().Wake();
}

void
Exchange::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    assert(!m_responded);
    m_responded = true;
    const bool mayHave = ResponseHasContent(m_request.method, response.status);
    // A response to HEAD tells the length that GET would have had (RFC 9110 section 8.6).
    const bool saysLength = body && (mayHave || m_request.method == "HEAD");
    const std::optional<std::uint64_t> length = saysLength ? body->Length() : std::nullopt;
    const H2Block block(response, length ? static_cast<std::int64_t>(*length) : -1);
    const bool hasContent = mayHave && body && !(body->AtEnd() && body->Trailers().Empty());
    const nghttp2_data_provider provider = H2Callbacks::Provider();
    if (hasContent)
    {
        SetBody(std::move(body));
    }
    nghttp2_submit_response(Session().Native(),
                            Id(),
                            block.Data(),
                            block.Size(),
                            hasContent ? &provider : nullptr);
    Session().Wake();
}

bool
Exchange::Push(const Request& request, const Response& response, std::unique_ptr<BodySource> body)
{
    assert(!m_responded);
    return Server().Promise(*this, request, response, std::move(body));
}

void
Exchange::Abort()
{
    Session().Reset(Id(), NGHTTP2_INTERNAL_ERROR);
}

void
Exchange::Keep(const Response& response, std::unique_ptr<BodySource> body)
{
    m_keptResponse = response;
    m_keptBody = std::move(body);
}

void
Exchange::RespondKept()
{
    Respond(m_keptResponse, std::move(m_keptBody));
}

bool
H2Server::Promise(Exchange& parent,
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
    const H2Block block(request, -1, Options().extensiblePriorities);
    const std::int32_t id = nghttp2_submit_push_promise(Native(),
                                                        NGHTTP2_FLAG_NONE,
                                                        parent.Id(),
                                                        block.Data(),
                                                        block.Size(),
                                                        nullptr);
    if (id < 0)
    {
        return false;
    }
    auto exchange = std::make_unique<Exchange>(*this, id, request);
    exchange->promised = true;
    exchange->gotEnd = true;
    exchange->Keep(response, std::move(body));
    Adopt(std::move(exchange));
    Wake();
    return true;
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
H2Server::OnSection(const nghttp2_frame& frame, H2Section& section, std::size_t octets)
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
    auto exchange = std::make_unique<Exchange>(*this, id, section.TakeRequest());
    exchange->received.headers = octets;
    exchange->hasBody = !(frame.hd.flags & NGHTTP2_FLAG_END_STREAM);
    Exchange& made = *exchange;
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
    Exchange& exchange = Of(stream);
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
H2Server::End(Exchange& exchange)
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
        Exchange& exchange = Of(*stream);
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
H2Server::OnBroken(const std::string&)
{
    while (!Streams().empty())
    {
        End(Of(*Streams().begin()->second));
    }
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
