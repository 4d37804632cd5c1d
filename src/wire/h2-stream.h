// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_STREAM_H
#define PAGEWIRE_WIRE_H2_STREAM_H

#include "wire/body-source.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace pagewire
{

class H2Session;

/**
 * What both sides of HTTP/2 keep of a stream: the content to send, how much of what came is still
 * to be consumed, and counts of octets. Belongs to an H2Session.
 */
class H2Stream
{
  public:
    /** Octets of frames, headers of 9 octets and padding included. */
    struct Octets
    {
        std::size_t headers{0}; //!< HEADERS, CONTINUATION, PUSH_PROMISE
        std::size_t data{0};    //!< DATA
    };

    /** \param id negative: it is not open yet */
    H2Stream(H2Session& session, std::int32_t id);
    virtual ~H2Stream() = default;

    H2Stream(const H2Stream&) = delete;
    H2Stream& operator=(const H2Stream&) = delete;

    std::int32_t Id() const;

    /** The stream is open now. */
    void SetId(std::int32_t id);

    /** What the stream sends after its header section; null for nothing. */
    void SetBody(std::unique_ptr<BodySource> body);

    /**
     * Content for a DATA frame; submits the trailer section at the end.
     * \return octets written; a negative nghttp2 error, NGHTTP2_ERR_DEFERRED where there is nothing
     * for now
     */
    std::ptrdiff_t ReadBody(std::uint8_t* data, std::size_t max, std::uint32_t& flags);

    /** Keeps the content back until Release. */
    void Hold();
    void Release();

    /** Content came that the receiver has yet to consume. */
    void Received(std::size_t bytes);

    /** The receiver is done with so many octets, at most those that it has. */
    void ConsumeReceived(std::size_t bytes);

    /** Gives back what the receiver never consumed; the stream is over. */
    void ConsumeRest();

    Octets sent;
    Octets received;
    bool sentEnd{false};     //!< END_STREAM has left nghttp2
    bool gotEnd{false};      //!< the peer has sent END_STREAM
    bool resetByUs{false};   //!< nghttp2 found the peer's messages malformed
    bool resetByPeer{false}; //!< RST_STREAM came

  protected:
    H2Session& Session() const;

  private:
    H2Session& m_session;
    std::int32_t m_id;
    std::unique_ptr<BodySource> m_body;
    std::size_t m_unconsumed{0};
    bool m_held{false};
};

} // namespace pagewire

#endif
