// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_SCRIPTED_SERVER_H
#define PAGEWIRE_TESTS_NODE_SCRIPTED_SERVER_H

#include "node/page-load.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/**
 * One connection of a server that does what a test says: the script is called whenever bytes have
 * come, with all that came so far.
 */
class ScriptedConnection : private ByteStreamListener
{
  public:
    using Script = std::function<void(ScriptedConnection&)>;

    /** \param script none: the opening is refused */
    ScriptedConnection(std::unique_ptr<ByteStream> stream, Script script);

    void Say(const std::string& bytes);
    void Close();
    void Reset();

    /** \return how many requests without content have come */
    std::size_t Requests() const;

    std::string heard;
    bool ended{false}; //!< the client has closed
    bool reads{true};  //!< else what comes stays on the way

  private:
    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    std::unique_ptr<ByteStream> m_stream;
    Script m_script;
};

/** A connector whose origins are scripts, by the number of the connection; the last one goes on for
 * all further ones. */
class ScriptedConnector : public Connector
{
  public:
    explicit ScriptedConnector(std::vector<ScriptedConnection::Script> scripts);

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override;

    std::vector<std::unique_ptr<ScriptedConnection>> connections;

  private:
    std::vector<ScriptedConnection::Script> m_scripts;
};

/** The load of a page from scripts, and what it came to. */
class ScriptedLoad : private PageLoadObserver, private PoolObserver
{
  public:
    ScriptedLoad(Page page,
                 PageLoadOptions options,
                 std::vector<ScriptedConnection::Script> scripts);
    ~ScriptedLoad() override;

    /** Loads until nothing happens any more. */
    void Run();

    /** \return what came over the connection, from 0 */
    const std::string& Heard(std::size_t connection) const;

    std::vector<RequestRecord> complete;
    std::vector<ConnectionRecord> opened;
    std::vector<ConnectionRecord> closed;
    bool loaded{false};
    ScriptedConnector connector;
    std::unique_ptr<ConnectionPool> pool;
    std::unique_ptr<PageLoad> load;

  private:
    void HandleQueued(const RequestRecord& record) override;
    void HandleSent(const RequestRecord& record) override;
    void HandleFirstByte(const RequestRecord& record) override;
    void HandleComplete(const RequestRecord& record) override;
    void HandleConnectionOpened(const ConnectionRecord& record) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;
    void HandleLoaded(ns3::Time moment) override;
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;
};

/** \return a whole HTTP/1.1 response with so many octets of the pattern */
std::string ResponseText(std::size_t size, const std::string& fields = "");

} // namespace pagewire::test

#endif
