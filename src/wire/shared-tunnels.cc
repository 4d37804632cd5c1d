// SPDX-License-Identifier: GPL-2.0-only
#include "wire/shared-tunnels.h"

#include "base/error.h"
#include "http/status.h"
#include "transport/refusal.h"
#include "transport/transport-info.h"
#include "wire/tunnel-stream.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace pagewire
{

namespace
{

/** \return what the reason for a connection's end is for a stream */
StreamEnd
EndOf(std::string_view reason)
{
    for (const StreamEnd end : {StreamEnd::TIMEOUT, StreamEnd::REFUSED, StreamEnd::PROTOCOL})
    {
        if (reason == StreamEndName(end))
        {
            return end;
        }
    }
    return StreamEnd::RESET;
}

} // namespace

/** A stream that is a tunnel in a shared connection, from before it is asked for. */
class SharedTunnel : public ByteStream, public RefusalTeller, private TunnelAsker
{
  public:
    SharedTunnel(std::shared_ptr<SharedTunnels> shared, const HostPort& to)
        : m_shared(std::move(shared)),
          m_to(to)
    {}

    ~SharedTunnel() override
    {
        m_shared->Withdraw(*this);
    }

    /** There is room for the request. */
    void AskOn(ClientConnection& connection, const ProxyLogin& login)
    {
        const Request request = MakeConnectRequest(m_to, login);
        m_loggedIn = request.fields.Has("Proxy-Authorization");
        TunnelAsker& self = *this;
        m_request = std::make_unique<TunnelRequest>(connection, request, self);
    }

    /** The connection did not come about. */
    void Fail(StreamEnd end)
    {
        if (ByteStreamListener* const listener = std::exchange(m_listener, nullptr))
        {
            listener->HandleClosed(end);
        }
    }

    std::string Refusal() const override
    {
        return m_refusal;
    }

    void SetListener(ByteStreamListener* listener) override
    {
        m_listener = listener;
        if (m_stream)
        {
            m_stream->SetListener(listener);
        }
    }

    void Open() override
    {
        m_shared->Ask(*this);
    }

    std::size_t Write(std::string_view bytes) override
    {
        return m_stream ? m_stream->Write(bytes) : 0;
    }

    std::size_t WriteRoom() const override
    {
        return m_stream ? m_stream->WriteRoom() : 0;
    }

    std::size_t Unsent() const override
    {
        return m_stream ? m_stream->Unsent() : 0;
    }

    bool SetUnsentLowWater(std::size_t bytes) override
    {
        m_lowWater = bytes;
        return m_stream ? m_stream->SetUnsentLowWater(bytes) : true;
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        return m_stream ? m_stream->Read(buffer, max) : 0;
    }

    bool AtEnd() const override
    {
        return m_stream && m_stream->AtEnd();
    }

    void CloseWrite() override
    {
        m_closeWanted = true;
        if (m_stream)
        {
            m_stream->CloseWrite();
        }
    }

    void Abort() override
    {
        m_listener = nullptr;
        m_shared->Withdraw(*this);
        m_request.reset();
        if (m_stream)
        {
            m_stream->Abort();
        }
    }

    std::string_view Alpn() const override
    {
        return {};
    }

    ByteStream* Below() const override
    {
        return m_stream.get();
    }

  private:
    void HandleTunnel(const Response&, std::unique_ptr<ByteStream> stream) override
    {
        m_stream = std::move(stream);
        m_stream->SetListener(m_listener);
        if (m_lowWater)
        {
            m_stream->SetUnsentLowWater(*m_lowWater);
        }
        if (m_listener)
        {
            m_listener->HandleOpen();
        }
        if (m_closeWanted)
        {
            m_stream->CloseWrite();
        }
    }

    void HandleRefusal(const Response& response) override
    {
        ProxyLogin& login = *m_shared->m_login;
        if (response.status == 407 && !m_loggedIn && !login.authorization.empty())
        {
            login.wanted = true;
            m_shared->Ask(*this);
            return;
        }
        m_refusal =
            std::to_string(response.status) + " " + std::string(ReasonPhrase(response.status));
        Fail(StreamEnd::REFUSED);
    }

    void HandleNoTunnel(const ExchangeFailure& failure) override
    {
        Fail(EndOf(failure.reason));
    }

    std::shared_ptr<SharedTunnels> m_shared;
    HostPort m_to;
    ByteStreamListener* m_listener{nullptr};
    std::unique_ptr<TunnelRequest> m_request;
    std::unique_ptr<ByteStream> m_stream; //!< once it is open
    std::optional<std::size_t> m_lowWater;
    std::string m_refusal;
    bool m_loggedIn{false}; //!< the request in progress says who we are
    bool m_closeWanted{false};
};

SharedTunnels::SharedTunnels(Connect connect, std::shared_ptr<ProxyLogin> login)
    : m_connect(std::move(connect)),
      m_login(std::move(login))
{}

SharedTunnels::~SharedTunnels() = default;

std::unique_ptr<ByteStream>
SharedTunnels::Dial(const HostPort& to)
{
    return std::make_unique<SharedTunnel>(shared_from_this(), to);
}

void
SharedTunnels::HandleNetworkChange()
{
    for (const auto& carrier : m_carriers)
    {
        carrier->Connection().HandleNetworkChange();
    }
}

void
SharedTunnels::Ask(SharedTunnel& tunnel)
{
    m_waiting.push_back(&tunnel);
    AskWaiting();
}

void
SharedTunnels::Withdraw(SharedTunnel& tunnel)
{
    m_waiting.erase(std::remove(m_waiting.begin(), m_waiting.end(), &tunnel), m_waiting.end());
}

void
SharedTunnels::HandleChange()
{
    AskWaiting();
}

void
SharedTunnels::HandleOver(TunnelCarrier& carrier, std::string_view reason)
{
    const auto place = std::find_if(m_carriers.begin(),
                                    m_carriers.end(),
                                    [&carrier](const auto& c) { return c.get() == &carrier; });
    std::unique_ptr<TunnelCarrier> closed = std::move(*place);
    m_carriers.erase(place);
    const bool failed = !closed->WasReady();
    DisposeLater(std::move(closed));
    if (!failed)
    {
        AskWaiting();
        return;
    }
    FailWaiting(EndOf(reason));
}

void
SharedTunnels::FailWaiting(StreamEnd end)
{
    const auto waiting = std::exchange(m_waiting, {});
    for (SharedTunnel* const tunnel : waiting)
    {
        tunnel->Fail(end);
    }
}

/** \return whether there is a connection now */
bool
SharedTunnels::OpenCarrier()
{
    try
    {
        Owner& self = *this;
        m_carriers.push_back(std::make_unique<TunnelCarrier>(m_connect(), self));
    }
    catch (const InputError&)
    {
        FailWaiting(StreamEnd::REFUSED); // nobody has the proxy's name
        return false;
    }
    m_carriers.back()->Open();
    return true;
}

void
SharedTunnels::AskWaiting()
{
    while (!m_waiting.empty())
    {
        const auto roomy = std::find_if(m_carriers.begin(), m_carriers.end(), [](const auto& c) {
            return c->HasRoom();
        });
        if (roomy != m_carriers.end())
        {
            SharedTunnel* const tunnel = m_waiting.front();
            m_waiting.pop_front();
            tunnel->AskOn((*roomy)->Connection(), *m_login);
            continue;
        }
        const bool coming = std::any_of(m_carriers.begin(), m_carriers.end(), [](const auto& c) {
            return !c->WasReady() && !c->IsDraining();
        });
        // One that is opened may be ready at once, and then asks by itself.
        if (coming || !OpenCarrier())
        {
            return;
        }
    }
}

} // namespace pagewire
