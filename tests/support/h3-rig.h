// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_H3_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_H3_RIG_H

#include "support/exchange-rig.h"
#include "support/quic-pipe.h"
#include "wire/connection-options.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pagewire::test
{

/** A frame of HTTP/3 as it stood on a stream (RFC 9114 section 7.1). */
struct H3Frame
{
    std::uint64_t type;
    std::string payload;

    /** \return its octets on the wire */
    std::size_t Size() const;
};

/** Frame and stream types (RFC 9114 sections 6.2 and 7.2, RFC 9204 section 4.2, RFC 9218 section
 * 7.2). */
enum : std::uint64_t
{
    H3_DATA = 0,
    H3_HEADERS = 1,
    H3_SETTINGS = 4,
    H3_GOAWAY = 7,
    H3_PRIORITY_UPDATE = 0xf0700,
    CONTROL_STREAM = 0,
    ENCODER_STREAM = 2,
    DECODER_STREAM = 3
};

/** \return the octets of an integer (RFC 9000 section 16) */
std::string VarInt(std::uint64_t value);

/** \return the octets of a frame */
std::string H3FrameBytes(std::uint64_t type, std::string_view payload);

/** \return the frames that these octets of a request stream hold; a cut last one is left out */
std::vector<H3Frame> ParseH3Frames(std::string_view bytes);

/** \return the frames on a control stream, its type left out */
std::vector<H3Frame> ParseH3Control(std::string_view bytes);

/** \return the frames of this type that the end has sent on request streams */
std::vector<H3Frame> RequestFrames(const QuicPipe& end, std::uint64_t type);

/** \return a field section in QPACK's literals only (RFC 9204 section 4.5.6) */
std::string QpackSection(const std::vector<std::pair<std::string, std::string>>& lines);

/** \return a HEADERS frame of GET https://example.org/ */
std::string GetFrame();

/** An HTTP/3 client and server at the ends of a QUIC pipe. */
class H3Rig : public ExchangeRig
{
  public:
    using Pipe = QuicPipeOptions;
    using Options = H3Options;
    static constexpr const char* INTERNAL_ERROR =
        "reset: H3_INTERNAL_ERROR";                    //!< an abort, as heard
    static constexpr const char* CUT = "idle timeout"; //!< a Cut, as heard

    static constexpr int ROUND_TRIPS_OF_A_STREAM = 2; //!< given back when its end is acknowledged
    /** What the server's GOAWAY frames name: the stream behind any, and that behind two requests.
     */
    static constexpr std::uint64_t LAST_OF_ANY = (std::uint64_t{1} << 62) - 4;
    static constexpr std::uint64_t LAST_OF_TWO = 8;

    explicit H3Rig(const QuicPipeOptions& pipe = {},
                   const H3Options& clientOptions = {},
                   const H3Options& serverOptions = {});

    /** \return a pipe whose windows hold 64 KB of a stream at a time */
    static QuicPipeOptions TightPipe();

    /** \return a rig in which windows of so many octets alone stop content, each way */
    static H3Rig WithWindows(std::uint32_t stream, std::uint32_t connection);

    /** \return a rig whose server takes so many requests at a time */
    static H3Rig WithStreamLimit(std::uint32_t streams);

    /** \return a rig of 1 MB/s, an octet a microsecond, in which nothing but priorities decides
     * what goes next: windows never block, and requests of one moment arrive within the time of one
     * packet */
    static H3Rig Narrow(H3Options client = {}, H3Options server = {});

    /** \return how many DATA frames each side has written */
    std::size_t ContentFramesFromClient() const;
    std::size_t ContentFramesFromServer() const;

    /** \return how many streams the client has stopped or reset */
    std::size_t CancelsFromClient() const;

    /** \return the numbers of the requests, from 0, whose content the server sent, in the order of
     * the wire, each run of one request once */
    std::vector<std::size_t> ContentOrder() const;

    /** \return the client's PRIORITY_UPDATE frames, as "1 u=3": the request's number, the value */
    std::vector<std::string> PriorityUpdates() const;

    /** \return what the server's GOAWAY frames name */
    std::vector<std::uint64_t> GoodbyesFromServer() const;

    /** \return whether the client closed with H3_NO_ERROR and no word more */
    bool ClientSaidGoodbye() const;

    /** \return the octets of both sides, by write, each with its stream and whether it ends */
    std::vector<std::string> Octets() const;

    /** Ends what lies below, without a word of HTTP. */
    void Cut();

    std::shared_ptr<QuicPipe> clientEnd;
    std::shared_ptr<QuicPipe> serverEnd;
};

/** A peer that writes what it is told on its streams, and keeps what comes. */
struct RawQuicPeer : QuicApplication
{
    explicit RawQuicPeer(std::unique_ptr<QuicConnection> connection);

    void HandleReady() override
    {}

    void HandleHandshakeDone() override
    {}

    void HandleEarlyDataRejected() override
    {}

    void HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin) override;
    void HandleAcked(QuicStreamId stream, std::uint64_t bytes) override;
    void HandleReset(QuicStreamId stream, std::uint64_t code) override;
    void HandleStopSending(QuicStreamId stream, std::uint64_t code) override;

    void HandleStreamClosed(QuicStreamId, std::optional<std::uint64_t>) override
    {}

    void HandleStreamRoom() override
    {}

    void HandleUnblocked(QuicStreamId) override
    {}

    void Next(QuicChunk& chunk) override;
    void HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin) override;

    void HandleBlocked(QuicStreamId) override
    {}

    void HandleShut(QuicStreamId stream) override;
    void HandleClosed(std::string_view why) override;

    /** Writes more. */
    void Say(QuicStreamId stream, std::string_view bytes, bool fin = false);

    /** Opens a stream of this type and writes on it. \return the stream */
    QuicStreamId SayUni(std::uint64_t type, std::string_view bytes);

    /** Opens a control stream with empty SETTINGS. \return the stream */
    QuicStreamId SaySettings();

    /** What is still to be sent, or not acknowledged. */
    struct Outgoing
    {
        std::deque<std::string> pieces; //!< never move
        std::size_t sentPieces{0};
        std::size_t sentOfPiece{0};
        bool fin{false};
        bool over{false};
    };

    std::unique_ptr<QuicConnection> quic;
    std::map<QuicStreamId, Outgoing> out;
    std::map<QuicStreamId, std::string> got;
    std::map<QuicStreamId, std::uint64_t> resets; //!< codes
    std::map<QuicStreamId, std::uint64_t> stops;
    std::optional<std::string> closed;
};

} // namespace pagewire::test

#endif
