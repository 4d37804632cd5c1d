// SPDX-License-Identifier: GPL-2.0-only
#include "support/exchange-ends.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire::test
{

void
Answer::HandleRequestStarted()
{
    started = ns3::Simulator::Now();
}

void
Answer::HandleRequestSent()
{
    sent = ns3::Simulator::Now();
}

void
Answer::HandleInformational(const Response& interimResponse)
{
    interim.push_back(interimResponse.status);
}

void
Answer::HandleHeaders(const Response& finalResponse)
{
    response = finalResponse;
}

void
Answer::HandleBody(std::string_view bytes)
{
    body += bytes;
    if (log)
    {
        log->push_back(name);
    }
    if (consume)
    {
        exchange->Consumed(bytes.size());
    }
    if (onBody)
    {
        onBody();
    }
}

void
Answer::HandleComplete(const HeaderFields& fields)
{
    ++lastCalls;
    trailers = fields;
    completed = ns3::Simulator::Now();
    requestHeaderBytes = exchange->RequestHeaderBytes();
    responseHeaderBytes = exchange->ResponseHeaderBytes();
    responseBodyBytes = exchange->ResponseBodyBytes();
    if (onComplete)
    {
        onComplete();
    }
}

void
Answer::HandleFailure(const ExchangeFailure& why)
{
    ++lastCalls;
    failure = why;
}

bool
Answer::Over() const
{
    return lastCalls > 0;
}

void
Site::HandleRequest(ServerExchange& exchange)
{
    requests.push_back(exchange.GetRequest());
    open.push_back(&exchange);
    if (answer)
    {
        answer(exchange);
    }
    else
    {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000));
    }
}

void
Site::HandleGone(ServerExchange& exchange)
{
    ++gone;
    open.erase(std::remove(open.begin(), open.end(), &exchange), open.end());
    if (whenGone)
    {
        whenGone(exchange);
    }
}

void
Upload::HandleBody(std::string_view bytes)
{
    body += bytes;
    if (consume)
    {
        exchange->Consumed(bytes.size());
    }
}

void
Upload::HandleComplete(const HeaderFields& fields)
{
    trailers = fields;
    completed = ns3::Simulator::Now();
    if (onComplete)
    {
        onComplete();
    }
}

std::optional<std::uint64_t>
DoledBody::Length() const
{
    return {};
}

std::size_t
DoledBody::Read(char* data, std::size_t max)
{
    const std::size_t size = std::min(max, ready.size());
    ready.copy(data, size);
    ready.erase(0, size);
    return size;
}

bool
DoledBody::AtEnd() const
{
    return ended && ready.empty();
}

HeaderFields
DoledBody::Trailers() const
{
    return trailers;
}

void
DoledBody::SetWaker(std::function<void()> call)
{
    waker = std::move(call);
}

void
DoledBody::Give(std::string_view more, bool end)
{
    ready += more;
    ended = end;
    if (waker)
    {
        waker();
    }
}

void
Ears::HandleReady()
{
    ready = ns3::Simulator::Now();
}

void
Ears::HandleRoom()
{
    ++rooms;
    if (onRoom)
    {
        onRoom();
    }
}

ResponseReceiver*
Ears::HandlePush(const Request& request, ClientExchange& exchange)
{
    return onPush ? onPush(request, exchange) : nullptr;
}

void
Ears::HandleDraining()
{
    ++draining;
}

void
Ears::HandleClosed(std::string_view reason)
{
    closed.emplace_back(reason);
}

} // namespace pagewire::test
