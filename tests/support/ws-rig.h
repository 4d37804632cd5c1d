// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_WS_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_WS_RIG_H

#include "support/h1-rig.h"
#include "support/pipe-stream.h"
#include "wire/ws-connection.h"

#include "ns3/nstime.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire::test
{

/** Hears a WebSocket connection. */
struct WsEars : WsListener
{
    void HandleMessage(const WsMessage& message) override;
    void HandleWritable() override;
    void HandlePong(std::string_view payload, ns3::Time roundTrip) override;
    void HandleClosing(std::uint16_t code, std::string_view reason) override;
    void HandleClosed(const WsEnd& how) override;

    std::function<void(const WsMessage&)> onMessage;
    std::vector<WsMessage> messages;
    std::vector<std::string> pongs;
    std::vector<ns3::Time> roundTrips;
    std::vector<std::uint16_t> closing; //!< codes
    std::optional<WsEnd> end;
    std::optional<ns3::Time> closed;
    int writable{0};
};

/** Two WebSocket endpoints at the ends of a pipe of 10 ms each way, open at time 0 as far as the
 * pipe is concerned (20 ms); ends the simulation when it goes. */
struct WsRig
{
    explicit WsRig(const WsOptions& clientOptions = {},
                   const WsOptions& serverOptions = {},
                   const PipeOptions& pipe = {});
    ~WsRig();

    /** Runs until nothing happens any more, or so long. */
    void Run(ns3::Time duration = ns3::Seconds(1000));

    WsEars clientEars;
    WsEars serverEars;
    std::unique_ptr<WsConnection> client;
    std::unique_ptr<WsConnection> server;
};

/** An endpoint under test and a peer that says octets. */
struct RawWsRig
{
    explicit RawWsRig(WsRole role, const WsOptions& options = {}, const PipeOptions& pipe = {});
    ~RawWsRig();

    /** The peer says this, and everything runs. \return what it has heard so far */
    std::string Converse(std::string_view octets);

    WsEars ears;
    std::unique_ptr<RawPeer> peer;
    std::unique_ptr<WsConnection> connection;
};

} // namespace pagewire::test

#endif
