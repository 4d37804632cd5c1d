// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_STREAM_EAR_H
#define PAGEWIRE_TESTS_SUPPORT_STREAM_EAR_H

#include "transport/byte-stream.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pagewire::test
{

/** One end of any stream: notes what it hears, writes what it is given, reads what comes. */
struct StreamEar : ByteStreamListener
{
    StreamEar() = default;
    ~StreamEar() override;

    /** Takes the stream, listens to it and opens it. */
    void Use(std::unique_ptr<ByteStream> own);

    /** Adds to what is written as the stream takes it, from its opening on. */
    void Send(const std::string& bytes);

    /** Reads so many octets, or all that there are. */
    void Read(std::size_t max = std::string::npos);

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    std::unique_ptr<ByteStream> stream;
    bool reading{true}; //!< else what comes stays below until Read
    bool closeAfterSending{false};
    bool closeAtEnd{true}; //!< closes our direction, too, when the peer has
    std::function<void()> onOpen;
    std::function<void()> onReadable;

    std::string toSend;
    std::string received;
    std::size_t written{0};
    std::optional<ns3::Time> opened;
    std::optional<ns3::Time> ended; //!< the peer has closed its direction
    std::optional<StreamEnd> closed;
    std::optional<ns3::Time> closedAt;
};

/** \return octets that tell where they are missing */
std::string Pattern(std::size_t size);

} // namespace pagewire::test

#endif
