// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_QUIC_TRANSFER_H
#define PAGEWIRE_TESTS_SUPPORT_QUIC_TRANSFER_H

#include "support/flow-tap.h"
#include "support/two-nodes.h"
#include "transport/quic-endpoint.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

/** One end of a raw QUIC connection: sends patterns on streams, checks what comes. */
class QuicPeer : public QuicApplication
{
  public:
    explicit QuicPeer(std::unique_ptr<QuicConnection> connection);
    ~QuicPeer() override;

    QuicConnection& Connection()
    {
        return *m_connection;
    }

    /** Sends so many octets (position % 251) on the stream, and ends it. */
    void Send(QuicStreamId stream, std::size_t octets);

    std::function<void()> onReady;
    std::function<void()> onHandshake;
    std::function<void()> onEarlyRejected;
    std::function<void(QuicStreamId, std::size_t total, bool fin)> onData;
    std::function<void()> onRoom;
    std::function<void(const std::string&)> onClosed;

    std::optional<ns3::Time> ready;
    std::optional<ns3::Time> handshake;
    std::optional<ns3::Time> firstByte;
    std::optional<ns3::Time> closed;
    std::string reason;
    bool earlyRejected{false};
    bool intact{true};
    std::map<QuicStreamId, std::size_t> received;

    void HandleReady() override;
    void HandleHandshakeDone() override;
    void HandleEarlyDataRejected() override;
    void HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin) override;

    void HandleAcked(QuicStreamId, std::uint64_t) override
    {}

    void HandleReset(QuicStreamId, std::uint64_t) override
    {}

    void HandleStopSending(QuicStreamId, std::uint64_t) override
    {}

    void HandleStreamClosed(QuicStreamId stream, std::optional<std::uint64_t> code) override;

    void HandleStreamRoom() override;

    void HandleUnblocked(QuicStreamId stream) override;
    void Next(QuicChunk& chunk) override;
    void HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin) override;
    void HandleBlocked(QuicStreamId stream) override;
    void HandleShut(QuicStreamId stream) override;
    void HandleClosed(std::string_view why) override;

  private:
    struct Sending
    {
        std::size_t size{0};
        std::size_t sent{0};
        bool finSent{false};
        bool blocked{false};
    };

    std::unique_ptr<QuicConnection> m_connection;
    std::map<QuicStreamId, Sending> m_sending;
};

/** What is asked for over QUIC. */
struct QuicTransferOptions
{
    QuicOptions client;
    QuicOptions server;
    TlsOptions tls;
    std::size_t request{100};
    std::vector<std::size_t> responses{10000}; //!< octets, a stream each, all asked for at once
    ns3::Time start{ns3::MilliSeconds(100)};
    std::uint64_t seed{1};
    std::uint16_t port{443};
    bool listen{true};       //!< else a server is there already, for a transfer before this one
    FlowFactory flows{};     //!< of the client; none: UDP to the server
    TapRules* taps{nullptr}; //!< of the client's flows; outlives the transfer
};

/** The contexts of both ends; they outlive connections, as resumption wants. */
struct QuicContexts
{
    explicit QuicContexts(const QuicTransferOptions& options);

    std::vector<std::string> keyLog;
    std::map<std::string, std::string> qlogs;
    std::shared_ptr<QuicServerContext> server;
    std::shared_ptr<QuicClientContext> client;
};

/** Who talks to whom. */
struct QuicEnds
{
    ns3::Ptr<ns3::Node> client;
    ns3::Ptr<ns3::Node> server;
    ns3::Ipv4Address address; //!< the server's
};

/** A client that asks on as many streams as there are responses, and a server that answers each
 * with its size. */
class QuicTransfer
{
  public:
    QuicTransfer(const TwoNodes& net, const QuicTransferOptions& options, QuicContexts& contexts);
    QuicTransfer(const QuicEnds& ends, const QuicTransferOptions& options, QuicContexts& contexts);
    ~QuicTransfer();

    QuicPeer& Client()
    {
        return *m_client;
    }

    /** \return the server's end, null before there is one */
    QuicPeer* Server()
    {
        return m_servers.empty() ? nullptr : m_servers.back().get();
    }

    /** \return the server's ends in the order in which they began */
    const std::vector<std::unique_ptr<QuicPeer>>& Servers() const
    {
        return m_servers;
    }

    std::size_t ServerConnections() const
    {
        return m_servers.size();
    }

    QuicAcceptor& Acceptor()
    {
        return *m_acceptor;
    }

    /** Destroys the server's ends that are over, as a server does. */
    void DropClosedServers();

    /** The client is gone without a word. */
    void DropClient();

    /** The server forgets everything, as after a crash. */
    void ForgetServer();

    /** Listens again after ForgetServer. */
    void ListenAgain();

    std::optional<ns3::Time> finished; //!< the last response was whole
    bool closeWhenDone{true};

  private:
    void Ask();
    void Listen();

    QuicEnds m_ends;
    QuicTransferOptions m_options;
    QuicContexts& m_contexts;
    std::unique_ptr<QuicAcceptor> m_acceptor;
    std::vector<std::unique_ptr<QuicPeer>> m_servers;
    std::unique_ptr<QuicPeer> m_client;
    std::map<QuicStreamId, std::size_t> m_expected;
    std::size_t m_whole{0};
};

} // namespace pagewire::test

#endif
