// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-client.h"

#include "transport/refusal.h"
#include "wire/client-news.h"
#include "wire/h1-head.h"
#include "wire/h1-pipeline.h"
#include "wire/h1-reader.h"
#include "wire/h1-turn.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** Octets read from the stream at a time. */
constexpr std::size_t READ_BLOCK = 16384;

bool
IsPersistent(Protocol protocol)
{
    return protocol != Protocol::H09 && protocol != Protocol::H10;
}

H1Parser::Kind
ResponseKind(Protocol protocol)
{
    return protocol == Protocol::H09 ? H1Parser::Kind::BARE_RESPONSE : H1Parser::Kind::RESPONSE;
}

class H1Client : public ClientConnection, private ByteStreamListener, private H1ExchangeOwner
{
  public:
    H1Client(Protocol protocol, std::unique_ptr<ByteStream> stream, const H1Options& options);

    ~H1Client() override
    {
        m_stream->SetListener(nullptr);
    }

    void SetListener(ClientConnectionListener* listener) override
    {
        m_news.SetListener(listener);
    }

    void Open() override
    {
        m_stream->Open();
    }

    std::size_t Room() const override;
    ClientExchange& Send(const Request& request,
                         std::unique_ptr<BodySource> body,
                         ResponseReceiver& receiver) override;

    void SendNow() override
    {
        m_turn.Now();
        m_stream->Push();
    }

    void Close() override
    {
        m_closing = true;
        m_turn.Soon();
    }

    std::size_t Active() const override
    {
        return m_pipeline.Size();
    }

    void Abort(const std::string& reason) override
    {
        m_abortReason = reason;
        m_turn.Soon();
    }

    void HandleNetworkChange() override
    {
        Abort(std::string(NETWORK_CHANGED));
    }

    bool IsEarly() const override
    {
        return false;
    }

    TransportInfo Transport() override
    {
        return DescribeStream(*m_stream);
    }

  private:
    enum class State
    {
        OPENING,
        OPEN,
        CLOSING, //!< our direction has ended
        OVER,
    };

    void HandleOpen() override;

    void HandleReadable() override
    {
        m_turn.Now();
    }

    void HandleWritable() override
    {
        m_turn.Now();
    }

    void HandleClosed(StreamEnd end) override
    {
        m_streamEnd = end;
        m_turn.Now();
    }

    void ExchangeConsumed() override
    {
        if (m_blocked)
        {
            m_turn.Soon();
        }
    }

    void ExchangeCancelled() override
    {
        m_cancelled = true;
        m_turn.Soon();
    }

    void Turn();
    void SweepCancelled();

    void Write();

    void Read();
    void ReadIdle();
    bool ReadEvent(H1ClientExchange& exchange);
    bool ReadTunnel(H1ClientExchange& exchange);
    void OpenTunnel();
    void FinishTunnel();
    void TakeHead(H1ClientExchange& exchange);
    void TakeEnd(H1ClientExchange& exchange);
    void CompleteFront();

    void PeerEnded();
    void FailAll(std::string_view reason);
    void Leave();
    void GiveUp(std::string_view reason);
    void End(std::string_view reason, std::string_view failure);
    void TellRoom();
    void TellDraining();

    const Protocol m_protocol;
    const H1Options m_options;
    std::unique_ptr<ByteStream> m_stream;
    H1Reader m_reader;
    H1Turn m_turn;
    H1Pipeline m_pipeline;
    ClientNews m_news;
    State m_state{State::OPENING};
    std::optional<StreamEnd> m_streamEnd;
    std::optional<std::string> m_abortReason; //!< Abort was called
    bool m_closing{false};                    //!< Close was called
    bool m_draining{false};                   //!< no more requests are taken
    bool m_cancelled{false};                  //!< an exchange was
    bool m_blocked{false};                    //!< reading waits for Consumed
    bool m_midResponse{false};                //!< the parser works for the first exchange
    bool m_interim{false};                    //!< on a 1xx
    bool m_persists{true};                    //!< the present response lets the connection go on
    bool m_closeOption{false};                //!< it said Connection: close
    bool m_tunnel{false};                     //!< the first exchange has become one
    bool m_tunnelEnded{false};                //!< in the peer's direction
};

H1Client::H1Client(Protocol protocol, std::unique_ptr<ByteStream> stream, const H1Options& options)
    : m_protocol(protocol),
      m_options(options),
      m_stream(std::move(stream)),
      m_reader(*m_stream, ResponseKind(protocol), options.maxHeaderBytes),
      m_turn([this] { Turn(); }),
      m_pipeline(protocol, *m_stream, [this] { m_turn.Soon(); })
{
    m_stream->SetListener(this);
}

std::size_t
H1Client::Room() const
{
    if (m_draining || m_closing || m_state == State::CLOSING || m_state == State::OVER)
    {
        return 0;
    }
    if (m_pipeline.AsksForTunnel())
    {
        return 0;
    }
    const bool pipelined = m_protocol == Protocol::H11_PIPELINED;
    const std::size_t depth = pipelined ? std::max<std::size_t>(m_options.pipelineDepth, 1) : 1;
    return depth - std::min(depth, m_pipeline.Size());
}

