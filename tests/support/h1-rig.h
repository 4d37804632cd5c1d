// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_H1_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_H1_RIG_H

#include "http/protocol.h"
#include "support/exchange-rig.h"
#include "support/h2-rig.h"
#include "wire/connection-options.h"

#include "ns3/nstime.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** What joins the two ends, and how each behaves. */
struct H1RigOptions
{
    Protocol protocol{Protocol::H11};
    PipeOptions pipe;
    H1Options client;
    H1Options server;
};

/** A client and a server of HTTP/0.9 to 1.1 at the ends of a pipe of 10 ms each way. */
class H1Rig : public ExchangeRig
{
  public:
    explicit H1Rig(const H1RigOptions& options = {});

    /** \return the octets each side has written */
    std::string FromClient() const;
    std::string FromServer() const;

    TapStream* clientTap;
    TapStream* serverTap;
};

/** One end of a pipe that writes what a test tells it to, and keeps what comes. */
class RawPeer : public ByteStreamListener
{
  public:
    explicit RawPeer(std::unique_ptr<ByteStream> stream);
    ~RawPeer() override;

    /** Writes at once, or when the stream opens. */
    void Say(std::string_view octets);

    /** Ends our direction after what was said. */
    void Finish();

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    std::unique_ptr<ByteStream> stream;
    std::string heard;
    std::optional<ns3::Time> endHeard; //!< the other's direction ended in order
    std::optional<StreamEnd> closed;
    bool reads{true};

  private:
    void Flush();

    std::string m_toSay;
    bool m_finish{false};
    bool m_open{false};
};

/** A server under test, and a raw client. */
struct RawClientRig
{
    explicit RawClientRig(const H1Options& options = {}, const PipeOptions& pipe = {});
    ~RawClientRig();

    /** Says the octets, runs. \return what the server answered */
    std::string Converse(std::string_view octets, bool finish = false);

    Site site;
    Ears ears;
    std::unique_ptr<RawPeer> peer;
    std::unique_ptr<ServerConnection> server;
};

/** A client under test, and a raw server that says what it is told to when the first request has
 * come. */
struct RawServerRig
{
    explicit RawServerRig(Protocol protocol = Protocol::H11,
                          const H1Options& options = {},
                          const PipeOptions& pipe = {});
    ~RawServerRig();

    Answer& Send(const Request& request, std::unique_ptr<BodySource> body = nullptr);

    /** Sends a GET and has the server say this. \return what the client made of it */
    Answer& Converse(std::string_view octets, bool finish, const std::string& method = "GET");

    Ears ears;
    std::unique_ptr<RawPeer> peer;
    std::unique_ptr<ClientConnection> client;
    std::deque<Answer> answers;
};

} // namespace pagewire::test

#endif
