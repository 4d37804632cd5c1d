// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-server.h"

#include "wire/h3-server-exchange.h"
#include "wire/h3-session.h"

#include <utility>

namespace pagewire
{

namespace
{

class H3Server : public ServerConnection, public H3Session
{
  public:
    H3Server(std::unique_ptr<QuicConnection> quic,
             RequestHandler& handler,
             const H3Options& options)
        : H3Session(std::move(quic), options, Role::SERVER),
          m_handler(handler)
    {}

    ~H3Server() override
    {
        EndAll();
    }

    void SetListener(ServerConnectionListener* listener) override
    {
        m_listener = listener;
    }

    void Open() override
    {
        Quic().Open();
    }

    void Close() override;

    void Sever(bool reset) override
    {
        H3Session::Close(reset ? "aborted" : "broken off", "", NGHTTP3_H3_INTERNAL_ERROR);
    }

    TransportInfo Transport() override
    {
        return Quic().Transport();
    }

  private:
    /** How far the goodbye has come. */
    enum class Goodbye
    {
        NONE,
        WANTED, //!< but the control stream is not open yet
        NOTICE, //!< a notice is on its way
        LAST    //!< the client knows, or will, which requests are the last
    };

    void Abandon(H3Stream& stream) override;

    void OnReady() override;
    void OnHeaders(QuicStreamId id, FieldSection& section, bool end) override;
    void OnTrailers(H3Stream& stream, FieldSection& section) override;
    void OnTooLarge(QuicStreamId id, FieldSection& section) override;
    void OnData(H3Stream& stream, std::string_view bytes) override;
    void OnEnd(H3Stream& stream) override;
    void OnMalformed(H3Stream& stream) override;
    void OnReset(H3Stream& stream, std::uint64_t code) override;
    void OnStopSending(H3Stream& stream) override;
    void OnStreamClosed(H3Stream& stream, std::uint64_t code) override;
    void OnStreamForgotten() override;
    void OnMark(H3Stream& stream, Mark mark) override;
    void OnControlAcked() override;
    void OnRest() override;
    void OnBroken(const std::string& reason) override;
    void OnGone(const std::string& reason) override;

    void SayNotice();
    void EndIfDone(H3ServerExchange& exchange);
    void End(H3ServerExchange& exchange);
    void EndAll();

