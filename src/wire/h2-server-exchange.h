// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_SERVER_EXCHANGE_H
#define PAGEWIRE_WIRE_H2_SERVER_EXCHANGE_H

#include "wire/h2-stream.h"
#include "wire/server-connection.h"

#include <cstdint>
#include <memory>
#include <utility>

namespace pagewire
{

class H2ServerExchange;

/** Who makes promises of responses: the connection. */
class H2Promiser
{
  public:
    virtual ~H2Promiser() = default;

    /** See ServerExchange::Push. */
    virtual bool Promise(H2ServerExchange& parent,
                         const Request& request,
                         const Response& response,
                         std::unique_ptr<BodySource> body) = 0;
};

/** A request and its response, or a promised response. */
class H2ServerExchange : public ServerExchange, public H2Stream
{
  public:
    H2ServerExchange(H2Session& session, H2Promiser& promiser, std::int32_t id, Request request)
        : H2Stream(session, id),
          m_promiser(promiser),
          m_request(std::move(request))
    {}

    const Request& GetRequest() const override
    {
        return m_request;
    }

    Protocol GetProtocol() const override
    {
        return Protocol::H2;
    }

    std::uint64_t Number() const override
    {
        return static_cast<std::uint64_t>(Id());
    }

    bool HasBody() const override
    {
        return hasBody;
    }

    void LeaveContinue() override
    {
        m_continued = true;
    }

    void SetBodyReceiver(RequestBodyReceiver* receiver) override;

    void Consumed(std::size_t bytes) override
    {
        ConsumeReceived(bytes);
    }

    void SendInformational(const Response& response) override;
    void Respond(const Response& response, std::unique_ptr<BodySource> body) override;
    bool Push(const Request& request,
              const Response& response,
              std::unique_ptr<BodySource> body) override;
    void Abort() override;

    /** Submits the response kept by Keep. */
    void RespondKept();
    void Keep(const Response& response, std::unique_ptr<BodySource> body);

    bool hasBody{false};
    bool promised{false};
    RequestBodyReceiver* bodyReceiver{nullptr};
    HeaderFields trailers;

  private:
    H2Promiser& m_promiser;
    Request m_request;
    bool m_responded{false};
    bool m_continued{false}; //!< the client has its 100, or it is not ours to send
    Response m_keptResponse;
    std::unique_ptr<BodySource> m_keptBody;
};

} // namespace pagewire

#endif
