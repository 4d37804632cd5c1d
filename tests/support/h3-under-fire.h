// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_H3_UNDER_FIRE_H
#define PAGEWIRE_TESTS_SUPPORT_H3_UNDER_FIRE_H

#include "support/h3-rig.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace pagewire::test
{

/** Our server against a raw client, whose handshake is done after 20 ms. */
struct ServerUnderFire
{
    explicit ServerUnderFire(const H3Options& options = {});
    ~ServerUnderFire();

    void Run(int ms = 1000);

    /** Sends it on a request stream of its own. */
    QuicStreamId Ask(const std::string& bytes, bool fin = true);

    Site site;
    Ears ears;
    std::shared_ptr<QuicPipe> end;
    std::unique_ptr<RawQuicPeer> peer;
    std::unique_ptr<ServerConnection> server;
};

/** Our client, whose three requests have arrived, against a raw server. */
struct ClientUnderFire
{
    explicit ClientUnderFire(const H3Options& options = {});
    ~ClientUnderFire();

    void Run(int ms = 1000);

    /** Expects that the connection broke with this error. */
    void ExpectBroken(std::uint64_t code, const std::string& name);

    Ears ears;
    std::deque<Answer> answers;
    std::shared_ptr<QuicPipe> end;
    std::unique_ptr<RawQuicPeer> peer;
    std::unique_ptr<ClientConnection> client;
};

} // namespace pagewire::test

#endif
