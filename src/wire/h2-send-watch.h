// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_SEND_WATCH_H
#define PAGEWIRE_WIRE_H2_SEND_WATCH_H

#include "transport/byte-stream.h"

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <map>

namespace pagewire
{

/**
 * Follows the streams of an HTTP/2 connection that have a message to send, and tells the stream
 * below which of them are ready and which wait for a window of the peer (ByteStream::SetReady,
 * SetBlocked). Only content counts against windows (RFC 9113 section 5.2).
 */
class H2SendWatch
{
  public:
    /** \param below outlives this */
    explicit H2SendWatch(ByteStream& below);

    /** There is a message to send. */
    void Begin(std::int32_t id);

    /** The source of its content has nothing for now; has something again. */
    void Pause(std::int32_t id);
    void Resume(std::int32_t id);

    /** All of it was made, or nothing more will be. */
    void End(std::int32_t id);

    /** Its header section was made, and content follows. */
    void HeadersMade(std::int32_t id, nghttp2_session* session);

    /** Content was made. \param connection, stream octets left of the windows */
    void ContentMade(std::int32_t id, std::int32_t connection, std::int32_t stream);

    /** The peer has changed a window. */
    void WindowsChanged(nghttp2_session* session);

  private:
    struct Message
    {
        bool content{false}; //!< it is the content's turn
        bool closed{false};  //!< the window of the stream
        bool told{false};    //!< that it is blocked
    };

    void Tell(std::int32_t id, Message& message);

    ByteStream& m_below;
    std::map<std::int32_t, Message> m_messages;
    std::size_t m_closed{0}; //!< messages whose stream's window is closed
    bool m_connectionClosed{false};
};

} // namespace pagewire

#endif
