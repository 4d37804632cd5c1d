// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_H2_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_H2_RIG_H

#include "support/exchange-rig.h"
#include "support/pipe-stream.h"
#include "wire/connection-options.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** A frame of HTTP/2 as it stood on the wire (RFC 9113 section 4.1). */
struct Frame
{
    std::uint8_t type;
    std::uint8_t flags;
    std::uint32_t stream;
    std::string payload;
};

/** Frame types. */
enum : std::uint8_t
{
    DATA = 0,
    HEADERS = 1,
    RST_STREAM = 3,
    SETTINGS = 4,
    PUSH_PROMISE = 5,
    PING = 6,
    GOAWAY = 7,
    WINDOW_UPDATE = 8,
    PRIORITY_UPDATE = 16
};

/** \return the octets of a frame */
std::string FrameBytes(std::uint8_t type,
                       std::uint8_t flags,
                       std::uint32_t stream,
                       std::string_view payload);

/** \return the frames that these octets hold, the client's preface left out; a cut last one is
 * left out too */
std::vector<Frame> ParseFrames(std::string_view bytes);

/** The client's connection preface (RFC 9113 section 3.4), without SETTINGS. */
inline constexpr std::string_view PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A stream that keeps what is written through it. */
class TapStream : public ByteStream
{
  public:
    explicit TapStream(std::unique_ptr<ByteStream> below);

    void SetListener(ByteStreamListener* listener) override;
    void Open() override;
    std::size_t Write(std::string_view bytes) override;
    std::size_t WriteRoom() const override;
    std::size_t Unsent() const override;
    bool SetUnsentLowWater(std::size_t bytes) override;
    std::size_t Read(std::string& buffer, std::size_t max) override;
    bool AtEnd() const override;
    void CloseWrite() override;
    void Abort() override;
    std::string_view Alpn() const override;
    ByteStream* Below() const override;

    std::vector<std::string> writes; //!< one entry a Write that took something

  private:
    std::unique_ptr<ByteStream> m_below;
};

/** An HTTP/2 client and server at the ends of a pipe. */
class H2Rig : public ExchangeRig
{
  public:
    using Pipe = PipeOptions;
    using Options = H2Options;
    static constexpr const char* INTERNAL_ERROR = "reset: INTERNAL_ERROR"; //!< an abort, as heard
    static constexpr const char* CUT = "reset";                            //!< a Cut, as heard
    static constexpr int ROUND_TRIPS_OF_A_STREAM = 1; //!< until another may take its place
    /** What the server's GOAWAY frames name last: any stream, and the second request's. */
    static constexpr std::uint64_t LAST_OF_ANY = 0x7fffffff;
    static constexpr std::uint64_t LAST_OF_TWO = 3;

    explicit H2Rig(const PipeOptions& pipe = {},
                   const H2Options& clientOptions = {},
                   const H2Options& serverOptions = {});

    /** \return a pipe and windows that hold 64 KB at a time */
    static PipeOptions TightPipe();

    /** \return a rig in which windows of so many octets alone stop content, each way */
    static H2Rig WithWindows(std::uint32_t stream, std::uint32_t connection);

    /** \return a rig whose server takes so many requests at a time */
    static H2Rig WithStreamLimit(std::uint32_t streams);

    /** \return a rig of 1 MB/s, an octet a microsecond, in which nothing but priorities decides
     * what goes next: windows never block, and requests of one moment arrive together */
    static H2Rig Narrow(H2Options client = {}, H2Options server = {});

    /** \return the frames each side has written */
    std::vector<Frame> FromClient() const;
    std::vector<Frame> FromServer() const;

    /** \return how many DATA frames each side has written */
    std::size_t ContentFramesFromClient() const;
    std::size_t ContentFramesFromServer() const;

    /** \return how many streams the client has reset */
    std::size_t CancelsFromClient() const;

    /** \return the numbers of the requests, from 0, whose content the server sent, in the order of
     * the wire, each run of one request once */
    std::vector<std::size_t> ContentOrder() const;

    /** \return the client's PRIORITY_UPDATE frames, as "1 u=3": the request's number, the value */
    std::vector<std::string> PriorityUpdates() const;

    /** \return what the server's GOAWAY frames without an error name last */
    std::vector<std::uint64_t> GoodbyesFromServer() const;

    /** \return whether the client's last frame was GOAWAY */
    bool ClientSaidGoodbye() const;

    /** \return the octets of both sides, by write */
    std::vector<std::string> Octets() const;

    /** Ends what lies below, without a word of HTTP. */
    void Cut();

    TapStream* clientTap;
    TapStream* serverTap;
};

/** \return how many frames of this type there are */
std::size_t CountFrames(const std::vector<Frame>& frames, std::uint8_t type);

} // namespace pagewire::test

#endif
