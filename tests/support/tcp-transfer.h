// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_TCP_TRANSFER_H
#define PAGEWIRE_TESTS_SUPPORT_TCP_TRANSFER_H

#include "support/two-nodes.h"
#include "transport/tcp-stream.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

/** What is asked and answered over one connection. */
struct TcpTransferOptions
{
    TcpOptions client;
    TcpOptions server;
    std::size_t request{100};
    std::vector<std::size_t> responses{1000000}; //!< octets; a request is sent for each, in turn
    bool close{true};                            //!< the server closes after the last response
    std::uint16_t port{80};
    ns3::Time start{0};
};

/** One end: writes what it is to write, reads and checks what comes. Octets are position % 251. */
class TcpPeer : public ByteStreamListener
{
  public:
    explicit TcpPeer(std::unique_ptr<TcpStream> stream);

    TcpStream& Stream()
    {
        return *m_stream;
    }

    /** Writes so many octets, as soon as there is room; then closes, if so. */
    void Send(std::size_t octets, bool close);

    /** Called with the number of octets received so far whenever there are more. */
    std::function<void(std::size_t)> onReceive;

    std::vector<std::pair<ns3::Time, std::size_t>> arrivals; //!< when how many had been received
    std::optional<ns3::Time> opened;
    std::optional<ns3::Time> closed;
    std::optional<StreamEnd> end;
    std::size_t received{0};
    bool intact{true}; //!< each octet was what it had to be
    bool sawEnd{false};
    bool reading{true};    //!< else what comes is left unread
    bool closeAtEnd{true}; //!< closes when the peer has

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd why) override;

  private:
    void Pump();

    std::unique_ptr<TcpStream> m_stream;
    std::size_t m_sent{0};
    std::size_t m_toSend{0};
    bool m_close{false};
};

/** A client that asks and a server that answers, over a link of two nodes. */
class TcpTransfer
{
  public:
    TcpTransfer(TwoNodes& net, const TcpTransferOptions& options);
    TcpTransfer(ns3::Ptr<ns3::Node> client,
                ns3::Ptr<ns3::Node> server,
                ns3::Ipv4Address address,
                const TcpTransferOptions& options);
    ~TcpTransfer();

    TcpPeer& Client()
    {
        return *m_client;
    }

    /** Null until a connection was accepted. */
    TcpPeer* Server()
    {
        return m_server.get();
    }

    /** When the last octet of the last response arrived. */
    std::optional<ns3::Time> finished;
    bool closeWhenFinished{false}; //!< the client closes then

  private:
    void Start();
    void Accept(std::unique_ptr<TcpStream> stream);
    void Answer(std::size_t received);
    void Ask(std::size_t received);

    TcpTransferOptions m_options;
    std::unique_ptr<TcpAcceptor> m_acceptor;
    std::unique_ptr<TcpPeer> m_client;
    std::unique_ptr<TcpPeer> m_server;
    std::size_t m_asked{0};
    std::size_t m_answered{0};
    std::size_t m_expected{0}; //!< octets of the responses asked for
};

/** \return octets that both ends can check, from a position of the stream on; size is 65536 at most
 */
std::string_view PatternOctets(std::size_t position, std::size_t size);

} // namespace pagewire::test

#endif
