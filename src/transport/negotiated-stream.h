// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_NEGOTIATED_STREAM_H
#define PAGEWIRE_TRANSPORT_NEGOTIATED_STREAM_H

#include "transport/byte-stream.h"
#include "transport/refusal.h"
#include "transport/stream-negotiation.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * A client's stream through a proxy, over a stream to the proxy, which it owns. It is open when a
 * negotiation has been granted; from then on everything passes through. Ends as REFUSED where the
 * proxy says no, as PROTOCOL where it does not speak the protocol or closes too early, and as the
 * stream below where that does not open.
 */
class NegotiatedStream : public ByteStream, public RefusalTeller, private ByteStreamListener
{
  public:
    NegotiatedStream(std::unique_ptr<ByteStream> below,
                     std::unique_ptr<StreamNegotiation> negotiation);
    ~NegotiatedStream() override;

    std::string Refusal() const override;

    void SetListener(ByteStreamListener* listener) override;
    void Open() override;
    std::size_t Write(std::string_view bytes) override;
    std::size_t WriteFrom(ByteQueue& queue) override;
    void Push() override;
    std::size_t WriteRoom() const override;
    std::size_t Unsent() const override;
    bool SetUnsentLowWater(std::size_t bytes) override;
    std::size_t Read(std::string& buffer, std::size_t max) override;
    std::size_t ReadTo(ByteQueue& queue, std::size_t max) override;
    bool AtEnd() const override;
    void CloseWrite() override;
    void Abort() override;
    std::string_view Alpn() const override;
    ByteStream* Below() const override;
    void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable) override;
    void ClaimWritten(std::uint64_t end, std::uint64_t exchange) override;

  protected:
    const StreamNegotiation& Negotiation() const
    {
        return *m_negotiation;
    }

  private:
    enum class State
    {
        OPENING, //!< the stream below is
        NEGOTIATING,
        OPEN,
        OVER,
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Step();
    bool Negotiate();
    void Flush();
    void Granted();
    void End(StreamEnd end);

    std::unique_ptr<ByteStream> m_below;
    std::unique_ptr<StreamNegotiation> m_negotiation;
    ByteStreamListener* m_listener{nullptr};
    State m_state{State::OPENING};
    std::string m_output;            //!< of the negotiation, not yet taken below
    std::uint64_t m_bytesRead{0};    //!< of the negotiation
    std::uint64_t m_bytesWritten{0}; //!< likewise
    std::string m_trouble;           //!< where the negotiation broke
    bool m_belowClosed{false};
    bool m_closeWanted{false};
    bool m_busy{false};
    bool m_again{false}; //!< something happened while busy
};

} // namespace pagewire

#endif
