// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_UPSTREAM_ATTEMPT_H
#define PAGEWIRE_NODE_UPSTREAM_ATTEMPT_H

#include "node/connection-pool.h"
#include "node/records.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

/** Where a request is sent on to. */
struct RelayTarget
{
    std::string name;        //!< whose connections it shares, and what tables call it
    HttpOrigin origin;       //!< what is connected to
    std::size_t server{0};   //!< number in its group
    std::string authority{}; //!< that the request is to name; empty: the one it names already
};

/** How long a proxy waits for the server behind it; 0: for ever. */
struct RelayTimeouts
{
    ns3::Time connect{ns3::Seconds(60)};  //!< for a connection that is being opened
    ns3::Time send{ns3::Seconds(60)};     //!< for it to take more of the request
    ns3::Time read{ns3::Seconds(60)};     //!< for more of the response
    ns3::Time tunnel{ns3::Seconds(3600)}; //!< for octets in either direction of a tunnel
};

/** Why an attempt gave no whole response. */
struct AttemptFailure
{
    std::string reason; //!< a few words for tables
    bool timeout{false};
    bool surelyUnprocessed{false}; //!< see ExchangeFailure
};

/** Whose attempt it is. Exactly one of HandleWhole and HandleAttemptFailed is the last call. */
class AttemptOwner
{
  public:
    virtual ~AttemptOwner() = default;

    /** \return the content to send, from its beginning; null for none */
    virtual std::unique_ptr<BodySource> MakeContent() = 0;

    /** \return whether it is the client's turn, so that the server's silence means nothing: there
     * is no more content to send on for now, or it does not take what came */
    virtual bool LacksContent() const = 0;
    virtual bool HoldsContent() const = 0;

    /** An interim response. */
    virtual void HandleInterim(const Response& response) = 0;
    virtual void HandleResponse(const Response& response) = 0;

    /** See ResponseReceiver::HandleBody; UpstreamAttempt::Consumed answers. */
    virtual void HandleContent(std::string_view bytes) = 0;

    /** See ResponseReceiver::HandlePeerEnd. */
    virtual void HandleServersEnd() = 0;
    virtual void HandleWhole(const HeaderFields& trailers) = 0;
    virtual void HandleAttemptFailed(const AttemptFailure& failure) = 0;
};

/** One attempt of a proxy to have a request answered: waits for a connection of the pool, sends,
 * and watches how long the server is silent. */
class UpstreamAttempt : private PoolCustomer, private ResponseReceiver
{
  public:
    /**
     * \param record with the request, the front's numbers and the attempt's filled in
     * \param notBefore of HTTP/1.x, connections opened earlier and used may be as stale as the last
     */
    UpstreamAttempt(ConnectionPool& pool,
                    const RelayTimeouts& timeouts,
                    const RelayTarget& target,
                    UpstreamRecord record,
                    ns3::Time notBefore,
                    AttemptOwner& owner);
    ~UpstreamAttempt() override;

    UpstreamAttempt(const UpstreamAttempt&) = delete;
    UpstreamAttempt& operator=(const UpstreamAttempt&) = delete;

    /** \param number orders those that wait for a connection; unique among them */
    void Start(std::uint64_t number);

    /** Gives up, for this reason; the owner is not called again. Nothing happens if it is over. */
    void Cancel(const std::string& reason);

    /** So much of the response's content was passed on. */
    void Consumed(std::size_t bytes);

    /** The time of silence begins anew: the server took something, or its turn begins. */
    void NoteSign();

    const RelayTarget& Target() const;
    const UpstreamRecord& Record() const;

  private:
    enum class Phase
    {
        WAITING, //!< for a place on a connection, for ever if need be
        OPENING, //!< a connection is being opened for it
        SENDING,
        SENT,   //!< the whole request
        TUNNEL, //!< is open
        OVER,
    };

    const Request& WaitingRequest() const override;
    bool IsRetry() const override;
    bool Accepts(const PooledConnection& connection) const override;
    void HandleOpening(bool opening) override;
    void HandleConnection(PooledConnection& connection) override;
    void HandleNoConnection(const std::string& reason) override;

    void HandleRequestStarted() override;
    void HandleRequestSent() override;
    void HandleInformational(const Response& response) override;
    void HandleHeaders(const Response& response) override;
    void HandleBody(std::string_view bytes) override;
    void HandlePeerEnd() override;
    void HandleComplete(const HeaderFields& trailers) override;
    void HandleFailure(const ExchangeFailure& failure) override;

    void Enter(Phase phase);
    void Arm(ns3::Time wait);
    ns3::Time Limit() const;
    std::string_view PhaseName() const;
    bool IsClientsTurn() const;
    void CheckSilence();
    void NoteConnection(PooledConnection& connection);
    void End(const std::string& failure);
    void Fail(const AttemptFailure& failure);

    ConnectionPool& m_pool;
    RelayTimeouts m_timeouts;
    RelayTarget m_target;
    UpstreamRecord m_record;
    ns3::Time m_notBefore;
    AttemptOwner& m_owner;
    Phase m_phase{Phase::WAITING};
    PooledConnection* m_connection{nullptr};
    ClientExchange* m_exchange{nullptr};
    ns3::Time m_lastSign{0};
    bool m_dormant{false}; //!< no timer runs, since it is the client's turn
    ns3::EventId m_timer;
};

} // namespace pagewire

#endif
