// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_DIALER_H
#define PAGEWIRE_TRANSPORT_SOCKS_DIALER_H

#include "transport/dialer.h"
#include "transport/socks-client-negotiation.h"

#include <memory>

namespace pagewire
{

/** Reaches everything through a SOCKS proxy, and the proxy by another dialer. */
class SocksDialer : public Dialer
{
  public:
    /**
     * \param way leads to the proxy: a stream, and with SOCKS 5 a flow to its relay
     * \param resolver for SOCKS 4, where the client has to resolve names; unused otherwise
     */
    SocksDialer(std::shared_ptr<Dialer> way,
                const HostPort& proxy,
                const SocksOptions& options,
                Resolver resolver = nullptr);

    /** \return a SocksStream; names that only the proxy resolves are not known to be wrong before
     * it says so */
    std::unique_ptr<ByteStream> Dial(const HostPort& to) override;

    /** \return a SocksFlow, with SOCKS 5; null with the others, which have no datagrams */
    std::unique_ptr<DatagramFlow> DialDatagrams(const HostPort& to) override;

    ns3::Ptr<ns3::Node> GetNode() const override
    {
        return m_way->GetNode();
    }

    void HandleNetworkChange() override
    {
        m_way->HandleNetworkChange();
    }

    void HandleRestart() override
    {
        m_way->HandleRestart();
    }

  private:
    std::shared_ptr<Dialer> m_way;
    HostPort m_proxy;
    SocksOptions m_options;
    Resolver m_resolver;
};

} // namespace pagewire

#endif
