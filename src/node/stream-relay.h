// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_STREAM_RELAY_H
#define PAGEWIRE_NODE_STREAM_RELAY_H

#include "transport/byte-queue.h"
#include "transport/byte-stream.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace pagewire
{

/**
 * Octets of a direction that a relay holds at most. It reads what the other side has room for, and
 * one octet more where there might be more: the write that is then too long is how a stream is
 * asked to tell when it has room again.
 */
constexpr std::size_t RELAY_HELD_BYTES = 65536;

/**
 * Carries octets between two open streams, both ways, as fast as the slower side takes them. The
 * end of a direction is passed on as such, and a stream that breaks breaks the other one, too.
 */
class StreamRelay
{
  public:
    /** Told once that both streams are over. The relay must not be destroyed from inside, but
     * handed to DisposeLater. \param end how the first of them ended that did not do so in order */
    using Over = std::function<void(StreamEnd end)>;

    /** \param client, target open, their listeners still somebody else's until Start */
    StreamRelay(std::unique_ptr<ByteStream> client, std::unique_ptr<ByteStream> target, Over over);
    ~StreamRelay();

    StreamRelay(const StreamRelay&) = delete;
    StreamRelay& operator=(const StreamRelay&) = delete;

    /** Takes over both streams, and what is there to be read already. */
    void Start();

    /** Breaks both streams off. Over is not called. */
    void Abort();

    ByteStream& Client() const
    {
        return *m_client.stream;
    }

    ByteStream& Target() const
    {
        return *m_target.stream;
    }

    /** \return octets that the target's, or the client's, stream has taken */
    std::uint64_t BytesUp() const
    {
        return m_target.taken;
    }

    std::uint64_t BytesDown() const
    {
        return m_client.taken;
    }

    /** \return octets read and not yet written, both ways together */
    std::size_t Held() const
    {
        return m_target.waiting.Size() + m_client.waiting.Size();
    }

  private:
    /** A stream, and the way of octets to it from the other one. */
    struct Side : public ByteStreamListener
    {
        Side(StreamRelay& owner, std::unique_ptr<ByteStream> own);

        void HandleOpen() override;
        void HandleReadable() override;
        void HandleWritable() override;
        void HandleClosed(StreamEnd end) override;

        StreamRelay& relay;
        std::unique_ptr<ByteStream> stream;
        ByteQueue waiting; //!< read from the other one, not yet taken by this one
        std::uint64_t taken{0};
        bool ended{false};  //!< its direction was closed
        bool closed{false}; //!< the stream is over
        bool busy{false};
        bool again{false}; //!< something happened while busy
    };

    Side& Other(const Side& side);
    void Pump(Side& to);
    bool CarrySome(Side& from, Side& to);
    void Closed(Side& side, StreamEnd end);

    Side m_client;
    Side m_target;
    Over m_over;
    bool m_isOver{false};
};

} // namespace pagewire

#endif
