// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SOCKS_DIAL_H
#define PAGEWIRE_NODE_SOCKS_DIAL_H

#include "transport/dialer.h"
#include "transport/socks-message.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <memory>
#include <string>

namespace pagewire
{

/** Hears how a proxy's attempt to reach a target went; must not destroy it from inside. */
class SocksDialHandler
{
  public:
    virtual ~SocksDialHandler() = default;

    /** The stream to the target is open: SocksDial::Take. */
    virtual void HandleReached() = 0;

    /** \param reply to the client \param why in a few words, for records */
    virtual void HandleUnreached(SocksReply reply, const std::string& why) = 0;
};

/** How long a proxy takes to reach a target. */
struct SocksDialTimes
{
    ns3::Time resolveDelay{0};   //!< what looking up a name takes
    ns3::Time connectTimeout{0}; //!< how long a target may take to answer; 0: as its TCP
};

/** A SOCKS proxy's attempt to open a stream to a target. */
class SocksDial : private ByteStreamListener
{
  public:
    /** \param dialer, handler outlive this */
    SocksDial(Dialer& dialer,
              const HostPort& target,
              const SocksDialTimes& times,
              SocksDialHandler& handler);

    /** Gives up, if the stream was not taken. */
    ~SocksDial() override;

    void Start();

    ByteStream& Stream() const
    {
        return *m_stream;
    }

    /** \return the open stream, whose listener is to be set anew */
    std::unique_ptr<ByteStream> Take();

  private:
    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Connect();
    void Expire();

    Dialer& m_dialer;
    HostPort m_target;
    SocksDialTimes m_times;
    SocksDialHandler& m_handler;
    std::unique_ptr<ByteStream> m_stream;
    ns3::EventId m_timer;
};

} // namespace pagewire

#endif
