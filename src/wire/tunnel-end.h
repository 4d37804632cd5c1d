// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_TUNNEL_END_H
#define PAGEWIRE_WIRE_TUNNEL_END_H

#include "transport/byte-queue.h"
#include "wire/body-source.h"
#include "wire/tunnel-stream.h"

#include "ns3/event-id.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What waits to be sent in a tunnel; shared by the end that writes it and the source that the
 * codec reads. */
struct TunnelOutbox
{
    ByteQueue octets;
    bool ended{false};
    std::function<void()> wakeCodec; //!< set while the codec has the source
    std::function<void()> taken;     //!< some of it was read; set while the end lives
};

/** What both ends of a tunnel in an exchange have in common: octets that wait in each direction,
 * and a listener that hears of them. */
class TunnelEnd : public ServerTunnel
{
  public:
    TunnelEnd();
    ~TunnelEnd() override;

    void SetListener(ByteStreamListener* listener) override;

    /** It is open from the start. */
    void Open() override
    {}

    std::size_t Write(std::string_view bytes) override;
    std::size_t WriteFrom(ByteQueue& queue) override;
    std::size_t WriteRoom() const override;
    std::size_t Unsent() const override;
    bool SetUnsentLowWater(std::size_t bytes) override;
    std::size_t Read(std::string& buffer, std::size_t max) override;
    std::size_t ReadTo(ByteQueue& queue, std::size_t max) override;
    bool AtEnd() const override;
    void CloseWrite() override;
    void Abort() override;

    std::string_view Alpn() const override
    {
        return {};
    }

    ByteStream* Below() const override
    {
        return nullptr;
    }

    void HandleGone() override;

  protected:
    /** \return what the codec is to send; once */
    std::unique_ptr<BodySource> MakeSource();

    /** Octets came in. */
    void Receive(std::string_view bytes);

    /** The peer has ended its direction. */
    void ReceiveEnd();

    /** The exchange is over. The listener hears of an orderly end when it has read everything. */
    void End(StreamEnd end);

    bool IsOver() const
    {
        return m_end.has_value();
    }

    /** So many octets were read. Not called once the exchange is over. */
    virtual void Consumed(std::size_t bytes) = 0;

    /** Gives the exchange up. Not called once it is over. */
    virtual void GiveUp() = 0;

  private:
    template <typename Buffer>
    std::size_t TakeInto(Buffer& buffer, std::size_t max);
    void NoteWritten(std::size_t size, std::size_t wanted);
    void NoteTaken();
    void TellClosed();

    std::shared_ptr<TunnelOutbox> m_out;
    ByteStreamListener* m_listener{nullptr};
    ByteQueue m_in;
    std::optional<std::size_t> m_lowWater; //!< of what waits to be sent
    bool m_short{false};                   //!< a Write took less than it was given
    bool m_above{false};                   //!< the low-water mark
    bool m_ended{false};                   //!< in the peer's direction
    std::optional<StreamEnd> m_end;        //!< the exchange is over
    ns3::EventId m_writable;
};

} // namespace pagewire

#endif
