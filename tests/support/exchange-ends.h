// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_EXCHANGE_ENDS_H
#define PAGEWIRE_TESTS_SUPPORT_EXCHANGE_ENDS_H

#include "wire/client-connection.h"
#include "wire/server-connection.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

/** A response as a client heard it. */
struct Answer : ResponseReceiver
{
    void HandleRequestStarted() override;
    void HandleRequestSent() override;
    void HandleInformational(const Response& response) override;
    void HandleHeaders(const Response& response) override;
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& fields) override;
    void HandleFailure(const ExchangeFailure& why) override;

    /** \return whether the last call has come */
    bool Over() const;

    std::string name;
    std::vector<std::string>* log{nullptr}; //!< gets the name at each piece of content
    ClientExchange* exchange{nullptr};
    bool consume{true};               //!< at once
    std::function<void()> onBody;     //!< after each piece of content
    std::function<void()> onComplete; //!< at the end
    std::optional<ns3::Time> started;
    std::optional<ns3::Time> sent;
    std::vector<int> interim;
    std::optional<Response> response;
    std::string body;
    HeaderFields trailers;
    std::optional<ns3::Time> completed;
    std::optional<ExchangeFailure> failure;
    std::size_t requestHeaderBytes{0};
    std::size_t responseHeaderBytes{0};
    std::size_t responseBodyBytes{0};
    int lastCalls{0};
};

/** A server's application: keeps the requests and has a function answer them. */
struct Site : RequestHandler
{
    void HandleRequest(ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;

    std::function<void(ServerExchange&)> answer; //!< none: 200 and 1000 octets
    std::function<void(ServerExchange&)> whenGone;
    std::vector<Request> requests;
    std::vector<ServerExchange*> open;
    int gone{0};
};

/** Content of a request as a server heard it. */
struct Upload : RequestBodyReceiver
{
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& fields) override;

    ServerExchange* exchange{nullptr};
    bool consume{true};
    std::function<void()> onComplete;
    std::string body;
    HeaderFields trailers;
    std::optional<ns3::Time> completed;
};

/** Content that a test doles out. */
struct DoledBody : BodySource
{
    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;
    HeaderFields Trailers() const override;
    void SetWaker(std::function<void()> call) override;

    /** Makes more content available, and wakes who waits for it. */
    void Give(std::string_view more, bool end);

    std::string ready;
    bool ended{false};
    HeaderFields trailers;
    std::function<void()> waker;
};

/** Hears of both connections. */
struct Ears : ClientConnectionListener, ServerConnectionListener
{
    void HandleReady() override;
    void HandleRoom() override;
    ResponseReceiver* HandlePush(const Request& request, ClientExchange& exchange) override;
    void HandleDraining() override;
    void HandleClosed(std::string_view reason) override;

    std::optional<ns3::Time> ready;
    std::function<void()> onRoom;
    std::function<ResponseReceiver*(const Request&, ClientExchange&)> onPush;
    int rooms{0};
    int draining{0};
    std::vector<std::string> closed; //!< reasons
};

} // namespace pagewire::test

#endif
