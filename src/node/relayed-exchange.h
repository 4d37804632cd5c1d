// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_RELAYED_EXCHANGE_H
#define PAGEWIRE_NODE_RELAYED_EXCHANGE_H

#include "node/content-pipe.h"
#include "node/own-response.h"
#include "node/records.h"
#include "node/upstream-attempt.h"
#include "wire/server-connection.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

class RelayedExchange;

/** How an attempt ended, for whoever keeps account of the servers' health. */
enum class AttemptEnd
{
    WHOLE,
    FAILED,
    UNTOLD, //!< the client went away, or an old connection was no more: that says nothing of the
            //!< server
};

/** A request that a proxy sends on. */
struct RelayedRequest
{
    ServedRecord record; //!< as it came
    Request onward;      //!< as it goes on
    std::string client;  //!< the address that it came from, without port
};

/** Whose relayed exchanges they are: the proxy. */
class RelayOwner
{
  public:
    virtual ~RelayOwner() = default;

    /** \param tried where earlier attempts of this request went \return where the next one goes;
     * nothing: nobody is there for it */
    virtual std::optional<RelayTarget> NextTarget(const RelayedRequest& request,
                                                  const std::vector<RelayTarget>& tried) = 0;

    /** \return the answer where there is no target for the first attempt */
    virtual OwnResponse WhyNoTarget() const = 0;

    /** \return the response as it goes back to the client
     * \param received the version it came in */
    virtual Response Back(const Response& response, Protocol received) const = 0;

    virtual void HandleAttemptOver(const RelayTarget& target,
                                   const UpstreamRecord& record,
                                   AttemptEnd end) = 0;

    /** An exchange whose client is gone is over, too: the owner may dispose of it later. */
    virtual void HandleOver(RelayedExchange& exchange) = 0;
};

/** What the relayed exchanges of a proxy have in common. */
struct RelayOptions
{
    RelayTimeouts timeouts;
    unsigned maxAttempts{3};
    Protocol protocol{Protocol::H11}; //!< behind
    bool bufferRequests{false};       //!< content is taken in whole before the request goes on
    bool bufferResponses{false}; //!< likewise, as far as it fits; a longer one goes on from there
    std::size_t bufferLimit{1 << 20}; //!< octets; longer requests that are buffered get a 413
    std::size_t repeatLimit{65536};   //!< octets of content kept for another attempt
};

/**
 * One request through a proxy: to a server behind, and the response back, in pieces as they come
 * or, where the options say so, whole. Back-pressure goes through: content of either direction is
 * Consumed where it comes from when the other side's codec takes it.
 *
 * An attempt that failed is followed by another if nothing of the response was passed on, the
 * content can be had again, and the request is idempotent or was surely not processed (RFC 9110
 * section 9.2.2); at most RelayOptions::maxAttempts in all. The last failure becomes a 504 where
 * time ran out, else a 502. A response that breaks after that breaks the client's, too, so that
 * it does not look whole.
 */
class RelayedExchange : private RequestBodyReceiver, private AttemptOwner
{
  public:
    /** \param pool,options,owner outlive this */
    RelayedExchange(ConnectionPool& pool,
                    const RelayOptions& options,
                    ServerExchange& front,
                    RelayedRequest request,
                    RelayOwner& owner);
    ~RelayedExchange() override;

    /** Sends it on. \param number orders it among those that wait for a connection */
    void Start(std::uint64_t number);

    /** Answers in the proxy's own name. */
    void Answer(const OwnResponse& own);

    /** The front exchange is no more. \return whether all is over; if not, HandleOver tells */
    bool HandleFrontGone();

    const ServedRecord& Record() const;

    /** \return whether the response is the proxy's own */
    bool AnswersItself() const;

  private:
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& trailers) override;

    std::unique_ptr<BodySource> MakeContent() override;
    bool LacksContent() const override;
    bool HoldsContent() const override;
    void HandleInterim(const Response& response) override;
    void HandleResponse(const Response& response) override;
    void HandleContent(std::string_view bytes) override;
    void HandleServersEnd() override;
    void HandleWhole(const HeaderFields& trailers) override;
    void HandleAttemptFailed(const AttemptFailure& failure) override;

    bool OpensTunnelIfAccepted() const;
    bool HasContent() const;
    bool BuffersRequest() const;
    void TakeUpContent();
    void RefuseRest();
    void TryNext();
    bool MayRetry(const AttemptFailure& failure) const;
    void EndAttempt(AttemptEnd end);
    void PassOn();
    bool MayLinger() const;

    ConnectionPool& m_pool;
    const RelayOptions& m_options;
    ServerExchange* m_front; //!< null when the client is gone
    RelayedRequest m_request;
    ServedRecord& m_record; //!< in it, likewise the next one
    Request& m_onward;
    RelayOwner& m_owner;
    std::uint64_t m_number{0};
    std::unique_ptr<ContentPipe> m_upload; //!< null: no content, or no more wanted
    std::unique_ptr<ContentPipe> m_download;
    std::unique_ptr<UpstreamAttempt> m_attempt;
    std::vector<RelayTarget> m_tried;
    std::optional<OwnResponse> m_failure;  //!< of the last attempt, should there be no other
    Response m_response;                   //!< as it goes back
    std::optional<std::uint64_t> m_length; //!< what that says of its content
    bool m_passedOn{false};                //!< the final response was given to the front
    bool m_answersItself{false};
    bool m_hasContinue{true}; //!< the client does not wait for a 100, or has it
    ns3::Time m_notBefore{-1};
    ns3::EventId m_next;
};

} // namespace pagewire

#endif
