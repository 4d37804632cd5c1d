// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_CLIENT_EXCHANGE_H
#define PAGEWIRE_WIRE_H1_CLIENT_EXCHANGE_H

#include "wire/client-connection.h"
#include "wire/h1-output.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace pagewire
{

/** What an exchange needs of its connection. */
class H1ExchangeOwner
{
  public:
    virtual ~H1ExchangeOwner() = default;

    /** The receiver can take content again. */
    virtual void ExchangeConsumed() = 0;

    /** The receiver gave up. */
    virtual void ExchangeCancelled() = 0;
};

/** How far a request has come on its way out; kept by the connection. */
struct H1Sending
{
    std::unique_ptr<BodySource> body;   //!< until the head is produced
    std::optional<H1Content> content;   //!< from then on
    bool waitsForContinue{false};       //!< the content is held back
    std::uint64_t number{0};            //!< in the order of requests, from 1
    std::optional<std::uint64_t> first; //!< where in the connection's output the request begins
    std::optional<std::uint64_t> end;   //!< and ends, once all is produced
    std::size_t headerBytes{0};
    std::unique_ptr<BodySource> tunnel; //!< what follows once the response has opened a tunnel
};

/** How far a response has come in; kept by the connection. */
struct H1Receiving
{
    bool whole{false};     //!< all is there, but the request is not sent yet
    HeaderFields trailers; //!< of the whole response
    std::size_t headerBytes{0};
    std::size_t bodyBytes{0}; //!< with framing
    std::size_t held{0};      //!< content octets delivered and not yet consumed
};

/** A request on an HTTP/1.x connection, and its response. */
class H1ClientExchange : public ClientExchange
{
  public:
    H1ClientExchange(H1ExchangeOwner& owner,
                     Request request,
                     std::unique_ptr<BodySource> body,
                     ResponseReceiver& receiver);

    void Consumed(std::size_t bytes) override;
    void Reprioritize(const Priority& priority) override;
    void Cancel() override;
    std::uint64_t Number() const override;
    std::size_t RequestHeaderBytes() const override;
    std::size_t ResponseHeaderBytes() const override;
    std::size_t ResponseBodyBytes() const override;

    const Request& GetRequest() const;
    bool IsCancelled() const;

    /** \return whether the stream has taken the first octet of the request, and the last */
    bool IsStarted() const;
    bool IsSent() const;

    /** Tells the receiver, as far as the stream has taken the connection's output. */
    void TellSent(std::uint64_t taken);

    /** These pass on to the receiver, unless it has gone. */
    void TellInformational(const Response& response);
    void TellHeaders(const Response& response);
    void TellBody(std::string_view bytes);
    void TellPeerEnd();

    /** End the exchange: the receiver's last call. */
    void Complete(const HeaderFields& trailers);
    void Fail(const ExchangeFailure& failure);

    H1Sending sending;
    H1Receiving receiving;

  private:
    H1ExchangeOwner* m_owner;     //!< null when the exchange is over
    ResponseReceiver* m_receiver; //!< null when it is not to be called any more
    const Request m_request;
    bool m_cancelled{false};
    bool m_started{false};
    bool m_sent{false};
};

} // namespace pagewire

#endif
