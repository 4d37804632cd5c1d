// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_CLIENT_EXCHANGE_H
#define PAGEWIRE_WIRE_H2_CLIENT_EXCHANGE_H

#include "wire/client-connection.h"
#include "wire/h2-stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace pagewire
{

/** A request, or a promised one, and its response. */
class H2ClientExchange : public ClientExchange, public H2Stream
{
  public:
    H2ClientExchange(H2Session& session, std::int32_t id, bool pushed)
        : H2Stream(session, id),
          m_pushed(pushed)
    {}

    void Consumed(std::size_t bytes) override
    {
        ConsumeReceived(bytes);
    }

    void Reprioritize(const Priority& priority) override;
    void Cancel() override;

    std::uint64_t Number() const override
    {
        return Id() < 0 ? 0 : static_cast<std::uint64_t>(Id());
    }

    std::size_t RequestHeaderBytes() const override
    {
        return m_pushed ? promiseOctets : sent.headers;
    }

    std::size_t ResponseHeaderBytes() const override
    {
        return received.headers;
    }

    std::size_t ResponseBodyBytes() const override
    {
        return received.data;
    }

    bool IsPushed() const
    {
        return m_pushed;
    }

    /** The header section is about to leave: a PRIORITY_UPDATE that waits for it may follow. */
    void Started();

    ResponseReceiver* receiver{nullptr};
    HeaderFields trailers;
    std::size_t promiseOctets{0};
    bool hasFinal{false};                      //!< the final response's header section is in
    bool started{false};                       //!< the request's header section is on its way
    Request request;                           //!< of one that AsksForTunnel only
    std::unique_ptr<BodySource> waitingBody{}; //!< its content, before it is submitted
    bool tunnel{false};                        //!< the response has opened one

  private:
    void SubmitPriority(const Priority& priority);

    bool m_pushed;
    std::optional<Priority> m_priority; //!< to be sent after the request
};

} // namespace pagewire

#endif
