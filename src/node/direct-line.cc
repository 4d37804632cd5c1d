// SPDX-License-Identifier: GPL-2.0-only
#include "node/direct-line.h"

#include "ns3/event-id.h"
#include "ns3/simulator.h"

#include <array>
#include <cmath>
#include <utility>

namespace pagewire
{

namespace
{

/** Reads all of a content and forgets it. \return its octets */
std::uint64_t
Drain(BodySource* body)
{
    std::array<char, 65536> buffer;
    std::uint64_t octets = 0;
    while (const std::size_t size = body ? body->Read(buffer.data(), buffer.size()) : 0)
    {
        octets += size;
    }
    return octets;
}

} // namespace

/** One request on its way, and its response. */
class DirectLine::Exchange : public ServerExchange
{
  public:
    Exchange(DirectLine& line, const Request& request, std::uint64_t number, Callback done)
        : m_line(line),
          m_request(request),
          m_number(number),
          m_done(std::move(done))
    {
        m_next = ns3::Simulator::Schedule(m_line.m_times.there,
                                          [this] { m_line.m_handler.HandleRequest(*this); });
    }

    ~Exchange() override
    {
        m_next.Cancel();
    }

    const Request& GetRequest() const override
    {
        return m_request;
    }

    Protocol GetProtocol() const override
    {
        return Protocol::H11;
    }

    std::uint64_t Number() const override
    {
        return m_number;
    }

    bool HasBody() const override
    {
        return false;
    }

    void LeaveContinue() override
    {}

    void SetBodyReceiver(RequestBodyReceiver*) override
    {}

    void Consumed(std::size_t) override
    {}

    void SendInformational(const Response&) override
    {}

    void Respond(const Response& response, std::unique_ptr<BodySource> body) override
    {
        m_answer.response = response;
        m_body = std::move(body);
        // Content that its handler still takes in is whole by the next event.
        m_next = ns3::Simulator::ScheduleNow([this] { Send(); });
    }

    bool Push(const Request&, const Response&, std::unique_ptr<BodySource>) override
    {
        return false;
    }

    void Abort() override
    {
        m_answer.failed = true;
        m_next.Cancel();
        m_next = ns3::Simulator::ScheduleNow([this] { Leave(m_line.m_times.back); });
    }

  private:
    void Send()
    {
        m_answer.octets = Drain(m_body.get());
        m_body.reset();
        const DirectTimes& times = m_line.m_times;
        const double seconds = times.rate > 0 ? static_cast<double>(m_answer.octets) * 8 /
                                                    static_cast<double>(times.rate)
                                              : 0;
        Leave(times.back + ns3::NanoSeconds(std::llround(seconds * 1e9)));
    }

    void Leave(ns3::Time time)
    {
        m_next = ns3::Simulator::Schedule(time, [this] {
            const Callback done = std::move(m_done);
            done(m_answer);
            m_line.End(*this);
        });
        m_line.m_handler.HandleGone(*this);
    }

    DirectLine& m_line;
    Request m_request;
    std::uint64_t m_number;
    Callback m_done;
    DirectAnswer m_answer;
    std::unique_ptr<BodySource> m_body;
    ns3::EventId m_next;
};

DirectLine::DirectLine(RequestHandler& handler, const DirectTimes& times)
    : m_handler(handler),
      m_times(times)
{}

DirectLine::~DirectLine() = default;

void
DirectLine::Ask(const Request& request, std::uint64_t number, Callback done)
{
    auto exchange = std::make_unique<Exchange>(*this, request, number, std::move(done));
    m_exchanges.emplace(exchange.get(), std::move(exchange));
}

void
DirectLine::End(Exchange& exchange)
{
    m_exchanges.erase(&exchange);
}

} // namespace pagewire
