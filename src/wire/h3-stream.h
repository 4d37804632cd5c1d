// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_STREAM_H
#define PAGEWIRE_WIRE_H3_STREAM_H

#include "transport/quic-connection.h"
#include "wire/body-source.h"
#include "wire/h3-frame-counter.h"

#include "ns3/nstime.h"

#include <nghttp3/nghttp3.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace pagewire
{

class H3Session;

/**
 * What both sides of HTTP/3 keep of a request stream: the content to send, the part of it that is
 * not acknowledged yet, how much of what came is still to be consumed, and counts of octets.
 * Belongs to an H3Session, which keeps it until QUIC is done with the stream.
 */
class H3Stream
{
  public:
    /** \param id negative: it is not open yet */
    H3Stream(H3Session& session, QuicStreamId id);
    virtual ~H3Stream() = default;

    H3Stream(const H3Stream&) = delete;
    H3Stream& operator=(const H3Stream&) = delete;

    QuicStreamId Id() const
    {
        return m_id;
    }

    /** The stream is open now. */
    void SetId(QuicStreamId id)
    {
        m_id = id;
    }

    /** What the stream sends after its header section; null for nothing. */
    void SetBody(std::unique_ptr<BodySource> body);

    /** \return whether the message goes on after its header section */
    bool HasContent() const;

    /** \return octets of the content, -1 where they are not known */
    std::int64_t ContentLength() const;

    /**
     * Content for a DATA frame, kept until it is acknowledged; submits the trailer section at the
     * end. \return how many pieces were filled, 0 or 1; NGHTTP3_ERR_WOULDBLOCK where there is
     * nothing for now
     */
    nghttp3_ssize ReadBody(nghttp3_vec& piece, std::uint32_t& flags);

    /** So many more octets of content have arrived. */
    void Acked(std::size_t bytes);

    /** Keeps the content back until Release. */
    void Hold();
    void Release();

    /** Content came that the receiver has yet to consume. */
    void Received(std::size_t bytes);

    /** The receiver is done with so many octets, at most those that it has. */
    void ConsumeReceived(std::size_t bytes);

    /** Gives back what the receiver never consumed. */
    void ConsumeRest();

    /** \return something that locks as long as the stream is in use */
    std::weak_ptr<H3Stream*> Token() const
    {
        return m_self;
    }

    /** Nobody uses the stream any more: no token locks, and sources that wake it wake nobody. */
    void Detach();

    H3FrameCounter sent;
    H3FrameCounter received;
    std::size_t sections{0}; //!< that QPACK has decoded
    std::optional<ns3::Time>
        blockedSince;       //!< a section is here whole, and QPACK lacks what it needs
    bool started{false};    //!< its first octet was sent
    bool sentEnd{false};    //!< its last octet was sent
    bool gotFin{false};     //!< all of the peer's octets are here, though QPACK may yet block them
    bool gotEnd{false};     //!< the peer's message is whole
    bool gotContent{false}; //!< some of the peer's content is here
    bool closed{false};     //!< QUIC is done with it

  protected:
    H3Session& Session() const
    {
        return m_session;
    }

  private:
    std::size_t FillChunk(std::string& chunk);

    H3Session& m_session;
    QuicStreamId m_id;
    std::shared_ptr<H3Stream*> m_self;
    std::unique_ptr<BodySource> m_body;
    std::deque<std::string> m_chunks; //!< sent or about to be, not acknowledged; never move
    std::size_t m_ackedOfFirst{0};    //!< octets of the first chunk
    std::size_t m_unconsumed{0};
    bool m_held{false};
};

} // namespace pagewire

#endif
