// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_PIPE_STREAM_H
#define PAGEWIRE_TESTS_SUPPORT_PIPE_STREAM_H

#include "transport/byte-stream.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace pagewire::test
{

/** How the two ends of a pipe are joined. */
struct PipeOptions
{
    ns3::Time delay{ns3::MilliSeconds(10)}; //!< one way
    std::size_t window{65536};              //!< bytes on the way or unread, each way
    std::size_t chunk{1448};                //!< bytes that arrive in one event, at most
    std::uint64_t rate{0};                  //!< bytes a second each way; 0: no limit
};

/**
 * Two byte streams joined back to back in virtual time, without a network: whatever one writes the
 * other reads a delay later. Opening takes one round trip for the first end, half of it for the
 * second.
 */
class PipeStream : public ByteStream, public std::enable_shared_from_this<PipeStream>
{
  public:
    /** \return the opening end and the accepting end */
    static std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>> MakePair(
        const PipeOptions& options = {});

    explicit PipeStream(const PipeOptions& options);

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

  private:
    using Self = std::shared_ptr<PipeStream>;

    void SendToPeer(void (PipeStream::*arrival)(const std::string&), const std::string& bytes);
    void SendAtRate(std::string_view bytes);
    void Depart(std::size_t size);
    ns3::Time Backlog() const;
    void ArriveBytes(const std::string& bytes);
    void ArriveEnd(const std::string& none);
    void ArriveReset(const std::string& none);
    void ArriveRoom(std::size_t size);
    void CloseIfOver();
    void Finish(StreamEnd end);

    PipeOptions m_options;
    std::weak_ptr<PipeStream> m_peer;
    ByteStreamListener* m_listener{nullptr};
    std::string m_received;
    std::size_t m_credit; //!< bytes the peer still has room for
    std::size_t m_unsent{0};
    std::size_t m_lowWater{0};
    ns3::Time m_busyUntil{0}; //!< when the last byte written so far has left
    bool m_accepting{false};
    bool m_open{false};
    bool m_wantRoom{false};
    bool m_wroteEnd{false};
    bool m_gotEnd{false};
    bool m_closed{false};
};

} // namespace pagewire::test

#endif
