// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_TLS_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_TLS_RIG_H

#include "support/pipe-stream.h"
#include "support/wire-tap.h"
#include "transport/tls-stream.h"

#include "ns3/nstime.h"

#include <functional>
#include <optional>

namespace pagewire::test
{

/** One end of a TLS connection: notes what it hears, sends what it is given, reads everything. */
struct TlsEar : ByteStreamListener
{
    std::unique_ptr<TlsStream> stream;
    WireTap* wire{nullptr}; //!< below the stream
    std::string toSend;     //!< written as the stream takes it, from its opening on
    bool closeAfterSending{false};
    bool closeAtEnd{false};        //!< closes our direction when the peer has closed its own
    std::size_t readSize{1 << 20}; //!< bytes a call of Read; 0: does not read
    std::function<void()> onOpen;
    std::function<void()> onReadable;
    std::function<void()> onWritable;
    std::function<void()> onClosed;

    std::string received;
    std::optional<ns3::Time> opened;
    std::optional<ns3::Time> firstByte;
    std::optional<ns3::Time> ended; //!< AtEnd became true
    std::optional<StreamEnd> closed;
    int readables{0};
    int writables{0};

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    /** Reads all there is. */
    void ReadAll();

    /** Writes what is left of toSend. */
    void Send();
};

/** A client and a server, and what they are made of. */
struct TlsRig
{
    TlsOptions clientOptions;
    TlsOptions serverOptions;
    PipeOptions pipe;
    std::vector<std::string> names{"www.example"};
    std::string serverName{"www.example"};
    std::vector<std::string> clientAlpn;
    std::vector<std::string> serverAlpn;
    std::uint64_t seed{1};
    std::vector<std::string> keyLog;
    std::shared_ptr<TlsClientContext> clientContext; //!< made by the first Connect if not given
    std::shared_ptr<TlsServerContext> serverContext;
    TlsEar client;
    TlsEar server;

    explicit TlsRig(TlsVersion version = TlsVersion::TLS13);
    ~TlsRig();

    /** Makes both ends and starts opening them; what the ears had heard before is forgotten. */
    void Connect();

    /** Connects and runs the simulation until nothing happens any more. */
    void Run();
};

} // namespace pagewire::test

#endif
