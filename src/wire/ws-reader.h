// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_READER_H
#define PAGEWIRE_WIRE_WS_READER_H

#include "wire/ws-codes.h"
#include "wire/ws-frames.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** Something whole that came in. */
struct WsArrival
{
    enum class Kind
    {
        MESSAGE,
        PING,
        PONG,
        CLOSE,
        FAULT, //!< the peer broke the protocol; the last one
    };

    Kind kind{Kind::MESSAGE};
    bool text{false};       //!< a message of text, else binary
    bool compressed{false}; //!< RSV1 was set: the octets are as RFC 7692 section 7.2.1 leaves them
    std::string bytes; //!< a message's, a ping's or a pong's; the reason of a close; of a fault, a
                       //!< few words for the peer
    std::uint64_t wireBytes{0};       //!< a message's frames with their headers
    std::uint16_t code{WS_NO_STATUS}; //!< of a close or a fault

    static WsArrival Fault(std::uint16_t code, const char* why);
};

/**
 * Makes messages and control frames of what the peer sends, and checks them as RFC 6455 sections 5
 * and 7.4 want it. Text is not yet checked to be UTF-8: it may be compressed.
 */
class WsReader
{
  public:
    /**
     * \param role ours
     * \param compression whether RSV1 may mark messages as compressed
     * \param limit octets of a message, as it comes, at most
     */
    WsReader(WsRole role, bool compression, std::size_t limit);

    /**
     * Reads on; what is taken is cut off the front of the input.
     * \return the next whole thing; nothing: more input is needed
     */
    std::optional<WsArrival> Next(std::string_view& input);

  private:
    std::optional<WsArrival> Take(const WsFrame& frame);
    const char* Complaint(const WsFrame& frame) const;
    void Begin(const WsFrame& frame);
    WsArrival EndControl(const WsFrame& frame);
    WsArrival ParseClose() const;

    WsRole m_role;
    bool m_compression;
    std::size_t m_limit;
    WsFrameReader m_frames;
    std::optional<WsArrival> m_message; //!< begun and not yet whole
    std::string m_control;              //!< payload of the control frame that is being read
};

} // namespace pagewire

#endif
