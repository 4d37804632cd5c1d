// SPDX-License-Identifier: GPL-2.0-only
// Any bytes that a client may send to an HTTP/2 server: the preface is put before them, so that
// every input gets past it.
#include "transport/byte-stream.h"
#include "wire/h2-server.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <string>

using namespace pagewire;

namespace
{

/** A stream that reads from a string and swallows what is written. */
class InputStream : public ByteStream
{
  public:
    explicit InputStream(std::string input)
        : m_input(std::move(input))
    {}

    void SetListener(ByteStreamListener* listener) override
    {
        m_listener = listener;
    }

    void Open() override
    {
        m_listener->HandleReadable();
    }

    std::size_t Write(std::string_view bytes) override
    {
        return bytes.size();
    }

    std::size_t WriteRoom() const override
    {
        return 1 << 20;
    }

    std::size_t Unsent() const override
    {
        return 0;
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        const std::size_t size = std::min(max, m_input.size() - m_at);
        buffer.append(m_input, m_at, size);
        m_at += size;
        return size;
    }

    bool AtEnd() const override
    {
        return m_at == m_input.size();
    }

    void CloseWrite() override
    {
        ns3::Simulator::ScheduleNow([this] {
            if (m_listener)
            {
                m_listener->HandleClosed(StreamEnd::GRACEFUL);
            }
        });
    }

    void Abort() override
    {
        m_listener = nullptr;
    }

    std::string_view Alpn() const override
    {
        return {};
    }

    ByteStream* Below() const override
    {
        return nullptr;
    }

  private:
    std::string m_input;
    std::size_t m_at{0};
    ByteStreamListener* m_listener{nullptr};
};

/** Answers each request by what it asks for; takes every other request's content. */
class Application : public RequestHandler, public RequestBodyReceiver
{
  public:
    void HandleRequest(ServerExchange& exchange) override
    {
        ++m_open;
        if (exchange.HasBody() && m_open % 2 == 0)
        {
            exchange.SetBodyReceiver(this);
        }
        Request promise;
        promise.authority = "example.org";
        exchange.Push(promise, {200, {}}, std::make_unique<PatternBody>(100));
        if (m_open % 5 == 0)
        {
            exchange.Abort();
        }
        else
        {
            exchange.Respond({200, {}}, std::make_unique<PatternBody>(20000));
        }
    }

    void HandleGone(ServerExchange&) override
    {
        --m_open;
    }

    void HandleBody(std::string_view) override
    {}

    void HandleComplete(const HeaderFields&) override
    {}

    int Open() const
    {
        return m_open;
    }

  private:
    int m_open{0};
};

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Application application;
    H2Options options;
    options.enablePush = true;
    std::string input = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    input.append(reinterpret_cast<const char*>(data), size);
    {
        const auto server =
            MakeH2Server(std::make_unique<InputStream>(std::move(input)), "", application, options);
        server->Open();
        ns3::Simulator::Run();
    }
    ns3::Simulator::Destroy();
    if (application.Open() != 0)
    {
        __builtin_trap(); // a request that nobody was told the end of
    }
    return 0;
}
