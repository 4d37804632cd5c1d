// SPDX-License-Identifier: GPL-2.0-only
#include "wire/tunnel-carrier.h"

#include <utility>

namespace pagewire
{

TunnelCarrier::TunnelCarrier(std::unique_ptr<ClientConnection> connection, Owner& owner)
    : m_connection(std::move(connection)),
      m_owner(owner)
{
    m_connection->SetListener(this);
}

void
TunnelCarrier::Open()
{
    m_connection->Open();
}

bool
TunnelCarrier::HasRoom() const
{
    return m_ready && !m_draining && m_connection->Room() > 0;
}

void
TunnelCarrier::HandleReady()
{
    m_ready = true;
    m_owner.HandleChange();
}

void
TunnelCarrier::HandleRoom()
{
    m_owner.HandleChange();
}

ResponseReceiver*
TunnelCarrier::HandlePush(const Request&, ClientExchange&)
{
    return nullptr;
}

void
TunnelCarrier::HandleDraining()
{
    m_draining = true;
    m_owner.HandleChange();
}

void
TunnelCarrier::HandleClosed(std::string_view reason)
{
    m_draining = true;
    m_owner.HandleOver(*this, reason);
}

} // namespace pagewire
