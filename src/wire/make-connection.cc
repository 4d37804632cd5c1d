// SPDX-License-Identifier: GPL-2.0-only
#include "wire/make-connection.h"

#include "wire/h1-client.h"
#include "wire/h1-server.h"
#include "wire/h2-client.h"
#include "wire/h2-server.h"

#include <string>
#include <utility>

namespace pagewire
{

namespace
{

/** What an HTTP/2 client sends first (RFC 9113 section 3.4), as far as it takes to know it: no
 * HTTP/1.x request line is like it. */
constexpr std::string_view PREFACE = "PRI * HTTP/2.0\r\n";

constexpr std::size_t DROP_AT_ONCE = 65536;

/** Waits for the first octets of a connection and then makes the server that they call for. */
class SniffingServer : public ServerConnection, private ByteStreamListener
{
  public:
    SniffingServer(std::unique_ptr<ByteStream> stream,
                   RequestHandler& handler,
                   const H1Options& h1,
                   const H2Options& h2)
        : m_stream(std::move(stream)),
          m_handler(handler),
          m_h1(h1),
          m_h2(h2)
    {
        m_stream->SetListener(this);
    }

    ~SniffingServer() override
    {
        if (m_stream)
        {
            m_stream->SetListener(nullptr);
        }
    }

    void SetListener(ServerConnectionListener* listener) override
    {
        m_listener = listener;
        if (m_server)
        {
            m_server->SetListener(listener);
        }
    }

    void Open() override
    {
        Sniff();
    }

    void Close() override
    {
        if (m_server)
        {
            m_server->Close();
        }
        else
        {
            m_closing = true;
            m_stream->CloseWrite();
            Drop();
        }
    }

    void Sever(bool reset) override
    {
        if (m_server)
        {
            m_server->Sever(reset);
        }
        else
        {
            Close(); // nothing is in progress
        }
    }

    TransportInfo Transport() override
    {
        return m_server ? m_server->Transport() : DescribeStream(*m_stream);
    }

  private:
    void HandleOpen() override
    {}

    void HandleReadable() override
    {
        if (m_closing)
        {
            Drop();
            return;
        }
        Sniff();
    }

    void HandleWritable() override
    {}

    void HandleClosed(StreamEnd end) override
    {
        if (m_listener)
        {
            m_listener->HandleClosed(StreamEndName(end));
        }
    }

    /** What crosses our closing is not served: the client knows that it may ask again. */
    void Drop()
    {
        while (m_stream->Read(m_octets, DROP_AT_ONCE) > 0)
        {
            m_octets.clear();
        }
    }

    void Sniff()
    {
        m_stream->Read(m_octets, PREFACE.size() - m_octets.size());
        const bool maybe = m_octets == PREFACE.substr(0, m_octets.size());
        if (maybe && m_octets.size() < PREFACE.size() && !m_stream->AtEnd())
        {
            return;
        }
        const bool http2 = maybe && m_octets.size() == PREFACE.size();
        m_server = http2 ? MakeH2Server(std::move(m_stream), std::move(m_octets), m_handler, m_h2)
                         : MakeH1Server(std::move(m_stream), std::move(m_octets), m_handler, m_h1);
        m_server->SetListener(m_listener);
        m_server->Open();
    }

    std::unique_ptr<ByteStream> m_stream; //!< until there is a server
    std::unique_ptr<ServerConnection> m_server;
    std::string m_octets;
    bool m_closing{false}; //!< Close was called before there was a server
    ServerConnectionListener* m_listener{nullptr};
    RequestHandler& m_handler;
    const H1Options m_h1;
    const H2Options m_h2;
};

} // namespace

std::unique_ptr<ClientConnection>
MakeClientConnection(Protocol protocol,
                     std::unique_ptr<ByteStream> stream,
                     const H1Options& h1,
                     const H2Options& h2)
{
    if (protocol == Protocol::H2)
    {
        return MakeH2Client(std::move(stream), h2);
    }
    return MakeH1Client(protocol, std::move(stream), h1);
}

std::unique_ptr<ServerConnection>
MakeServerConnection(std::unique_ptr<ByteStream> stream,
                     RequestHandler& handler,
                     const H1Options& h1,
                     const H2Options& h2)
{
    if (stream->Alpn() == AlpnOf(Protocol::H2))
    {
        return MakeH2Server(std::move(stream), {}, handler, h2);
    }
    if (!stream->Alpn().empty())
    {
        return MakeH1Server(std::move(stream), {}, handler, h1);
    }
    return std::make_unique<SniffingServer>(std::move(stream), handler, h1, h2);
}

} // namespace pagewire
