// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHE_FORWARD_H
#define PAGEWIRE_NODE_CACHE_FORWARD_H

#include "http/forwarding.h"
#include "node/records.h"
#include "wire/server-connection.h"

#include <cstddef>
#include <memory>

namespace pagewire
{

/** A request as it came in front, and from whom. */
struct CacheClient
{
    ServedRecord record;
    ForwardedHop hop;
};

class CacheForward;

/** Whose request it is that a cache sends on. */
class CacheForwardOwner
{
  public:
    virtual ~CacheForwardOwner() = default;

    virtual void HandleContent(std::size_t bytes) = 0;
    virtual void HandleContentEnd() = 0;
    virtual void HandleInterim(const Response& response) = 0;
    virtual void HandleResponse(const Response& response, std::unique_ptr<BodySource> body) = 0;
    virtual void HandleAborted() = 0;
};

/** A request that a cache sends on, as an exchange for whoever is behind it. The content of the
 * request is that of the exchange in front; the response goes to the cache. */
class CacheForward : public ServerExchange, private RequestBodyReceiver
{
  public:
    /** \param client the numbers of its record are 0 where it is the cache's own request
     * \param front whose content it has; null: none */
    CacheForward(Request request,
                 CacheClient client,
                 ServerExchange* front,
                 CacheForwardOwner& owner);

    const CacheClient& Client() const;

    /** The exchange in front is no more. */
    void DropFront();

    /** Nobody is to hear of it any more. */
    void Detach();

    const Request& GetRequest() const override;
    Protocol GetProtocol() const override;
    std::uint64_t Number() const override;
    bool HasBody() const override;
    void LeaveContinue() override;
    void SetBodyReceiver(RequestBodyReceiver* receiver) override;
    void Consumed(std::size_t bytes) override;
    void SendInformational(const Response& response) override;
    void Respond(const Response& response, std::unique_ptr<BodySource> body) override;
    bool Push(const Request& request,
              const Response& response,
              std::unique_ptr<BodySource> body) override;
    void Abort() override;

  private:
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& trailers) override;

    Request m_request;
    CacheClient m_client;
    ServerExchange* m_front;
    CacheForwardOwner* m_owner;
    RequestBodyReceiver* m_receiver{nullptr};
};

} // namespace pagewire

#endif