    RequestHandler& m_handler;
    ServerConnectionListener* m_listener{nullptr};
    Goodbye m_goodbye{Goodbye::NONE};
    std::uint64_t m_sentBefore{0}; //!< octets of the control stream before the last GOAWAY
};

H3ServerExchange&
Of(H3Stream& stream)
{
    return static_cast<H3ServerExchange&>(stream);
}

void
H3Server::Close()
{
    if (m_goodbye == Goodbye::NONE && !Over())
    {
        m_goodbye = Goodbye::WANTED;
        if (IsBound())
        {
            SayNotice();
        }
    }
}

void
H3Server::SayNotice()
{
    // Requests on their way when the notice arrives are still answered; that it is acknowledged
    // tells that a round trip is over (RFC 9114 section 5.2).
    m_goodbye = Goodbye::NOTICE;
    m_sentBefore = ControlSent();
    nghttp3_conn_submit_shutdown_notice(Native());
    Wake();
}

void
H3Server::OnControlAcked()
{
    if (m_goodbye == Goodbye::NOTICE && ControlSent() > m_sentBefore)
    {
        m_goodbye = Goodbye::LAST;
        m_sentBefore = ControlSent();
        nghttp3_conn_shutdown(Native());
        Wake();
    }
}

void
H3Server::OnRest()
{
    // What a closed connection has lost on the way is lost: each response must have arrived.
    if (m_goodbye == Goodbye::LAST && ControlSent() > m_sentBefore && PeersStreamsAreClosed())
    {
        CloseInOrder();
    }
}

void
H3Server::OnReady()
{
    if (m_goodbye == Goodbye::WANTED)
    {
        SayNotice();
    }
}

void
H3Server::Abandon(H3Stream& stream)
{
    Reset(stream.Id(), NGHTTP3_H3_INTERNAL_ERROR);
    Note(stream.Id(), Mark::ABANDONED);
}

void
H3Server::OnHeaders(QuicStreamId id, FieldSection& section, bool end)
{
    if (section.HostContradicts())
    {
        Reset(id, NGHTTP3_H3_MESSAGE_ERROR);
        return;
    }
    if (!Options().extensiblePriorities)
    {
        const nghttp3_pri inTurns{NGHTTP3_DEFAULT_URGENCY, 1};
        nghttp3_conn_set_stream_priority(Native(), id, &inTurns);
    }
    auto exchange = std::make_unique<H3ServerExchange>(*this, id, section.TakeRequest(), !end);
    H3ServerExchange& made = *exchange;
    made.handled = true;
    Adopt(std::move(exchange));
    m_handler.HandleRequest(made);
}

void
H3Server::OnTooLarge(QuicStreamId id, FieldSection& section)
{
    if (H3Stream* stream = Find(id))
    {
        Reset(id, NGHTTP3_H3_EXCESSIVE_LOAD);
        End(Of(*stream));
        return;
    }
    auto exchange = std::make_unique<H3ServerExchange>(*this, id, section.TakeRequest(), true);
    H3ServerExchange& made = *exchange;
    Adopt(std::move(exchange));
    made.Respond({431, {}}, nullptr);
}

void
H3Server::OnTrailers(H3Stream& stream, FieldSection& section)
{
    Of(stream).trailers = section.TakeTrailers();
}

void
H3Server::OnData(H3Stream& stream, std::string_view bytes)
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
H3Server::OnEnd(H3Stream& stream)
{
    H3ServerExchange& exchange = Of(stream);
    if (exchange.bodyReceiver && exchange.HasBody())
    {
        exchange.bodyReceiver->HandleComplete(exchange.trailers);
    }
    EndIfDone(exchange);
}

void
H3Server::EndIfDone(H3ServerExchange& exchange)
{
    if (exchange.sentEnd && exchange.gotEnd)
    {
        End(exchange);
    }
    else if (exchange.sentEnd && !exchange.bodyReceiver)
    {
        StopReading(exchange.Id(), NGHTTP3_H3_NO_ERROR);
        End(exchange);
    }
}

void
H3Server::OnMalformed(H3Stream& stream)
{
    End(Of(stream));
}

void
H3Server::OnReset(H3Stream& stream, std::uint64_t)
{
    // Half a request: nothing can be answered any more (RFC 9114 section 4.1.1).
    if (!stream.sentEnd)
    {
        StopWriting(stream.Id(), NGHTTP3_H3_REQUEST_CANCELLED);
    }
    End(Of(stream));
}

void
H3Server::OnStopSending(H3Stream& stream)
{
    if (!stream.gotEnd)
    {
        StopReading(stream.Id(), NGHTTP3_H3_REQUEST_CANCELLED);
    }
    End(Of(stream));
}

void
H3Server::OnStreamClosed(H3Stream& stream, std::uint64_t)
{
    End(Of(stream));
}

void
H3Server::OnStreamForgotten()
{
    Quic().AllowStream();
}

void
H3Server::OnMark(H3Stream& stream, Mark mark)
{
    if (mark == Mark::WHOLE)
    {
        EndIfDone(Of(stream));
    }
    else if (mark == Mark::ABANDONED)
    {
        End(Of(stream));
    }
}

void
H3Server::End(H3ServerExchange& exchange)
{
    Retire(exchange);
    if (exchange.handled)
    {
        m_handler.HandleGone(exchange);
    }
}

void
H3Server::EndAll()
{
    while (!Streams().empty())
    {
        End(Of(*Streams().begin()->second));
    }
}

void
H3Server::OnBroken(const std::string&)
{
    EndAll();
}

void
H3Server::OnGone(const std::string& reason)
{
    if (m_listener)
    {
        m_listener->HandleClosed(reason);
    }
}

} // namespace

std::unique_ptr<ServerConnection>
MakeH3Server(std::unique_ptr<QuicConnection> quic,
             RequestHandler& handler,
             const H3Options& options)
{
    return std::make_unique<H3Server>(std::move(quic), handler, options);
}

} // namespace pagewire
