// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-rig.h"

#include "node/connection-observer.h"
#include "node/response-fields.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace pagewire::test
{

FrontExchange::FrontExchange(Request request, bool reads)
    : m_request(std::move(request)),
      m_reads(reads)
{}

const Request&
FrontExchange::GetRequest() const
{
    return m_request;
}

Protocol
FrontExchange::GetProtocol() const
{
    return Protocol::H11;
}

std::uint64_t
FrontExchange::Number() const
{
    return 1;
}

bool
FrontExchange::HasBody() const
{
    return hasBody;
}

void
FrontExchange::LeaveContinue()
{}

void
FrontExchange::SetBodyReceiver(RequestBodyReceiver* who)
{
    receiver = who;
}

void
FrontExchange::Consumed(std::size_t)
{}

void
FrontExchange::SendInformational(const Response&)
{}

void
FrontExchange::Respond(const Response& given, std::unique_ptr<BodySource> content)
{
    EXPECT_FALSE(response) << "answered twice";
    EXPECT_FALSE(over) << "answered after its end";
    response = given;
    answered = ns3::Simulator::Now();
    m_body = std::move(content);
    if (m_body)
    {
        m_body->SetWaker([this] { Pull(); });
    }
    Pull();
}

bool
FrontExchange::Push(const Request&, const Response&, std::unique_ptr<BodySource>)
{
    return false;
}

void
FrontExchange::Abort()
{
    aborted = true;
}

std::string
FrontExchange::Field(const std::string& name) const
{
    return response ? std::string(response->fields.Find(name).value_or("")) : "";
}

void
FrontExchange::Pull()
{
    std::array<char, 7> buffer;
    while (const std::size_t size =
               m_body && m_reads ? m_body->Read(buffer.data(), buffer.size()) : 0)
    {
        body.append(buffer.data(), size);
    }
    whole = !m_body || m_body->AtEnd();
}

CacheRig::CacheRig(const CacheFrontOptions& options, CacheOptions made)
    : cache(std::make_unique<CacheFront>(made, options, *this))
{
    Serve(Cacheable("max-age=60"));
}

CacheRig::~CacheRig()
{
    cache.reset();
    ns3::Simulator::Destroy();
}

CacheOptions
CacheRig::Stored()
{
    CacheOptions options;
    options.name = "c";
    options.memory.capacity = 1000000;
    return options;
}

FrontExchange&
CacheRig::Send(ns3::Time at, Request request)
{
    request.authority = "a.example";
    FrontExchange& client = m_clients.emplace_back(std::move(request));
    ns3::Simulator::Schedule(at - ns3::Simulator::Now(), [this, &client] {
        const auto number = static_cast<std::uint32_t>(++m_lastNumber);
        cache->HandleRequest(client, {BeginServedRecord(client, number), {}});
    });
    return client;
}

FrontExchange&
CacheRig::Ask(ns3::Time at, const HeaderFields& fields)
{
    Request request;
    request.fields = fields;
    return Send(at, std::move(request));
}

void
CacheRig::Leave(FrontExchange& client, ns3::Time at)
{
    ns3::Simulator::Schedule(at - ns3::Simulator::Now(), [this, &client] {
        client.over = true;
        EXPECT_TRUE(cache->HandleGone(client));
    });
}

void
CacheRig::Drop()
{
    for (auto& [forward, event] : m_waiting)
    {
        event.Cancel();
    }
    m_waiting.clear();
    for (FrontExchange& client : m_clients)
    {
        client.over = true;
    }
    cache->Drop();
}

void
CacheRig::Run()
{
    ns3::Simulator::Run();
    for (FrontExchange& client : m_clients)
    {
        if (!client.over && (client.whole || client.aborted))
        {
            client.over = true;
            EXPECT_TRUE(cache->HandleGone(client));
        }
    }
    ns3::Simulator::Run();
}

void
CacheRig::Serve(const Response& response, const std::string& body)
{
    server = [response, body](CacheForward& forward) {
        Response dated = response;
        dated.fields.Set("Date", FormatHttpDate(VirtualDate()));
        const bool content = ResponseHasContent(forward.GetRequest().method, response.status);
        forward.Respond(dated, content ? std::make_unique<StringBody>(body) : nullptr);
    };
}

std::string
CacheRig::Outcomes() const
{
    std::string text;
    for (const CacheRecord& record : records)
    {
        text += (text.empty() ? "" : " ") + std::string(CacheOutcomeName(record.trace.outcome));
    }
    return text;
}

void
CacheRig::HandleForward(CacheForward& forward)
{
    forwarded.push_back(forward.GetRequest());
    m_waiting[&forward] =
        ns3::Simulator::Schedule(ns3::MilliSeconds(10), [this, &forward] { server(forward); });
}

void
CacheRig::HandleForwardGone(CacheForward& forward)
{
    ++leftBehind;
    m_waiting.at(&forward).Cancel();
    m_waiting.erase(&forward);
}

bool
CacheRig::IsMadeUp(CacheForward&) const
{
    return madeUp;
}

void
CacheRig::HandleServed(const ServedRecord& record)
{
    served.push_back(record);
}

void
CacheRig::HandleDecided(const CacheRecord& record)
{
    records.push_back(record);
}

Response
Cacheable(const std::string& cacheControl, const HeaderFields& more)
{
    Response response{
        200,
        {{"Cache-Control", cacheControl}, {"ETag", "\"v1\""}, {"Content-Length", "10"}}};
    for (const HeaderField& field : more)
    {
        response.fields.Set(field.name, field.value);
    }
    return response;
}

} // namespace pagewire::test
