// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_PIPELINE_H
#define PAGEWIRE_WIRE_H1_PIPELINE_H

#include "http/protocol.h"
#include "transport/byte-stream.h"
#include "wire/h1-client-exchange.h"
#include "wire/h1-output.h"

#include "ns3/event-id.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace pagewire
{

/** The exchanges of an HTTP/1.x client connection in the order of their requests, and the sending
 * of these. Its calls to receivers never take exchanges away; only its owner does. */
class H1Pipeline
{
  public:
    /** \param wake called when there is more to write, from the event loop or a body source */
    H1Pipeline(Protocol protocol, ByteStream& stream, std::function<void()> wake);
    ~H1Pipeline();

    /** The stream is open. */
    void Open();

    bool Empty() const;
    std::size_t Size() const;

    /** \return the exchange whose response is next; null where no request has begun to leave */
    H1ClientExchange* Front() const;

    void Add(std::unique_ptr<H1ClientExchange> exchange);
    std::unique_ptr<H1ClientExchange> TakeFront();

    /**
     * Ends every exchange: those answered whole complete, the others fail.
     * \param firstUnprocessed whether the server surely did not process the first
     * \param restUnprocessed and those behind it; what has not begun to leave was not either way
     */
    void FailAll(std::string_view reason, bool firstUnprocessed, bool restUnprocessed);

    /** \return an exchange that the version cannot carry and why, taken out; null if none */
    std::unique_ptr<H1ClientExchange> TakeUnsendable(std::string_view& reason);

    /** Forgets the cancelled ones of which nothing is on its way. \return whether there were any */
    bool ForgetCancelled();

    /** \return whether one is cancelled that is on its way */
    bool HasCancelled() const;

    /** Writes as much as the stream takes. \return false if a body ended before its length */
    bool Write();

    /** Lets the content follow that waits for a 100 (Continue). */
    void ReleaseContent();

    /** \return whether one of them asks for a tunnel, behind which nothing can follow */
    bool AsksForTunnel() const;

    /** The first exchange has become a tunnel: what is sent in it follows. */
    void OpenTunnel();

    /** \return whether all that the first exchange has to send was taken by the stream */
    bool FrontIsSent() const;

    /** The rest of the request being sent is not wanted; nothing can follow it. */
    void Abandon();
    bool IsAbandoned() const;

  private:
    bool Produce();
    bool ProduceFrom(H1ClientExchange& exchange);
    void ProduceHead(H1ClientExchange& exchange);
    void ClaimSent();
    void TellSent();

    const Protocol m_protocol;
    H1Output m_output;
    std::function<void()> m_wake;
    std::deque<std::unique_ptr<H1ClientExchange>> m_exchanges;
    ns3::EventId m_continueTimer;
    std::uint64_t m_begun{0}; //!< requests of which the head was produced
    bool m_abandoned{false};
};

} // namespace pagewire

#endif
