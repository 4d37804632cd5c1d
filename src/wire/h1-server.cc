// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-server.h"

#include "transport/tls-stream.h"
#include "wire/h1-head.h"
#include "wire/h1-reader.h"
#include "wire/h1-server-exchange.h"
#include "wire/h1-turn.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** Octets read from the stream at a time. */
constexpr std::size_t READ_BLOCK = 16384;

std::string_view
SchemeOf(const ByteStream& stream)
{
    for (const ByteStream* layer = &stream; layer; layer = layer->Below())
    {
        if (dynamic_cast<const TlsStream*>(layer))
        {
            return "https";
        }
    }
    return "http";
}

class H1Server : public ServerConnection, private ByteStreamListener
{
  public:
    H1Server(std::unique_ptr<ByteStream> stream,
             std::string alreadyRead,
             RequestHandler& handler,
             const H1Options& options);
    ~H1Server() override;

    void SetListener(ServerConnectionListener* listener) override;
    void Open() override;
    void Close() override;
    void Sever(bool reset) override;
    TransportInfo Transport() override;

  private:
    enum class State
    {
        UNOPENED,
        SERVING,
        CLOSING, //!< our direction has ended; what still comes is dropped
        OVER,
    };

    /** Whether the present exchange is one. */
    enum class Tunnel
    {
        NONE,
        ASKED,
        OPEN,
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Turn();

    // Requests in.
    void Read();
    bool WantsInput() const;
    bool ReadEvent();
    bool ReadTunnel();
    void TakeHead();
    void TakeEnd();
    void TakeFault(H1Fault fault);
    void Refuse(int status);
    int WhyRefused(const H1Head& head) const;

    // Responses out.
    void Write();
    void ProduceHeads();
    void ProduceInterim();
    void NoteTunnel(bool opens);
    void FinishResponse();
    void EndTunnelIfOver();

    // Ends.
    void EndExchange();
    void BreakOff();
    void Leave();
    void FinishClosing();
    void End(std::string_view reason);

