// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_CLIENT_EXCHANGE_H
#define PAGEWIRE_WIRE_H3_CLIENT_EXCHANGE_H

#include "wire/client-connection.h"
#include "wire/h3-stream.h"

#include <cstddef>
#include <optional>
#include <string>

namespace pagewire
{

/** A request and its response. */
class H3ClientExchange : public ClientExchange, public H3Stream
{
  public:
    /** Its stream is not open yet. */
    explicit H3ClientExchange(H3Session& session)
        : H3Stream(session, -1)
    {}

    void Consumed(std::size_t bytes) override
    {
        ConsumeReceived(bytes);
    }

    void Reprioritize(const Priority& priority) override;
    void Cancel() override;

    std::uint64_t Number() const override
    {
        return ExchangeOf(Id());
    }

    std::size_t RequestHeaderBytes() const override
    {
        return sent.Headers();
    }

    std::size_t ResponseHeaderBytes() const override
    {
        return received.Headers();
    }

    std::size_t ResponseBodyBytes() const override
    {
        return received.Data();
    }

    /** Keeps the content back until 100 (Continue) comes, at most a second. */
    void WaitForContinue();

    /** Its stream is open: the request may leave, and a PRIORITY_UPDATE that waits for it. */
    void Submit(QuicStreamId id, const Request& request);

    ResponseReceiver* receiver{nullptr};
    HeaderFields trailers;
    bool hasFinal{false}; //!< the final response's header section is in
    std::string protocol; //!< Request::protocol
    bool asksForTunnel{false};
    bool tunnel{false}; //!< the response has opened one

  private:
    void SubmitPriority(const Priority& priority);

    std::optional<Priority> m_priority; //!< to be sent when the stream is open
};

} // namespace pagewire

#endif
