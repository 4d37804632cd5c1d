// SPDX-License-Identifier: GPL-2.0-only
#include "node/scripted-server.h"

#include "support/pipe-stream.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire::test
{

ScriptedConnection::ScriptedConnection(std::unique_ptr<ByteStream> stream, Script script)
    : m_stream(std::move(stream)),
      m_script(std::move(script))
{
    m_stream->SetListener(this);
    if (m_script)
    {
        m_stream->Open();
    }
    else
    {
        m_stream->Abort();
    }
}

void
ScriptedConnection::Say(const std::string& bytes)
{
    m_stream->Write(bytes);
}

void
ScriptedConnection::Close()
{
    m_stream->CloseWrite();
}

void
ScriptedConnection::Reset()
{
    m_stream->Abort();
}

std::size_t
ScriptedConnection::Requests() const
{
    std::size_t count = 0;
    for (auto at = heard.find("\r\n\r\n"); at != std::string::npos;
         at = heard.find("\r\n\r\n", at + 1))
    {
        ++count;
    }
    return count;
}

void
ScriptedConnection::HandleOpen()
{}

void
ScriptedConnection::HandleReadable()
{
    if (reads)
    {
        m_stream->Read(heard, 1 << 20);
    }
    if (m_stream->AtEnd())
    {
        ended = true;
        m_stream->CloseWrite();
        return;
    }
    m_script(*this);
}

void
ScriptedConnection::HandleWritable()
{}

void
ScriptedConnection::HandleClosed(StreamEnd)
{
    ended = true;
}

ScriptedConnector::ScriptedConnector(std::vector<ScriptedConnection::Script> scripts)
    : m_scripts(std::move(scripts))
{}

std::unique_ptr<ByteStream>
ScriptedConnector::Connect(const HttpOrigin&, const std::vector<std::string>&)
{
    auto [near, far] = PipeStream::MakePair();
    const std::size_t number = std::min(connections.size(), m_scripts.size() - 1);
    connections.push_back(std::make_unique<ScriptedConnection>(std::move(far), m_scripts[number]));
    return std::move(near);
}

ScriptedLoad::ScriptedLoad(Page page,
                           PageLoadOptions options,
                           std::vector<ScriptedConnection::Script> scripts)
    : connector(std::move(scripts))
{
    PageLoadObserver& self = *this;
    PoolObserver& poolObserver = *this;
    pool = std::make_unique<ConnectionPool>(connector, options.pool, poolObserver);
    load = std::make_unique<PageLoad>(std::make_shared<const Page>(std::move(page)),
                                      options,
                                      *pool,
                                      self);
}

ScriptedLoad::~ScriptedLoad()
{
    load.reset();
    pool.reset();
    ns3::Simulator::Destroy();
}

void
ScriptedLoad::Run()
{
    load->Start();
    ns3::Simulator::Run();
    load->Stop("the simulation ended");
    pool->Close();
    pool->Finish(std::string(OPEN_AT_THE_END));
}

const std::string&
ScriptedLoad::Heard(std::size_t connection) const
{
    return connector.connections.at(connection)->heard;
}

void
ScriptedLoad::HandleQueued(const RequestRecord&)
{}

void
ScriptedLoad::HandleSent(const RequestRecord&)
{}

void
ScriptedLoad::HandleFirstByte(const RequestRecord&)
{}

void
ScriptedLoad::HandleComplete(const RequestRecord& record)
{
    complete.push_back(record);
}

void
ScriptedLoad::HandleConnectionOpened(const ConnectionRecord& record)
{
    opened.push_back(record);
}

void
ScriptedLoad::HandleConnectionClosed(const ConnectionRecord& record)
{
    closed.push_back(record);
}

void
ScriptedLoad::HandleLoaded(ns3::Time)
{
    loaded = true;
    pool->Close();
}

ResponseReceiver*
ScriptedLoad::HandlePush(PooledConnection& connection,
                         const Request& request,
                         ClientExchange& exchange)
{
    return load->HandlePush(connection, request, exchange);
}

std::string
ResponseText(std::size_t size, const std::string& fields)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n" + fields + "\r\n" +
           std::string(size, 'x');
}

} // namespace pagewire::test
