// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECTION_POOL_H
#define PAGEWIRE_NODE_CONNECTION_POOL_H

#include "node/alternative-services.h"
#include "node/connector.h"
#include "node/pooled-connection.h"
#include "wire/connection-options.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** Someone who waits for a connection to send one request on. */
class PoolCustomer
{
  public:
    virtual ~PoolCustomer() = default;

    /** The request that will be sent, as far as it decides where it may go. */
    virtual const Request& WaitingRequest() const = 0;

    /** \return whether it was sent before and this connection is one it may try it on again */
    virtual bool IsRetry() const = 0;
    virtual bool Accepts(const PooledConnection& connection) const = 0;

    /** Whether a connection is being opened that would be this one's, from now on; false until said
     * otherwise. A line as libcurl's does not say. */
    virtual void HandleOpening(bool)
    {}

    /** The connection takes the request: send it now. */
    virtual void HandleConnection(PooledConnection& connection) = 0;

    /** No connection came about; the customer waits no longer. */
    virtual void HandleNoConnection(const std::string& reason) = 0;
};

/** Which request gets a connection, and which connection. */
enum RequestLine
{
    REQUESTS_ORDERED,    //!< by urgency, then number, on whichever connection is free first
    REQUESTS_AS_LIBCURL, //!< as libcurl 7's multi interface has it; see ConnectionPool
};

/** What a pool does of itself. */
struct PoolOptions
{
    Protocol protocol{Protocol::H11};
    std::uint32_t connectionsPerOrigin{6}; //!< at most; HTTP/2 and 3 have one whatever this says
    std::uint32_t connectionsPerProxy{32}; //!< likewise, where one gets the requests itself
    RequestLine line{REQUESTS_ORDERED};
    ReuseLimits limits;
    H1Options h1;
    H2Options h2;
    H3Options h3;
    std::shared_ptr<AlternativeServices> alternatives; //!< HTTP/3: where it can be had; required
    bool fallback{
        true}; //!< HTTP/3: HTTP/2 over TCP where QUIC is not known or does not come through
    ns3::Time headStart{ns3::MilliSeconds(300)}; //!< HTTP/3: of QUIC, before TCP is tried too
    std::uint32_t numbersFrom{0};                //!< connections are numbered from the next one on
};

/** Hears of a pool's connections. */
class PoolObserver
{
  public:
    virtual ~PoolObserver() = default;

    /** The connection is ready for requests. */
    virtual void HandleConnectionOpened(const ConnectionRecord& record) = 0;

    /** The connection is over; also one that never became ready. */
    virtual void HandleConnectionClosed(const ConnectionRecord& record) = 0;

    /** See ClientConnectionListener::HandlePush. */
    virtual ResponseReceiver* HandlePush(PooledConnection& connection,
                                         const Request& request,
                                         ClientExchange& exchange) = 0;
};

/**
 * A client's connections, by origin, and the requests that wait for one. Requests wait in the order
 * of their urgency, then of their number. One that waits takes whichever connection is free first,
 * the one with the fewest requests in progress; as long as more wait than connections are being
 * opened, further ones are opened up to the limit, as browsers do. All hand-outs happen in events
 * of their own, so that what ends and begins in one moment is seen as a whole.
 *
 * HTTP/3 races: where it is known to be had, a QUIC connection is opened, and if it is not ready
 * after its head start, one of HTTP/2 over TCP beside it; the first that is ready takes the
 * requests, and QUIC all further ones once it is. Where QUIC fails that is remembered
 * (AlternativeServices), and TCP is tried at once.
 *
 * libcurl's multi interface does otherwise. Urgency is nothing to it; a request that opens a
 * connection has to use that one; and its line of requests turns: when a transfer has ended, three
 * are tried, the one that the end wakes, the one that taking the ended transfer out wakes, and the
 * one that the first wakes in turn once it has the connection. The others come back in vain, to the
 * end of the line.
 *
 * Until SETTINGS of HTTP/2 come, a connection gets no more requests at a time than the one before
 * it allowed: where servers close often, the same requests would be refused each time.
 *
 * A connection attempt that fails fails everybody who waits for that origin, unless other
 * connections to it live: then as many as those are taken to be all that it allows.
 */