ClientExchange&
H1Client::Send(const Request& request, std::unique_ptr<BodySource> body, ResponseReceiver& receiver)
{
    assert(Room() > 0);
    m_draining = m_draining || !IsPersistent(m_protocol);
    H1ExchangeOwner& owner = *this;
    auto exchange = std::make_unique<H1ClientExchange>(owner, request, std::move(body), receiver);
    H1ClientExchange& added = *exchange;
    m_pipeline.Add(std::move(exchange));
    m_turn.Soon();
    return added;
}

void
H1Client::HandleOpen()
{
    m_state = State::OPEN;
    m_pipeline.Open();
    m_news.TellReady();
    m_turn.Now();
}

void
H1Client::Turn()
{
    if (m_abortReason && m_state != State::OVER)
    {
        GiveUp(*m_abortReason);
    }
    if (m_cancelled)
    {
        SweepCancelled();
    }
    if (m_state == State::OPEN)
    {
        Write();
    }
    if (m_state == State::OPEN || m_state == State::CLOSING)
    {
        Read();
    }
    if (m_tunnel && !m_pipeline.Empty())
    {
        FinishTunnel();
    }
    if (m_streamEnd && m_state != State::OVER)
    {
        const std::string name = DescribeEnd(*m_stream, *m_streamEnd);
        End(name, *m_streamEnd == StreamEnd::GRACEFUL ? "closed early" : name);
    }
    else if (m_closing && m_pipeline.Empty())
    {
        Leave();
    }
}

/** Requests of which nothing was handed down are just forgotten; others take the connection with
 * them. */
void
H1Client::SweepCancelled()
{
    m_cancelled = false;
    const bool forgot = m_pipeline.ForgetCancelled();
    if (m_pipeline.HasCancelled())
    {
        GiveUp("cancelled");
    }
    else if (forgot)
    {
        // A connection that takes one request in all has had it.
        m_closing = m_closing || (!IsPersistent(m_protocol) && m_pipeline.Empty());
        TellRoom();
    }
}

void
H1Client::Write()
{
    std::string_view reason;
    while (const auto exchange = m_pipeline.TakeUnsendable(reason))
    {
        exchange->Fail({std::string(reason), true});
        m_closing = m_closing || !IsPersistent(m_protocol);
        TellRoom();
    }
    if (!m_pipeline.Write())
    {
        GiveUp("body ended early");
    }
}

void
H1Client::Read()
{
    m_blocked = false;
    bool more = true;
    while (more && (m_state == State::OPEN || m_state == State::CLOSING))
    {
        H1ClientExchange* const front = m_pipeline.Front();
        if (!front)
        {
            ReadIdle();
            return;
        }
        if (front->receiving.whole)
        {
            if (m_stream->AtEnd())
            {
                m_pipeline.Abandon();
            }
            if (!front->IsSent() && !m_pipeline.IsAbandoned())
            {
                return;
            }
            CompleteFront();
        }
        else if (front->receiving.held >= m_options.bodyWindow)
        {
            m_blocked = true;
            return;
        }
        else
        {
            more = m_tunnel ? ReadTunnel(*front) : ReadEvent(*front);
        }
    }
}

/** Nothing is asked: only the peer's end may come. */
void
H1Client::ReadIdle()
{
    if (m_state == State::CLOSING)
    {
        m_reader.Drop();
    }
    else if (m_reader.HasOctets())
    {
        GiveUp("unexpected data");
    }
    else if (m_stream->AtEnd())
    {
        PeerEnded();
    }
}

/** \return whether to go on reading */
bool
H1Client::ReadEvent(H1ClientExchange& exchange)
{
    H1Parser& parser = m_reader.Parser();
    if (!m_midResponse)
    {
        m_midResponse = true;
        m_reader.Start(exchange.GetRequest().method == "HEAD");
    }
    const std::size_t room = m_options.bodyWindow - exchange.receiving.held;
    const H1Parser::Event event = m_reader.Next(std::min(room, READ_BLOCK));
    exchange.receiving.bodyBytes = parser.ContentOctets();
    m_stream->ClaimRead(m_reader.Position(), exchange.Number(), 0);
    switch (event)
    {
    case H1Parser::Event::HEAD:
        TakeHead(exchange);
        return true;
    case H1Parser::Event::CONTENT:
        exchange.TellBody(parser.Content());
        return !m_cancelled;
    case H1Parser::Event::END:
        TakeEnd(exchange);
        return true;
    case H1Parser::Event::NEED_MORE:
        if (m_stream->AtEnd())
        {
            PeerEnded();
        }
        return false;
    case H1Parser::Event::FAULT:
        if (parser.Fault() == H1Fault::EARLY_END)
        {
            PeerEnded();
        }
        else
        {
            GiveUp("malformed response");
        }
        return false;
    }
    return false;
}

