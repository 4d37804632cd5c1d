// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_STREAM_H
#define PAGEWIRE_TRANSPORT_SOCKS_STREAM_H

#include "transport/negotiated-stream.h"
#include "transport/socks-client-negotiation.h"

#include <memory>

namespace pagewire
{

/** A client's stream through a SOCKS proxy. */
class SocksStream : public NegotiatedStream
{
  public:
    /** \throws InputError for what the version of SOCKS cannot say */
    SocksStream(std::unique_ptr<ByteStream> below,
                const SocksOptions& options,
                SocksCommand command,
                const HostPort& to);

    /** \return the proxy's answer; before it came, a general failure */
    const SocksAnswer& Answer() const
    {
        return m_negotiation.Answer();
    }

  private:
    SocksStream(std::unique_ptr<ByteStream> below,
                std::unique_ptr<SocksClientNegotiation> negotiation);

    const SocksClientNegotiation& m_negotiation; //!< that of the base
};

} // namespace pagewire

#endif
