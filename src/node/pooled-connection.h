// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_POOLED_CONNECTION_H
#define PAGEWIRE_NODE_POOLED_CONNECTION_H

#include "http/origin.h"
#include "node/records.h"
#include "wire/client-connection.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace pagewire
{

class PooledConnection;

/** Whose connection it is: the pool. */
class PooledConnectionOwner
{
  public:
    virtual ~PooledConnectionOwner() = default;

    /** It takes requests from now on. */
    virtual void HandleReady(PooledConnection& connection) = 0;

    /** What the connection would take may have changed, or it is no longer to be counted. */
    virtual void HandleChange(PooledConnection& connection) = 0;

    virtual ResponseReceiver* HandlePush(PooledConnection& connection,
                                         const Request& request,
                                         ClientExchange& exchange) = 0;

    /** It is gone, its record final. The owner is to destroy it later. */
    virtual void HandleGone(PooledConnection& connection) = 0;
};

/** When a connection is done with. */
struct ReuseLimits
{
    std::uint32_t requests{0};         //!< so many, then it is closed; 0: no limit
    ns3::Time idle{ns3::Seconds(300)}; //!< closed after so long without a request; 0: at once
};

/** A client connection in a pool: its record, and whether it may take a further request. */
class PooledConnection : private ClientConnectionListener
{
  public:
    /** \param record with id, host and protocol filled in \param origin whom it was opened for */
    PooledConnection(std::unique_ptr<ClientConnection> connection,
                     const ConnectionRecord& record,
                     const HttpOrigin& origin,
                     const ReuseLimits& limits,
                     PooledConnectionOwner& owner);
    ~PooledConnection() override;

    void Open();

    /** Until the peer says itself how many requests it takes at a time, it is asked no more. */
    void Expect(std::size_t limit);

    /** See ClientConnection::AnnouncedLimit. */
    std::optional<std::size_t> AnnouncedLimit() const;

    /** \return whether it is ready and takes some request or other */
    bool HasRoom() const;

    /** \return whether it has room, and the request may be sent behind those in progress
     * (RFC 9112 section 9.3.2: nothing behind a request that is not idempotent, nor the other way
     * round; a retry not behind anything on a connection not yet known to persist) */
    bool Takes(const Request& request, bool retry) const;

    /** Sends a request that it Takes. See ClientConnection::Send. */
    ClientExchange& Send(const Request& request,
                         bool retry,
                         std::unique_ptr<BodySource> body,
                         ResponseReceiver& receiver);

    /** Counts a request that the caller sends on the codec itself, such as one for a tunnel; it has
     * room. \return the codec, which this goes on to own */
    ClientConnection& Lend();

    /** See ClientConnection::SendNow. */
    void SendNow();

    /** A response came on it whole: it is known to work. */
    void NoteResponse();

    /** \return whether the next request is the last one it may carry by its limit */
    bool IsLast() const;

    bool IsReady() const;

    /** \return whether it is ready for requests that may be replayed only: 0-RTT, of which it is
     * not yet known whether it comes through */
    bool IsEarly() const;

    const HttpOrigin& Origin() const
    {
        return m_origin;
    }

    /** \return whether it takes no further requests */
    bool IsDraining() const;

    /** \return whether it uses up a limit of connections: not once it is over but for its closing
     */
    bool Occupies() const
    {
        return !IsReady() || !IsDraining() || Active() > 0;
    }

    /** \return exchanges in progress */
    std::size_t Active() const;

    /** Gives up at once: every exchange fails with the reason. */
    void Abort(const std::string& reason);

    /** See ClientConnection. */
    void HandleNetworkChange();

    /** Closes in order after the exchanges in progress. */
    void Close();

    /** \return the record; its counters are those of the last Observe */
    const ConnectionRecord& Record() const;

    /** Brings counters, addresses and TLS figures up to date. \return the record */
    const ConnectionRecord& Observe();

  private:
    void HandleReady() override;
    void HandleRoom() override;
    ResponseReceiver* HandlePush(const Request& request, ClientExchange& exchange) override;
    void HandleDraining() override;
    void HandleClosed(std::string_view reason) override;

    void WatchIdle();
    void ReportGone();

    std::unique_ptr<ClientConnection> m_connection;
    ConnectionRecord m_record;
    HttpOrigin m_origin;
    ReuseLimits m_limits;
    PooledConnectionOwner& m_owner;
    std::optional<std::size_t> m_expected; //!< see Expect
    bool m_ready{false};
    bool m_draining{false};
    bool m_closing{false};   //!< we said so ourselves
    bool m_proven{false};    //!< a response came
    bool m_exclusive{false}; //!< the request in progress wants nothing behind it
    ns3::EventId m_idleTimer;
    ns3::EventId m_goneEvent;
};

} // namespace pagewire

#endif
