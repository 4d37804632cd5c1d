// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-client.h"

#include "http/protocol.h"
#include "wire/client-news.h"
#include "wire/h2-callbacks.h"
#include "wire/h2-client-exchange.h"
#include "wire/h2-fields.h"
#include "wire/h2-session.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

class H2Client : public ClientConnection, public H2Session
{
  public:
    H2Client(std::unique_ptr<ByteStream> stream, const H2Options& options)
        : H2Session(std::move(stream), options, Role::CLIENT)
    {}

    void SetListener(ClientConnectionListener* listener) override
    {
        m_news.SetListener(listener);
    }

    void Open() override
    {
        Below().Open();
    }

    std::size_t Room() const override;
    std::optional<std::size_t> AnnouncedLimit() const override;
    ClientExchange& Send(const Request& request,
                         std::unique_ptr<BodySource> body,
                         ResponseReceiver& receiver) override;

    void SendNow() override
    {
        Pump();
        Below().Push();
    }

    void Close() override;

    std::size_t Active() const override
    {
        return Streams().size() + m_waiting.size();
    }

    void Abort(const std::string& reason) override
    {
        Break(reason);
    }

    void HandleNetworkChange() override
    {
        Break(std::string(NETWORK_CHANGED));
    }

    bool IsEarly() const override
    {
        return false;
    }

    TransportInfo Transport() override
    {
        return DescribeStream(Below());
    }

  private:
    void OnOpen() override;
    void OnSection(const nghttp2_frame& frame, FieldSection& section, std::size_t octets) override;
    void OnPromise(const nghttp2_frame& frame, FieldSection& section, std::size_t octets) override;
    void OnData(H2Stream& stream, std::string_view bytes) override;
    void OnEnd(H2Stream& stream) override;
    void OnStreamClosed(H2Stream& stream, std::uint32_t code) override;
    void OnControl(const nghttp2_frame& frame) override;
    void OnSending(const nghttp2_frame& frame) override;

    void OnSent(const nghttp2_frame&) override
    {}

    void OnNotSent(const nghttp2_frame& frame) override;

    void OnSendingEnd(H2Stream&) override
    {}

    void OnHanded(std::int32_t id, bool wholeRequest) override;
    void OnRest() override;
    void OnBroken(const std::string& reason) override;
    void OnGone(const std::string& reason) override;

    void Abandon(H2Stream& stream) override;
    void Drop(H2ClientExchange& exchange);
    void Submit(std::unique_ptr<H2ClientExchange> exchange,
                const Request& request,
                std::unique_ptr<BodySource> body);
    void SubmitWaiting();
    void FailWaiting(const ExchangeFailure& failure);
    void HoldForContinue(H2ClientExchange& exchange);
    void TakeFinal(H2ClientExchange& exchange, Response response);
    void Complete(H2ClientExchange& exchange);
    ExchangeFailure WhyClosed(const H2ClientExchange& exchange, std::uint32_t code) const;
    void FailExchange(H2ClientExchange& exchange, const ExchangeFailure& failure);
    bool TakesRequests() const;

    ClientNews m_news;
    std::size_t m_requests{0};               //!< exchanges in progress that are not pushed
    std::int32_t m_lastProcessed{INT32_MAX}; //!< what the peer's GOAWAY says
    bool m_closing{false};
    bool m_terminated{false};
    bool m_settled{false}; //!< the peer's SETTINGS are in
    /** Extended CONNECTs, before it is known whether the server takes them. */
    std::vector<std::unique_ptr<H2ClientExchange>> m_waiting;
};

H2ClientExchange&
Of(H2Stream& stream)
{
    return static_cast<H2ClientExchange&>(stream);
}