    RequestHandler& m_handler;
    const H1Options m_options;
    std::unique_ptr<ByteStream> m_stream;
    H1Reader m_reader;
    H1Output m_output;
    H1Turn m_turn;
    ServerConnectionListener* m_listener{nullptr};
    std::unique_ptr<H1ServerExchange> m_exchange;
    std::optional<H1Content> m_content;   //!< of the response being sent
    H1Framing m_framing{H1Framing::NONE}; //!< of that
    State m_state{State::UNOPENED};
    Tunnel m_tunnel{Tunnel::NONE};
    std::optional<StreamEnd> m_streamEnd;
    std::size_t m_requests{0};
    bool m_midRequest{false};    //!< the parser has seen a head, and not the end
    bool m_owesContinue{false};  //!< the client waits for a 100 before it sends the content
    bool m_requestCloses{false}; //!< the present request is the last, by its own word
    bool m_closing{false};       //!< Close was called
    bool m_ended{false};         //!< our direction has ended
    bool m_closeAfter{false};    //!< the connection ends with the response being sent
    bool m_tunnelEnded{false};   //!< in the client's direction
};

H1Server::H1Server(std::unique_ptr<ByteStream> stream,
                   std::string alreadyRead,
                   RequestHandler& handler,
                   const H1Options& options)
    : m_handler(handler),
      m_options(options),
      m_stream(std::move(stream)),
      m_reader(*m_stream, H1Parser::Kind::REQUEST, options.maxHeaderBytes, std::move(alreadyRead)),
      m_output(*m_stream),
      m_turn([this] { Turn(); })
{
    m_stream->SetListener(this);
}

H1Server::~H1Server()
{
    m_stream->SetListener(nullptr);
    EndExchange();
}

void
H1Server::SetListener(ServerConnectionListener* listener)
{
    m_listener = listener;
}

void
H1Server::Open()
{
    m_state = State::SERVING;
    m_output.Open();
    m_turn.Soon();
}

void
H1Server::Close()
{
    m_closing = true;
    m_turn.Soon();
}

void
H1Server::Sever(bool reset)
{
    if (m_state != State::SERVING)
    {
        return;
    }
    EndExchange();
    if (reset)
    {
        m_stream->Push(); // what may leave by now has left
        m_stream->Abort();
        End("aborted");
        return;
    }
    Leave();
}

TransportInfo
H1Server::Transport()
{
    return DescribeStream(*m_stream);
}

void
H1Server::HandleOpen()
{}

void
H1Server::HandleReadable()
{
    m_turn.Now();
}

void
H1Server::HandleWritable()
{
    m_turn.Now();
}

void
H1Server::HandleClosed(StreamEnd end)
{
    m_streamEnd = end;
    m_turn.Now();
}

/** Does whatever there is to do; all calls to others come from here. */
void
H1Server::Turn()
{
    if (m_state == State::SERVING)
    {
        Write();
    }
    if (m_state == State::SERVING)
    {
        Read();
    }
    if (m_state == State::CLOSING)
    {
        FinishClosing();
    }
    if (m_streamEnd && m_state != State::OVER)
    {
        End(StreamEndName(*m_streamEnd));
    }
    else if (m_closing && m_state == State::SERVING && !m_exchange)
    {
        Leave();
    }
}

bool
H1Server::WantsInput() const
{
    if (m_state != State::SERVING || m_streamEnd)
    {
        return false;
    }
    if (m_midRequest || m_tunnel == Tunnel::OPEN)
    {
        return !m_exchange || m_exchange->Held() < m_options.bodyWindow;
    }
    return !m_exchange && !m_closing;
}

void
H1Server::Read()
{
    while (WantsInput() && ReadEvent())
    {
        // A response given meanwhile goes out before the next request is looked at.
        Write();
    }
}

/** \return whether to go on reading */
bool
H1Server::ReadEvent()
{
    if (m_tunnel == Tunnel::OPEN && !m_midRequest)
    {
        return ReadTunnel();
    }
    const std::size_t held = m_exchange ? m_exchange->Held() : 0;
    H1Parser& parser = m_reader.Parser();
    const H1Parser::Event event = m_reader.Next(std::min(m_options.bodyWindow - held, READ_BLOCK));
    m_stream->ClaimRead(m_reader.Position(), m_midRequest ? m_requests : m_requests + 1, 0);
    switch (event)
    {
    case H1Parser::Event::HEAD:
        TakeHead();
        return true;
    case H1Parser::Event::CONTENT:
        m_owesContinue = false;
        if (m_exchange)
        {
            m_exchange->TellBody(parser.Content());
        }
        return true;
    case H1Parser::Event::END:
        TakeEnd();
        return true;
    case H1Parser::Event::FAULT:
        TakeFault(parser.Fault());
        return false;
    case H1Parser::Event::NEED_MORE:
        if (m_stream->AtEnd())
        {
            Leave();
        }
        return false;
    }
    return false;
}

/** \return whether to go on reading */
bool
H1Server::ReadTunnel()
{
    if (!m_exchange || m_tunnelEnded)
    {
        return false;
    }
    const std::size_t room = m_options.bodyWindow - m_exchange->Held();
    const std::string_view octets = m_reader.NextRaw(std::min(room, READ_BLOCK));
    m_stream->ClaimRead(m_reader.Position(), m_requests, 0);
    if (!octets.empty())
    {
        m_exchange->TellBody(octets);
        return true;
    }
    if (m_stream->AtEnd())
    {
        m_tunnelEnded = true;
        m_exchange->TellComplete({});
        EndTunnelIfOver();
    }
    return false;
}

/** \return the status to refuse a request with that is well-formed by itself; 0 to serve it */
int
H1Server::WhyRefused(const H1Head& head) const
{
    const bool expects = head.version == H1Version::V11 && head.fields.Has("Expect");
    return expects && !EqualsIgnoringCase(*head.fields.Find("Expect"), "100-continue") ? 417 : 0;
}

void
H1Server::TakeHead()
{
    H1Head& head = m_reader.Parser().Head();
    const H1Version version = head.version;
    const bool hasContent = head.hasContent;
    const bool persists = head.Persists();
    const int refusal = WhyRefused(head);
    const bool expects = version == H1Version::V11 && hasContent && head.fields.Has("Expect");
    std::optional<Request> request = ToRequest(std::move(head), SchemeOf(*m_stream));
    if (!request || refusal != 0)
    {
        Refuse(request ? refusal : 400);
        return;
    }
    ++m_requests;
    m_midRequest = true;
    m_tunnel = AsksForTunnel(*request) ? Tunnel::ASKED : Tunnel::NONE;
    m_owesContinue = expects;
    m_requestCloses = !persists || !m_options.keepAlive || m_requests == m_options.maxRequests;
    m_exchange = std::make_unique<H1ServerExchange>(m_requests,
                                                    *std::move(request),
                                                    version,
                                                    persists && version == H1Version::V10,
                                                    hasContent || m_tunnel == Tunnel::ASKED,
                                                    [this] { m_turn.Soon(); });
    m_handler.HandleRequest(*m_exchange);
    ProduceInterim(); // there may be a 100 among them
    if (m_owesContinue && m_exchange->WantsContinue())
    {
        m_exchange->SendInformational({100, {}});
    }
}

void
H1Server::TakeEnd()
{
    m_midRequest = false;
    m_owesContinue = false;
    if (m_tunnel != Tunnel::NONE)
    {
        return; // what follows is for the tunnel, if the response opens one
    }
    if (m_exchange)
    {
        m_exchange->TellComplete(m_reader.Parser().Trailers());
    }
    m_reader.Start(false);
}

void
H1Server::TakeFault(H1Fault fault)
{
    if (fault == H1Fault::EARLY_END || (m_exchange && m_content))
    {
        EndExchange();
        Leave();
        return;
    }
    Refuse(StatusOf(fault));
}

/** Answers in the handler's place, and closes. */
void
H1Server::Refuse(int status)
{
    EndExchange();
    H1ResponseContext context;
    context.close = true;
    m_output.Pending() += FormatResponseHead({status, {}}, nullptr, context).octets;
    m_output.Flush();
    Leave();
}

void
H1Server::Write()
{
    while (m_state == State::SERVING && !m_ended)
    {
        if (m_exchange && m_exchange->IsAborted())
        {
            BreakOff();
            return;
        }
        if (m_exchange && !m_content)
        {
            ProduceHeads();
        }
        if (m_content)
        {
            m_content->Produce(m_output.Pending(), H1Output::BLOCK);
        }
        const bool nothing = m_output.Pending().empty();
        const bool more = m_output.Flush();
        m_output.Claim(m_output.Taken(), m_requests);
        if (m_content && m_content->GetState() != H1Content::State::MORE &&
            m_output.Pending().empty())
        {
            FinishResponse();
            return;
        }
        if (nothing || !more)
        {
            return;
        }
    }
}

void
H1Server::ProduceHeads()
{
    ProduceInterim();
    if (auto response = m_exchange->TakeResponse())
    {
        std::unique_ptr<BodySource> body = m_exchange->TakeBody();
        H1ResponseContext context;
        context.version = m_exchange->Version();
        context.method = m_exchange->GetRequest().method;
        context.protocol = m_exchange->GetRequest().protocol;
        context.asksKeepAlive = m_exchange->AsksKeepAlive();
        context.close = m_requestCloses || m_closing || m_owesContinue;
        const H1HeadText head = FormatResponseHead(*response, body.get(), context);
        NoteTunnel(OpensTunnel(m_exchange->GetRequest(), response->status));
        m_closeAfter = context.close;
        m_output.Pending() += head.octets;
        if (body)
        {
            body->SetWaker([this] { m_turn.Soon(); });
        }
        m_framing = head.framing;
        m_content.emplace(std::move(body), head.framing);
        m_output.SetReady(m_requests, true);
    }
}

void
H1Server::ProduceInterim()
{
    for (const Response& response : m_exchange->TakeInterim())
    {
        m_owesContinue = m_owesContinue && response.status != 100;
        H1ResponseContext context;
        context.method = m_exchange->GetRequest().method;
        m_output.Pending() += FormatResponseHead(response, nullptr, context).octets;
    }
}

/** The response says whether there is a tunnel; where not, further requests may follow. */
void
H1Server::NoteTunnel(bool opens)
{
    if (m_tunnel == Tunnel::ASKED && !opens && !m_midRequest)
    {
        m_reader.Start(false);
    }
    m_tunnel = opens ? Tunnel::OPEN : Tunnel::NONE;
}

/** The response was handed to the stream whole, or its source has broken off. */
void
H1Server::FinishResponse()
{
    if (m_content->GetState() == H1Content::State::BROKEN)
    {
        BreakOff();
        return;
    }
    if (m_tunnel == Tunnel::OPEN)
    {
        m_ended = true;
        m_stream->CloseWrite();
        EndTunnelIfOver();
        return;
    }
    EndExchange();
    if (m_closeAfter)
    {
        Leave();
    }
}

/** Each direction ends by itself, and the exchange with the second. */
void
H1Server::EndTunnelIfOver()
{
    if (m_ended && m_tunnelEnded)
    {
        EndExchange();
        Leave();
    }
}

/** Closes in mid-response, so that the client sees it is not whole: in order where the framing
 * shows that, else by a reset. */
void
H1Server::BreakOff()
{
    const bool looksWhole = m_content && m_framing == H1Framing::CLOSE;
    Sever(looksWhole);
}

void
H1Server::EndExchange()
{
    m_content.reset();
    if (const std::unique_ptr<H1ServerExchange> exchange = std::move(m_exchange))
    {
        exchange->Detach();
        m_output.SetReady(m_requests, false);
        m_handler.HandleGone(*exchange);
    }
}

/** Ends our direction after what is still to be written. */
void
H1Server::Leave()
{
    if (m_state == State::SERVING)
    {
        m_state = State::CLOSING;
        FinishClosing();
    }
}

/** Leaves nothing unread, lest closing become a reset that takes our last octets with it. */
void
H1Server::FinishClosing()
{
    m_reader.Drop();
    m_output.Flush();
    if (!m_ended && m_output.Pending().empty())
    {
        m_ended = true;
        m_stream->CloseWrite();
    }
}

void
H1Server::End(std::string_view reason)
{
    m_state = State::OVER;
    EndExchange();
    if (m_listener)
    {
        m_listener->HandleClosed(reason);
    }
}

} // namespace

std::unique_ptr<ServerConnection>
MakeH1Server(std::unique_ptr<ByteStream> stream,
             std::string alreadyRead,
             RequestHandler& handler,
             const H1Options& options)
{
    return std::make_unique<H1Server>(std::move(stream), std::move(alreadyRead), handler, options);
}

} // namespace pagewire
