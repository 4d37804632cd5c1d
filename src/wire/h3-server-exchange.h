// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_SERVER_EXCHANGE_H
#define PAGEWIRE_WIRE_H3_SERVER_EXCHANGE_H

#include "wire/h3-stream.h"
#include "wire/server-connection.h"

#include <memory>
#include <utility>

namespace pagewire
{

/** A request and its response. */
class H3ServerExchange : public ServerExchange, public H3Stream
{
  public:
    H3ServerExchange(H3Session& session, QuicStreamId id, Request request, bool hasBody)
        : H3Stream(session, id),
          m_request(std::move(request)),
          m_hasBody(hasBody)
    {}

    const Request& GetRequest() const override
    {
        return m_request;
    }

    Protocol GetProtocol() const override
    {
        return Protocol::H3;
    }

    std::uint64_t Number() const override
    {
        return ExchangeOf(Id());
    }

    bool HasBody() const override
    {
        return m_hasBody;
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

    /** Nothing is pushed: no browser takes it any more. */
    bool Push(const Request&, const Response&, std::unique_ptr<BodySource>) override
    {
        return false;
    }

    void Abort() override;

    bool handled{false}; //!< the handler knows of it
    RequestBodyReceiver* bodyReceiver{nullptr};
    HeaderFields trailers;

  private:
    Request m_request;
    bool m_hasBody;
    bool m_responded{false};
    bool m_continued{false}; //!< the client has its 100, or it is not ours to send
};

} // namespace pagewire

#endif
