// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_SENDER_H
#define PAGEWIRE_WIRE_WS_SENDER_H

#include "wire/ws-connection.h"

#include <deque>

namespace pagewire
{

/**
 * What one end sends: the line of messages, cut into frames when the wire has room, and control
 * frames, which overtake whatever is not framed yet. Nothing follows a Close frame.
 */
class WsSender
{
  public:
    WsSender(WsRole role, const WsOptions& options, std::uint64_t seed);

    /** \return whether the message was taken into the line */
    bool Push(WsKind kind, std::string message);

    /** \return octets of messages and frames that wait */
    std::size_t Queued() const;

    /** \return whether Push has refused a message and would take one now; once for each time */
    bool TakeRoomNews();

    /** Frames a ping or a pong. */
    void Control(WsOpcode opcode, std::string_view payload);

    /** Frames the Close frame, once the line is empty; the first call counts. \param reason 123
     * octets at most */
    void Close(std::uint16_t code, std::string_view reason);

    /** Leaves out the messages that are not framed yet. */
    void DropMessages();

    /** Writes to the stream as far as it takes it. */
    void Flush(ByteStream& stream);

    /** \return whether a Close frame was framed, and with which code */
    std::optional<std::uint16_t> Closed() const;

    /** \return whether everything, the Close frame too, was given to the stream */
    bool IsDone() const;

    /** \return octets framed and not yet taken by the stream */
    std::size_t Unwritten() const;

    void CountInto(WsCounters& counters) const;

  private:
    struct Message
    {
        WsKind kind;
        std::string bytes;
    };

    void FrameNext();
    void BeginMessage();
    void FrameClose();

    WsOptions m_options;
    WsFrameWriter m_frames;
    std::optional<WsDeflater> m_deflater;
    std::deque<Message> m_line;
    std::size_t m_lineBytes{0};
    std::string m_payload; //!< of the message that is being cut into frames, as sent
    std::size_t m_framed{0};
    std::optional<WsFrame> m_next; //!< the frame to come of that message
    std::string m_output;
    bool m_refused{false};
    std::optional<std::uint16_t> m_closeCode; //!< asked for
    std::string m_closeReason;
    bool m_closeFramed{false};
    WsCounters m_counters;
};

} // namespace pagewire

#endif
