// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_FRAMES_H
#define PAGEWIRE_WIRE_WS_FRAMES_H

#include "base/seed.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

struct wslay_frame_context;

namespace pagewire
{

/** Which end of a WebSocket connection: a client masks what it sends, a server does not (RFC 6455
 * section 5.1). */
enum class WsRole
{
    CLIENT,
    SERVER,
};

/** Opcodes of RFC 6455 section 5.2; all others are reserved. */
enum class WsOpcode : std::uint8_t
{
    CONTINUATION = 0,
    TEXT = 1,
    BINARY = 2,
    CLOSE = 8,
    PING = 9,
    PONG = 10,
};

/** \return whether the frame is a control frame: never fragmented, 125 octets at most */
constexpr bool
IsControl(WsOpcode opcode)
{
    return static_cast<std::uint8_t>(opcode) >= 8;
}

/** The reserved bits as a number from 0 to 7; RSV1 is permessage-deflate's (RFC 7692 section 6). */
constexpr std::uint8_t WS_RSV1 = 4;

/** A frame, or a piece of one as it is read. */
struct WsFrame
{
    WsOpcode opcode{WsOpcode::TEXT};
    bool fin{true};
    std::uint8_t rsv{0};
    bool masked{false};
    std::uint64_t length{0};  //!< octets of payload in the whole frame
    std::string_view payload; //!< of this piece, unmasked
    bool begins{true};        //!< the piece is the frame's first
    bool ends{true};          //!< and its last

    /** \return octets of the whole frame on the wire, its header among them */
    std::uint64_t WireSize() const;
};

/** Deletes what wslay has made. */
struct WslayFrameDeleter
{
    void operator()(wslay_frame_context* context) const;
};

/** Writes frames (RFC 6455 section 5.2) by wslay, masked where the role is a client's. */
class WsFrameWriter
{
  public:
    /** \param seed fixes the mask keys */
    WsFrameWriter(WsRole role, std::uint64_t seed);

    WsFrameWriter(const WsFrameWriter&) = delete;
    WsFrameWriter& operator=(const WsFrameWriter&) = delete;

    /** Appends a whole frame with opcode, fin, rsv and payload of the given one. \return its size
     * on the wire */
    std::uint64_t Write(const WsFrame& frame, std::string& output);

  private:
    /** What wslay's callbacks work on. */
    struct Desk
    {
        SeededBytes masks;
        std::string* output{nullptr}; //!< while Write runs
    };

    static ssize_t Take(const std::uint8_t* data, std::size_t size, int flags, void* desk);
    static int MakeMask(std::uint8_t* buffer, std::size_t size, void* desk);

    WsRole m_role;
    Desk m_desk;
    std::unique_ptr<wslay_frame_context, WslayFrameDeleter> m_context;
};

/** Takes frames apart by wslay. */
class WsFrameReader
{
  public:
    WsFrameReader();

    WsFrameReader(const WsFrameReader&) = delete;
    WsFrameReader& operator=(const WsFrameReader&) = delete;

    enum class Result
    {
        NOTHING,   //!< for now; more input is needed
        PIECE,     //!< of a frame
        MALFORMED, //!< a control frame too long or fragmented, a length not in its shortest form;
                   //!< not to be called any more
    };

    /**
     * Reads on.
     * \param input what is taken is cut off its front
     * \param frame set where the result is a piece; its payload is valid until the next call
     */
    Result Read(std::string_view& input, WsFrame& frame);

  private:
    static ssize_t Give(std::uint8_t* buffer, std::size_t size, int flags, void* input);

    std::string_view m_input; //!< while Read runs
    std::uint64_t m_left{0};  //!< of the frame's payload
    bool m_inside{false};     //!< a frame has begun and not ended
    std::unique_ptr<wslay_frame_context, WslayFrameDeleter> m_context;
};

} // namespace pagewire

#endif