class ConnectionPool : private PooledConnectionOwner
{
  public:
    /** \param connector and \param observer outlive this */
    ConnectionPool(Connector& connector, const PoolOptions& options, PoolObserver& observer);
    ~ConnectionPool() override;

    /**
     * Waits for a connection.
     * \param origin where the request goes
     * \param group requests of one group share connections; the origin's own text, as a rule
     * \param number orders those of equal urgency; unique among the waiting
     */
    void Wait(const HttpOrigin& origin,
              const std::string& group,
              std::uint64_t number,
              int urgency,
              PoolCustomer& customer);

    /** See Connector. */
    std::optional<std::string> ForwarderOf(const HttpOrigin& origin) const;
    ProxyLogin* Login() const;

    /** The customer waits no longer; nothing happens if it did not. */
    void Withdraw(PoolCustomer& customer);

    /** The network of this host has changed: connections go on from there or are given up. */
    void HandleNetworkChange();

    /** Closes all connections in order, when they are idle; those that wait are forgotten. */
    void Close();

    /** Gives up every connection at once, reporting it with the reason; to be followed by
     * destruction. */
    void Finish(const std::string& reason);

    /** \return connections that are not over */
    std::size_t Size() const;

    /** \return the number of the newest connection */
    std::uint32_t LastNumber() const
    {
        return m_lastId;
    }

  private:
    struct Waiting
    {
        HttpOrigin origin;
        PoolCustomer* customer;
        bool opening{false}; //!< what the customer was told
    };

    using Line = std::map<std::pair<int, std::uint64_t>, Waiting>;

    struct Group
    {
        Line waiting;
        std::vector<std::unique_ptr<PooledConnection>> connections; //!< in the order of opening
        std::uint32_t limit{0};
        std::optional<std::size_t> streams{}; //!< what the last connection took at a time
        bool headStartOver{false};            //!< of the QUIC connection that is being opened
        ns3::EventId headStart;
        std::vector<std::pair<const PooledConnection*, Waiting>> bound{}; //!< libcurl's openers
        std::uint64_t tried{0}; //!< libcurl: the number of the last that was tried in vain
    };

    void HandleReady(PooledConnection& connection) override;
    void HandleChange(PooledConnection& connection) override;
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;
    void HandleGone(PooledConnection& connection) override;

    void DispatchLater();
    void Dispatch();
    void HandOut(Group& group);
    void OpenMore(Group& group);
    void TellOpening(Group& group);
    void OpenRacing(Group& group);
    void EndRace(Group& group, Protocol winner);
    bool LostRace(Group& group, const PooledConnection& loser);
    bool OpenOne(Group& group, const HttpOrigin& origin, Protocol protocol);
    std::unique_ptr<ClientConnection> Connect(const HttpOrigin& origin, Protocol protocol);
    void TurnLine(Group& group);
    void HandToBound(Group& group);
    bool Place(Group& group, Line::iterator place);
    void PutLast(Group& group, Line::iterator place);
    void Unbind(Group& group, const PooledConnection& connection);
    void EvictIdle(Group& group);
    void SendHandedOut(const Group& group);
    PooledConnection* FindFree(Group& group, const PoolCustomer& customer);
    /** \return the first connection of the protocol that counts, null without one */
    static PooledConnection* Speaking(const Group& group, Protocol protocol);
    Group& GroupOf(const PooledConnection& connection);
    void FailWaiting(Group& group, const std::string& reason);

    Connector& m_connector;
    PoolOptions m_options;
    PoolObserver& m_observer;
    std::map<std::string, Group> m_groups;
    std::uint32_t m_lastId;
    std::uint64_t m_lastNumber{0}; //!< in libcurl's lines
    bool m_closing{false};
    bool m_dispatching{false}; //!< a hand-out is scheduled
    ns3::EventId m_dispatch;
};

} // namespace pagewire

#endif
