// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_TUNNEL_CARRIER_H
#define PAGEWIRE_WIRE_TUNNEL_CARRIER_H

#include "wire/client-connection.h"

#include <memory>
#include <string_view>

namespace pagewire
{

/** A connection to a proxy, and whether it takes tunnels. */
class TunnelCarrier : private ClientConnectionListener
{
  public:
    /** Whose connection it is. */
    class Owner
    {
      public:
        virtual ~Owner() = default;

        /** It may take more tunnels, or no longer any. */
        virtual void HandleChange() = 0;

        /** It is over; the owner is to destroy it later. */
        virtual void HandleOver(TunnelCarrier& carrier, std::string_view reason) = 0;
    };

    /** \param connection not opened \param owner outlives this */
    TunnelCarrier(std::unique_ptr<ClientConnection> connection, Owner& owner);

    void Open();

    ClientConnection& Connection() const
    {
        return *m_connection;
    }

    /** \return whether there is no hope of room on it any more */
    bool IsDraining() const
    {
        return m_draining;
    }

    /** \return whether it ever was open */
    bool WasReady() const
    {
        return m_ready;
    }

    bool HasRoom() const;

  private:
    void HandleReady() override;
    void HandleRoom() override;
    ResponseReceiver* HandlePush(const Request& request, ClientExchange& exchange) override;
    void HandleDraining() override;
    void HandleClosed(std::string_view reason) override;

    std::unique_ptr<ClientConnection> m_connection;
    Owner& m_owner;
    bool m_ready{false};
    bool m_draining{false};
};

} // namespace pagewire

#endif