/** \return whether to go on reading */
bool
H1Client::ReadTunnel(H1ClientExchange& exchange)
{
    const std::size_t room = m_options.bodyWindow - exchange.receiving.held;
    const std::string_view octets = m_reader.NextRaw(std::min(room, READ_BLOCK));
    m_stream->ClaimRead(m_reader.Position(), exchange.Number(), 0);
    if (octets.empty())
    {
        if (m_stream->AtEnd() && !m_tunnelEnded)
        {
            m_tunnelEnded = true;
            exchange.TellPeerEnd();
        }
        return false;
    }
    exchange.receiving.bodyBytes += octets.size();
    exchange.TellBody(octets);
    return !m_cancelled;
}

void
H1Client::OpenTunnel()
{
    m_tunnel = true;
    m_persists = false;
    TellDraining();
    m_pipeline.OpenTunnel();
    m_turn.Soon();
}

/** Each direction ends by itself, and the exchange with the second. */
void
H1Client::FinishTunnel()
{
    if (m_pipeline.FrontIsSent())
    {
        Leave();
        if (m_tunnelEnded)
        {
            CompleteFront();
        }
    }
}

void
H1Client::TakeHead(H1ClientExchange& exchange)
{
    H1Head& head = m_reader.Parser().Head();
    exchange.receiving.headerBytes += head.size;
    const bool opens = OpensTunnel(exchange.GetRequest(), head.status);
    m_interim = head.status / 100 == 1 && !opens;
    if (head.status == 101 && !opens)
    {
        GiveUp("malformed response"); // to an upgrade that nobody asked for
        return;
    }
    if (m_interim)
    {
        if (head.status == 100)
        {
            m_pipeline.ReleaseContent();
            m_turn.Soon();
        }
        exchange.TellInformational({head.status, std::move(head.fields)});
        return;
    }
    // A final response instead of the 100: the content is not wanted, and its place stays empty.
    if (exchange.sending.waitsForContinue)
    {
        m_pipeline.Abandon();
    }
    if (opens)
    {
        OpenTunnel();
        exchange.TellHeaders({head.status, WithoutUpgrade(head.fields)});
        return;
    }
    m_closeOption = head.fields.HasToken("Connection", "close");
    m_persists = head.Persists() && IsPersistent(m_protocol) &&
                 !exchange.GetRequest().fields.HasToken("Connection", "close");
    if (!m_persists || m_pipeline.IsAbandoned())
    {
        TellDraining();
    }
    exchange.TellHeaders({head.status, std::move(head.fields)});
}

void
H1Client::TakeEnd(H1ClientExchange& exchange)
{
    m_midResponse = false;
    if (m_interim)
    {
        return;
    }
    exchange.receiving.trailers = m_reader.Parser().Trailers();
    exchange.receiving.whole = true;
    if (!m_persists && !exchange.IsSent())
    {
        m_pipeline.Abandon();
    }
}

void
H1Client::CompleteFront()
{
    const std::unique_ptr<H1ClientExchange> exchange = m_pipeline.TakeFront();
    const bool usable = m_persists && !m_pipeline.IsAbandoned();
    m_draining = m_draining || !usable;
    exchange->Complete(exchange->receiving.trailers);
    if (usable)
    {
        TellRoom();
        return;
    }
    TellDraining();
    TellRoom();
    FailAll("closed early");
    if (m_pipeline.IsAbandoned())
    {
        Leave();
    }
}

void
H1Client::PeerEnded()
{
    if (m_state == State::OPEN)
    {
        TellDraining();
        FailAll("closed early");
        Leave();
    }
}

void
H1Client::FailAll(std::string_view reason)
{
    // Connection: close speaks of the requests behind the one that is being answered.
    m_pipeline.FailAll(reason, m_closeOption && !m_midResponse, m_closeOption);
}

/** Ends our direction; what the peer still has to say is read and dropped. */
void
H1Client::Leave()
{
    if (m_state == State::OPENING)
    {
        GiveUp("closed");
    }
    else if (m_state == State::OPEN)
    {
        m_state = State::CLOSING;
        m_stream->CloseWrite();
    }
}

void
H1Client::GiveUp(std::string_view reason)
{
    m_stream->Abort();
    End(reason, reason);
}

void
H1Client::End(std::string_view reason, std::string_view failure)
{
    m_state = State::OVER;
    m_draining = true;
    FailAll(failure);
    m_news.TellClosed(reason);
}

void
H1Client::TellRoom()
{
    m_news.NoteRoom();
    m_news.TellRoom();
}

void
H1Client::TellDraining()
{
    m_draining = true;
    m_news.TellDraining();
}

} // namespace

std::unique_ptr<ClientConnection>
MakeH1Client(Protocol protocol, std::unique_ptr<ByteStream> stream, const H1Options& options)
{
    return std::make_unique<H1Client>(protocol, std::move(stream), options);
}

} // namespace pagewire
