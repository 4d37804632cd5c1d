// SPDX-License-Identifier: GPL-2.0-only
#include "wire/tunnel-stream.h"

#include "transport/transport-info.h"
#include "wire/tunnel-end.h"

#include <optional>
#include <utility>

namespace pagewire
{

namespace
{

class AcceptedTunnel : public TunnelEnd, private RequestBodyReceiver
{
  public:
    AcceptedTunnel(ServerExchange& exchange, const Response& response)
        : m_exchange(exchange)
    {
        m_exchange.SetBodyReceiver(this);
        m_exchange.Respond(response, MakeSource());
    }

    ~AcceptedTunnel() override
    {
        if (!IsOver())
        {
            m_exchange.SetBodyReceiver(nullptr);
            m_exchange.Abort();
        }
    }

  private:
    void HandleBody(std::string_view bytes) override
    {
        Receive(bytes);
    }

    void HandleComplete(const HeaderFields&) override
    {
        ReceiveEnd();
    }

    void Consumed(std::size_t bytes) override
    {
        m_exchange.Consumed(bytes);
    }

    void GiveUp() override
    {
        m_exchange.SetBodyReceiver(nullptr);
        m_exchange.Abort();
    }

    ServerExchange& m_exchange;
};

} // namespace

std::unique_ptr<ServerTunnel>
AcceptTunnel(ServerExchange& exchange, const Response& response)
{
    return std::make_unique<AcceptedTunnel>(exchange, response);
}

/** The client's end, and before that the request for it. */
class ClientTunnel : public TunnelEnd, public CarriedStream, private ResponseReceiver
{
  public:
    ClientTunnel(ClientConnection& connection, const Request& request, TunnelRequest& asking)
        : m_connection(connection),
          m_request(request),
          m_asking(&asking),
          m_exchange(&connection.Send(request, MakeSource(), *this))
    {}

    ~ClientTunnel() override
    {
        if (!IsOver())
        {
            m_exchange->Cancel();
        }
    }

    TransportInfo Carrier() override
    {
        return IsOver() ? m_carrier : m_connection.Transport();
    }

  private:
    void HandleRequestStarted() override
    {}

    void HandleRequestSent() override
    {}

    void HandleInformational(const Response&) override
    {}

    void HandleHeaders(const Response& response) override
    {
        m_response = response;
        m_asking->m_number = m_exchange->Number();
        CountOctets();
        if (OpensTunnel(m_request, response.status))
        {
            TunnelRequest* const asking = std::exchange(m_asking, nullptr);
            asking->m_asker.HandleTunnel(response, std::move(asking->m_tunnel));
        }
    }

    void HandleBody(std::string_view bytes) override
    {
        if (m_asking)
        {
            m_exchange->Consumed(bytes.size()); // the text of a refusal
            return;
        }
        Receive(bytes);
    }

    void HandlePeerEnd() override
    {
        ReceiveEnd();
    }

    void HandleComplete(const HeaderFields&) override
    {
        if (m_asking)
        {
            CountOctets();
            Over(StreamEnd::REFUSED);
            Answered().HandleRefusal(m_response);
            return;
        }
        ReceiveEnd();
        Over(StreamEnd::GRACEFUL);
    }

    void HandleFailure(const ExchangeFailure& failure) override
    {
        Over(failure.reason == StreamEndName(StreamEnd::TIMEOUT) ? StreamEnd::TIMEOUT
                                                                 : StreamEnd::RESET);
        if (m_asking)
        {
            CountOctets();
            Answered().HandleNoTunnel(failure);
        }
    }

    /** Notes what asking took so far. */
    void CountOctets()
    {
        m_asking->m_bytesUp = m_exchange->RequestHeaderBytes();
        m_asking->m_bytesDown = m_exchange->ResponseHeaderBytes() + m_exchange->ResponseBodyBytes();
    }

    /** The exchange is over; what carried it is told of as it was then. */
    void Over(StreamEnd end)
    {
        m_carrier = m_connection.Transport();
        End(end);
    }

    /** This object is not needed any more, but still in the midst of a call. */
    TunnelAsker& Answered()
    {
        TunnelRequest* const asking = std::exchange(m_asking, nullptr);
        DisposeLater(std::move(asking->m_tunnel));
        return asking->m_asker;
    }

    void Consumed(std::size_t bytes) override
    {
        m_exchange->Consumed(bytes);
    }

    void GiveUp() override
    {
        m_carrier = m_connection.Transport();
        m_exchange->Cancel();
    }

    ClientConnection& m_connection;
    Request m_request;
    Response m_response;
    TunnelRequest* m_asking; //!< null once it is answered
    ClientExchange* m_exchange;
    TransportInfo m_carrier; //!< once it is over
};

TunnelRequest::TunnelRequest(ClientConnection& connection,
                             const Request& request,
                             TunnelAsker& asker)
    : m_asker(asker),
      m_tunnel(std::make_unique<ClientTunnel>(connection, request, *this))
{}

TunnelRequest::~TunnelRequest() = default;

} // namespace pagewire
