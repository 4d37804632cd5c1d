// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-client.h"

#include "wire/client-news.h"
#include "wire/h3-client-exchange.h"
#include "wire/h3-codes.h"
#include "wire/h3-session.h"
#include "wire/h3-waiting-requests.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pagewire
{

namespace
{

/** Requests taken before the server has said how many streams it allows: at least so many, if it
 * follows RFC 9114 section 6.1. */
constexpr std::size_t EARLY_ROOM = 100;

class H3Client : public ClientConnection, public H3Session
{
  public:
    H3Client(std::unique_ptr<QuicConnection> quic, const H3Options& options)
        : H3Session(std::move(quic), options, Role::CLIENT)
    {}

    void SetListener(ClientConnectionListener* listener) override
    {
        m_news.SetListener(listener);
    }

    void Open() override
    {
        Quic().Open();
    }

    std::size_t Room() const override;
    ClientExchange& Send(const Request& request,
                         std::unique_ptr<BodySource> body,
                         ResponseReceiver& receiver) override;

    void SendNow() override
    {
        // When packets leave is for QUIC's pacer to say; it was woken as the request was sent.
    }

    void Close() override
    {
        m_closing = true;
        Later();
    }

    std::size_t Active() const override
    {
        return Streams().size() + m_waiting.Size() + m_unsettled.Size();
    }

    void Abort(const std::string& reason) override
    {
        // Nothing is wrong with the connection as HTTP sees it: somebody wants it no longer.
        H3Session::Close(reason, reason);
    }

    void HandleNetworkChange() override
    {
        if (!Over())
        {
            Quic().Migrate();
        }
    }

    bool IsEarly() const override
    {
        return Quic().IsEarly();
    }

    TransportInfo Transport() override
    {
        return Quic().Transport();
    }

  private:
    void OnReady() override;
    void OnEarlyDataRejected() override;
    void OnHeaders(QuicStreamId id, FieldSection& section, bool end) override;
    void OnTrailers(H3Stream& stream, FieldSection& section) override;
    void OnTooLarge(QuicStreamId id, FieldSection& section) override;
    void OnData(H3Stream& stream, std::string_view bytes) override;
    void OnEnd(H3Stream& stream) override;
    void OnMalformed(H3Stream& stream) override;
    void OnReset(H3Stream& stream, std::uint64_t code) override;
    void OnStreamClosed(H3Stream& stream, std::uint64_t code) override;
    void OnMark(H3Stream& stream, Mark mark) override;
    void OnGoaway(QuicStreamId id) override;
    void OnStreamRoom() override;
    void OnRest() override;
    void OnBroken(const std::string& reason) override;
    void OnGone(const std::string& reason) override;

    void Abandon(H3Stream& stream) override;
    void OnSettings(bool connectProtocol) override;
    H3WaitingRequests& LineOf(const H3ClientExchange& exchange);
    void OpenWaiting();
    void TakeFinal(H3ClientExchange& exchange, Response response);
    void Complete(H3ClientExchange& exchange);
    void Drop(H3ClientExchange& exchange);
    void FailExchange(H3ClientExchange& exchange, const ExchangeFailure& failure);
    void FailWaiting(H3WaitingRequests& line, const ExchangeFailure& failure);
    bool TakesRequests() const;

    ClientNews m_news;
    H3WaitingRequests m_waiting;
    H3WaitingRequests m_unsettled; //!< extended CONNECTs, until the server's SETTINGS are in
    bool m_connectProtocol{false}; //!< the server takes them
    bool m_settled{false};
    bool m_goaway{false}; //!< the server takes no more requests
    bool m_closing{false};
};

H3ClientExchange&
Of(H3Stream& stream)
{
    return static_cast<H3ClientExchange&>(stream);
}

ExchangeFailure
WhyReset(std::uint64_t code)
{
    if (code == NGHTTP3_H3_REQUEST_REJECTED)
    {
        return {"refused", true};
    }
    return {"reset: " + H3CodeName(code), false};
}

std::size_t
H3Client::Room() const
{
    if (!TakesRequests())
    {
        return 0;
    }
    const std::uint64_t limit = IsBound() ? Quic().BidiRoom() : EARLY_ROOM;
    const std::uint64_t waiting = m_waiting.Size() + m_unsettled.Size();
    return static_cast<std::size_t>(limit - std::min(limit, waiting));
}

bool
H3Client::TakesRequests() const
{
    return !m_closing && !m_goaway && !Over();
}

ClientExchange&
H3Client::Send(const Request& request, std::unique_ptr<BodySource> body, ResponseReceiver& receiver)
{
    assert(Room() > 0);
    auto exchange = std::make_unique<H3ClientExchange>(*this);
    H3ClientExchange& made = *exchange;
    made.receiver = &receiver;
    made.SetBody(std::move(body));
    made.protocol = request.protocol;
    made.asksForTunnel = AsksForTunnel(request);
    if (made.asksForTunnel)
    {
        made.Hold();
    }
    else if (made.HasContent() && request.fields.HasToken("expect", "100-continue"))
    {
        made.WaitForContinue();
    }
    LineOf(made).Add(request, std::move(exchange));
    OpenWaiting();
    return made;
}

/** Extended CONNECT is for servers that have said that they know it (RFC 9220 section 3). */
H3WaitingRequests&
H3Client::LineOf(const H3ClientExchange& exchange)
{
    return exchange.protocol.empty() || m_connectProtocol ? m_waiting : m_unsettled;
}

void
H3Client::OnSettings(bool connectProtocol)
{
    m_settled = true;
    m_connectProtocol = connectProtocol;
    if (connectProtocol)
    {
        m_waiting.TakeAll(m_unsettled);
        OpenWaiting();
    }
    Later();
}

void
H3Client::OpenWaiting()
{
    while (IsBound() && !m_waiting.Empty())
    {
        const QuicStreamId id = Quic().OpenBidi();
        if (id < 0)
        {
            return;
        }
        Adopt(m_waiting.SubmitFirst(id));
    }
}

void
H3Client::Abandon(H3Stream& stream)
{
    if (stream.Id() >= 0)
    {
        Reset(stream.Id(), NGHTTP3_H3_REQUEST_CANCELLED);
        Drop(Of(stream));
        return;
    }
    H3ClientExchange& exchange = Of(stream);
    Trash(m_waiting.Has(exchange) ? m_waiting.Take(exchange) : m_unsettled.Take(exchange));
    m_news.NoteRoom();
}

void
H3Client::Drop(H3ClientExchange& exchange)
{
    m_news.NoteRoom();
    Retire(exchange);
}

void
H3Client::OnReady()
{
    OnStreamRoom();
    m_news.TellReady();
}

void
H3Client::OnEarlyDataRejected()
{
    while (!Streams().empty())
    {
        FailExchange(Of(*Streams().begin()->second), {"early data rejected", true});
    }
}

void
H3Client::OnHeaders(QuicStreamId id, FieldSection& section, bool)
{
    H3Stream* stream = Find(id);
    if (!stream)
    {
        return;
    }
    H3ClientExchange& exchange = Of(*stream);
    const Response response = section.TakeResponse();
    if (response.status < 200)
    {
        if (response.status == 100)
        {
            exchange.Release();
        }
        exchange.receiver->HandleInformational(response);
        return;
    }
    TakeFinal(exchange, response);
}

void
H3Client::TakeFinal(H3ClientExchange& exchange, Response response)
{
    exchange.hasFinal = true;
    const bool success = response.status < 300;
    if (!exchange.protocol.empty() && success)
    {
        response.status = 101; // as everybody above knows it
    }
    exchange.tunnel = exchange.asksForTunnel && success;
    if (success)
    {
        exchange.Release();
    }
    exchange.receiver->HandleHeaders(response);
}

void
H3Client::OnTrailers(H3Stream& stream, FieldSection& section)
{
    Of(stream).trailers = section.TakeTrailers();
}

void
H3Client::OnTooLarge(QuicStreamId id, FieldSection&)
{
    if (H3Stream* stream = Find(id))
    {
        Reset(id, NGHTTP3_H3_EXCESSIVE_LOAD);
        FailExchange(Of(*stream), {"field section too large", false});
    }
}

void
H3Client::OnData(H3Stream& stream, std::string_view bytes)
{
    Of(stream).receiver->HandleBody(bytes);
}

void
H3Client::OnEnd(H3Stream& stream)
{
    H3ClientExchange& exchange = Of(stream);
    if (exchange.tunnel && !exchange.sentEnd)
    {
        exchange.receiver->HandlePeerEnd();
        return;
    }
    if (!exchange.sentEnd)
    {
        StopWriting(exchange.Id(), NGHTTP3_H3_REQUEST_CANCELLED);
    }
    Complete(exchange);
}

void
H3Client::Complete(H3ClientExchange& exchange)
{
    const QuicStreamId id = exchange.Id();
    exchange.receiver->HandleComplete(exchange.trailers);
    if (Find(id))
    {
        Drop(exchange);
    }
}

void
H3Client::OnMalformed(H3Stream& stream)
{
    FailExchange(Of(stream), {"malformed response", false});
}

void
H3Client::OnReset(H3Stream& stream, std::uint64_t code)
{
    if (!stream.sentEnd)
    {
        StopWriting(stream.Id(), NGHTTP3_H3_REQUEST_CANCELLED);
    }
    FailExchange(Of(stream), WhyReset(code));
}

void
H3Client::OnStreamClosed(H3Stream& stream, std::uint64_t code)
{
    FailExchange(Of(stream), WhyReset(code));
}

void
H3Client::FailExchange(H3ClientExchange& exchange, const ExchangeFailure& failure)
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
H3Client::FailWaiting(H3WaitingRequests& line, const ExchangeFailure& failure)
{
    while (!line.Empty())
    {
        std::unique_ptr<H3ClientExchange> exchange = line.TakeFirst();
        ResponseReceiver* receiver = exchange->receiver;
        Trash(std::move(exchange));
        receiver->HandleFailure(failure);
    }
}

void
H3Client::OnGoaway(QuicStreamId id)
{
    m_goaway = true;
    for (auto next = Streams().lower_bound(id); next != Streams().end();
         next = Streams().lower_bound(id))
    {
        Reset(next->first, NGHTTP3_H3_REQUEST_CANCELLED);
        FailExchange(Of(*next->second), {"goaway", true});
    }
    FailWaiting(m_waiting, {"goaway", true});
    FailWaiting(m_unsettled, {"goaway", true});
}

void
H3Client::OnStreamRoom()
{
    OpenWaiting();
    m_news.NoteRoom();
}

void
H3Client::OnMark(H3Stream& stream, Mark mark)
{
    if (mark == Mark::STARTED)
    {
        Of(stream).receiver->HandleRequestStarted();
    }
    else if (mark == Mark::WHOLE)
    {
        Of(stream).receiver->HandleRequestSent();
        if (Of(stream).tunnel && stream.gotEnd && Find(stream.Id()))
        {
            Complete(Of(stream));
        }
    }
}

void
H3Client::OnRest()
{
    if (m_news.IsOver())
    {
        return;
    }
    if (m_settled && !m_connectProtocol)
    {
        FailWaiting(m_unsettled, {"no extended CONNECT", true});
    }
    if (!m_closing && !TakesRequests())
    {
        m_news.TellDraining();
    }
    m_news.TellRoom();
    if ((m_closing || m_goaway) && Active() == 0)
    {
        CloseInOrder();
    }
}

void
H3Client::OnBroken(const std::string& reason)
{
    while (!Streams().empty())
    {
        H3ClientExchange& exchange = Of(*Streams().begin()->second);
        FailExchange(exchange, {reason, !exchange.started});
    }
    FailWaiting(m_waiting, {reason, true});
    FailWaiting(m_unsettled, {reason, true});
}

void
H3Client::OnGone(const std::string& reason)
{
    m_news.TellClosed(reason);
}

} // namespace

std::unique_ptr<ClientConnection>
MakeH3Client(std::unique_ptr<QuicConnection> quic, const H3Options& options)
{
    return std::make_unique<H3Client>(std::move(quic), options);
}

} // namespace pagewire