std::size_t
H2Client::Room() const
{
    if (!TakesRequests())
    {
        return 0;
    }
    const std::size_t limit =
        nghttp2_session_get_remote_settings(Native(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    return limit - std::min(limit, m_requests);
}

std::optional<std::size_t>
H2Client::AnnouncedLimit() const
{
    return m_settled ? std::make_optional<std::size_t>(nghttp2_session_get_remote_settings(
                           Native(),
                           NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
                     : std::nullopt;
}

bool
H2Client::TakesRequests() const
{
    return !m_closing && !Over() && nghttp2_session_check_request_allowed(Native());
}

ClientExchange&
H2Client::Send(const Request& request, std::unique_ptr<BodySource> body, ResponseReceiver& receiver)
{
    assert(Room() > 0);
    auto exchange = std::make_unique<H2ClientExchange>(*this, -1, false);
    exchange->receiver = &receiver;
    H2ClientExchange& made = *exchange;
    ++m_requests;
    if (AsksForTunnel(request))
    {
        made.request = request;
    }
    if (!request.protocol.empty())
    {
        made.waitingBody = std::move(body);
        m_waiting.push_back(std::move(exchange));
        Wake();
        return made;
    }
    Submit(std::move(exchange), request, std::move(body));
    return made;
}

void
H2Client::Submit(std::unique_ptr<H2ClientExchange> exchange,
                 const Request& request,
                 std::unique_ptr<BodySource> body)
{
    const std::optional<std::uint64_t> length = body ? body->Length() : std::nullopt;
    const FieldBlock block(request,
                           length ? static_cast<std::int64_t>(*length) : -1,
                           Options().extensiblePriorities);
    const std::vector<nghttp2_nv> fields = H2Fields(block);
    const bool hasContent = body && !(body->AtEnd() && body->Trailers().Empty());
    const nghttp2_data_provider provider = H2Callbacks::Provider();
    const std::int32_t id = nghttp2_submit_request(Native(),
                                                   nullptr,
                                                   fields.data(),
                                                   fields.size(),
                                                   hasContent ? &provider : nullptr,
                                                   nullptr);
    assert(id > 0);
    H2ClientExchange& made = *exchange;
    made.SetId(id);
    Adopt(std::move(exchange));
    SendWatch().Begin(id);
    if (hasContent)
    {
        made.SetBody(std::move(body));
        if (AsksForTunnel(request))
        {
            made.Hold();
        }
        else if (request.fields.HasToken("expect", "100-continue"))
        {
            HoldForContinue(made);
        }
    }
    Wake();
}

/** Extended CONNECT is for servers that have said that they know it (RFC 8441 section 3). */
void
H2Client::SubmitWaiting()
{
    if (!m_settled || m_waiting.empty())
    {
        return;
    }
    if (nghttp2_session_get_remote_settings(Native(), NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) !=
        1)
    {
        FailWaiting({"no extended CONNECT", true});
        return;
    }
    auto waiting = std::move(m_waiting);
    m_waiting.clear();
    for (auto& exchange : waiting)
    {
        const Request request = exchange->request;
        std::unique_ptr<BodySource> body = std::move(exchange->waitingBody);
        Submit(std::move(exchange), request, std::move(body));
    }
}

void
H2Client::FailWaiting(const ExchangeFailure& failure)
{
    const auto waiting = std::move(m_waiting);
    m_waiting.clear();
    for (const auto& exchange : waiting)
    {
        --m_requests;
        m_news.NoteRoom();
        exchange->receiver->HandleFailure(failure);
    }
}

void
H2Client::HoldForContinue(H2ClientExchange& exchange)
{
    exchange.Hold();
    ns3::Simulator::Schedule(CONTINUE_WAIT, [this, token = Token(), id = exchange.Id()] {
        H2Stream* stream = token.expired() ? nullptr : Find(id);
        if (stream)
        {
            stream->Release();
        }
    });
}

void
H2Client::Close()
{
    m_closing = true;
    Wake();
}

void
H2Client::Abandon(H2Stream& stream)
{
    if (stream.Id() > 0)
    {
        Reset(stream.Id(), NGHTTP2_CANCEL);
        Drop(Of(stream));
        return;
    }
    const auto place =
        std::find_if(m_waiting.begin(), m_waiting.end(), [&stream](const auto& exchange) {
            return exchange.get() == &stream;
        });
    DisposeLater(std::move(*place));
    m_waiting.erase(place);
    --m_requests;
    m_news.NoteRoom();
    Wake();
}

void
H2Client::Drop(H2ClientExchange& exchange)
{
    m_requests -= exchange.IsPushed() ? 0 : 1;
    m_news.NoteRoom();
    Retire(exchange);
}

void
H2Client::OnOpen()
{
    if (Transport().tls && Below().Alpn() != AlpnOf(Protocol::H2))
    {
        // RFC 9113 section 3.2: over TLS, HTTP/2 is spoken only where ALPN said so.
        Break("no h2 by alpn");
    }
    else
    {
        m_news.TellReady();
    }
}

void
H2Client::OnSection(const nghttp2_frame& frame, FieldSection& section, std::size_t octets)
{
    H2Stream* stream = Find(frame.hd.stream_id);
    if (!stream)
    {
        return;
    }
    H2ClientExchange& exchange = Of(*stream);
    exchange.received.headers += octets;
    if (exchange.hasFinal)
    {
        exchange.trailers = section.TakeTrailers();
    }
    else if (section.Status() < 200)
    {
        const Response interim = section.TakeResponse();
        if (interim.status == 100)
        {
            exchange.Release();
        }
        exchange.receiver->HandleInformational(interim);
    }
    else
    {
        TakeFinal(exchange, section.TakeResponse());
    }
}

void
H2Client::TakeFinal(H2ClientExchange& exchange, Response response)
{
    exchange.hasFinal = true;
    if (!exchange.request.protocol.empty() && response.status < 300)
    {
        response.status = 101; // as everybody above knows it
    }
    exchange.tunnel =
        AsksForTunnel(exchange.request) && OpensTunnel(exchange.request, response.status);
    if (exchange.tunnel || (response.status < 300 && !AsksForTunnel(exchange.request)))
    {
        exchange.Release();
    }
    exchange.receiver->HandleHeaders(response);
}

void
H2Client::OnPromise(const nghttp2_frame& frame, FieldSection& section, std::size_t octets)
{
    const std::int32_t id = frame.push_promise.promised_stream_id;
    const Request request = section.TakeRequest();
    auto exchange = std::make_unique<H2ClientExchange>(*this, id, true);
    exchange->promiseOctets = octets;
    exchange->started = true;
    H2ClientExchange& made = *exchange;
    Adopt(std::move(exchange));
    // Only safe requests may be promised (RFC 9113 section 8.4).
    const bool mayBe = m_news.Listener() && !m_closing && IsSafe(request.method);
    made.receiver = mayBe ? m_news.Listener()->HandlePush(request, made) : nullptr;
    if (!made.receiver && Find(id))
    {
        made.Cancel();
    }
}

void
H2Client::OnData(H2Stream& stream, std::string_view bytes)
{
    Of(stream).receiver->HandleBody(bytes);
}

void
H2Client::OnEnd(H2Stream& stream)
{
    H2ClientExchange& exchange = Of(stream);
    if (exchange.tunnel && !exchange.sentEnd)
    {
        exchange.receiver->HandlePeerEnd();
        return;
    }
    if (!exchange.sentEnd && !exchange.IsPushed())
    {
        Reset(exchange.Id(), NGHTTP2_CANCEL);
    }
    Complete(exchange);
}

void
H2Client::Complete(H2ClientExchange& exchange)
{
    exchange.receiver->HandleComplete(exchange.trailers);
    if (Find(exchange.Id()))
    {
        Drop(exchange);
    }
}

void
H2Client::OnStreamClosed(H2Stream& stream, std::uint32_t code)
{
    if (Of(stream).tunnel && stream.gotEnd && stream.sentEnd)
    {
        Complete(Of(stream));
        return;
    }
    FailExchange(Of(stream), WhyClosed(Of(stream), code));
}

ExchangeFailure
H2Client::WhyClosed(const H2ClientExchange& exchange, std::uint32_t code) const
{
    if (!exchange.IsPushed() && exchange.Id() > m_lastProcessed)
    {
        return {"goaway", true};
    }
    if (exchange.resetByUs)
    {
        return {"malformed response", false};
    }
    if (code == NGHTTP2_REFUSED_STREAM)
    {
        return {"refused", true};
    }
    return {"reset: " + ErrorName(code), false};
}

void
H2Client::FailExchange(H2ClientExchange& exchange, const ExchangeFailure& failure)
{
    ResponseReceiver* receiver = exchange.receiver;
    exchange.receiver = nullptr;
    Drop(exchange);
    if (receiver)
    {
        receiver->HandleFailure(failure);
    }
}

void
H2Client::OnControl(const nghttp2_frame& frame)
{
    if (frame.hd.type == NGHTTP2_GOAWAY)
    {
        m_lastProcessed = frame.goaway.last_stream_id;
    }
    else if (frame.hd.type == NGHTTP2_SETTINGS)
    {
        m_settled = m_settled || !(frame.hd.flags & NGHTTP2_FLAG_ACK);
        m_news.NoteRoom();
    }
}

void
H2Client::OnSending(const nghttp2_frame& frame)
{
    H2Stream* stream = Find(frame.hd.stream_id);
    if (stream && frame.hd.type == NGHTTP2_HEADERS && !Of(*stream).started)
    {
        MarkHanded(stream->Id(), false, 1);
        Of(*stream).Started();
    }
}

void
H2Client::OnNotSent(const nghttp2_frame& frame)
{
    H2Stream* stream = Find(frame.hd.stream_id);
    if (stream && frame.hd.type == NGHTTP2_HEADERS && !Of(*stream).started)
    {
        FailExchange(Of(*stream), {Reason().empty() ? "goaway" : Reason(), true});
    }
}

void
H2Client::OnHanded(std::int32_t id, bool wholeRequest)
{
    H2Stream* stream = Find(id);
    if (!stream)
    {
        return;
    }
    if (wholeRequest)
    {
        Of(*stream).receiver->HandleRequestSent();
    }
    else
    {
        Of(*stream).receiver->HandleRequestStarted();
    }
}

void
H2Client::OnRest()
{
    SubmitWaiting();
    if (m_closing && !m_terminated && Active() == 0)
    {
        m_terminated = true;
        nghttp2_session_terminate_session(Native(), NGHTTP2_NO_ERROR);
        Wake();
    }
    if (!m_closing && !TakesRequests())
    {
        m_news.TellDraining();
    }
    m_news.TellRoom();
}

void
H2Client::OnBroken(const std::string& reason)
{
    while (!Streams().empty())
    {
        H2ClientExchange& exchange = Of(*Streams().begin()->second);
        FailExchange(exchange, {reason, !exchange.started});
    }
    FailWaiting({reason, true});
}

void
H2Client::OnGone(const std::string& reason)
{
    m_news.TellClosed(reason);
}

} // namespace

std::unique_ptr<ClientConnection>
MakeH2Client(std::unique_ptr<ByteStream> stream, const H2Options& options)
{
    return std::make_unique<H2Client>(std::move(stream), options);
}

} // namespace pagewire
