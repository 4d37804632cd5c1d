// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_SERVER_EXCHANGE_H
#define PAGEWIRE_WIRE_H1_SERVER_EXCHANGE_H

#include "wire/h1-output.h"
#include "wire/h1-parser.h"
#include "wire/server-connection.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A request on an HTTP/1.x connection and what its handler has said to it. */
class H1ServerExchange : public ServerExchange
{
  public:
    /**
     * \param number in the order of requests on the connection, from 1
     * \param changed called when there is something to do for the connection
     */
    H1ServerExchange(std::uint64_t number,
                     Request request,
                     H1Version version,
                     bool asksKeepAlive,
                     bool hasBody,
                     std::function<void()> changed);

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

    /** The exchange is over: its handler may still hold it, but nothing comes of it. */
    void Detach();

    void TellBody(std::string_view bytes);
    void TellComplete(const HeaderFields& trailers);

    H1Version Version() const;
    bool AsksKeepAlive() const;

    /** \return whether a 100 (Continue) would be the codec's to send: there is no response, and the
     * handler does not send it */
    bool WantsContinue() const;

    /** \return content octets delivered and not yet consumed */
    std::size_t Held() const;

    bool IsAborted() const;
    bool HasResponse() const;

    /** \return the response given, once; and its content, and the interim ones before it */
    std::optional<Response> TakeResponse();
    std::unique_ptr<BodySource> TakeBody();
    std::vector<Response> TakeInterim();

  private:
    std::uint64_t m_number;
    Request m_request;
    H1Version m_version;
    bool m_asksKeepAlive;
    bool m_hasBody;
    std::function<void()> m_changed;
    RequestBodyReceiver* m_receiver{nullptr};
    std::optional<Response> m_response;
    std::unique_ptr<BodySource> m_body;
    std::vector<Response> m_interim;
    std::size_t m_held{0};
    bool m_leavesContinue{false};
    bool m_responded{false};
    bool m_aborted{false};
};

} // namespace pagewire

#endif
