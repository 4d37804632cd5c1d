// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SERVED_CONNECTION_H
#define PAGEWIRE_NODE_SERVED_CONNECTION_H

#include "node/records.h"
#include "transport/byte-stream.h"
#include "transport/quic-connection.h"
#include "wire/connection-options.h"
#include "wire/server-connection.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>

namespace pagewire
{

class ServedConnection;

/** Whose connection it is: the server. */
class ServedConnectionOwner
{
  public:
    virtual ~ServedConnectionOwner() = default;

    virtual void HandleRequest(ServedConnection& connection, ServerExchange& exchange) = 0;
    virtual void HandleGone(ServedConnection& connection, ServerExchange& exchange) = 0;

    /** It is over, its record final. The owner is to destroy it later. */
    virtual void HandleOver(ServedConnection& connection) = 0;
};

/** How a server treats its connections. */
struct ServedOptions
{
    H1Options h1; //!< maxRequests counts for HTTP/2, too
    H2Options h2;
    H3Options h3;
    ns3::Time idle{ns3::Seconds(75)}; //!< closed after so long without a request, from the opening
                                      //!< on; 0: as soon as it idles after its first request
};

/** A server's connection from the moment it is accepted: the handshake, the serving, the record. */
class ServedConnection :
    private ByteStreamListener,
    private RequestHandler,
    private ServerConnectionListener
{
  public:
    /** \param stream accepted and not opened; \param id for the record */
    ServedConnection(std::unique_ptr<ByteStream> stream,
                     std::uint32_t id,
                     const ServedOptions& options,
                     ServedConnectionOwner& owner);

    /** HTTP/3 over a QUIC connection as it is accepted. */
    ServedConnection(std::unique_ptr<QuicConnection> quic,
                     std::uint32_t id,
                     const ServedOptions& options,
                     ServedConnectionOwner& owner);
    ~ServedConnection() override;

    void Open();

    /** Closes in order after the requests in progress; a handshake in progress is broken off. */
    void Close();

    /** See ServerConnection; nothing happens before the handshake is done. */
    void Sever(bool reset);

    /** \return the record; its counters are those of the last Observe */
    const ConnectionRecord& Record() const;

    /** Brings counters, addresses and TLS figures up to date. \return the record */
    const ConnectionRecord& Observe();

    /** \return what carries the connection, as of now */
    TransportInfo Transport();

  private:
    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void HandleRequest(ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;

    void HandleClosed(std::string_view reason) override;

    void WatchIdle();
    void End(std::string_view reason);

    std::unique_ptr<ByteStream> m_stream; //!< until it is open
    std::unique_ptr<ServerConnection> m_server;
    ConnectionRecord m_record;
    ServedOptions m_options;
    ServedConnectionOwner& m_owner;
    std::uint32_t m_active{0}; //!< exchanges in progress
    bool m_closing{false};
    ns3::EventId m_idleTimer;
    ns3::EventId m_overEvent;
};

} // namespace pagewire

#endif
