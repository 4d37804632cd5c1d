// SPDX-License-Identifier: GPL-2.0-only
#include "support/exchange-rig.h"

#include "ns3/simulator.h"

#include <memory>
#include <utility>

namespace pagewire::test
{

ExchangeRig::ExchangeRig(std::string scheme)
    : m_scheme(std::move(scheme))
{}

ExchangeRig::~ExchangeRig()
{
    client.reset();
    server.reset();
    ns3::Simulator::Destroy();
}

void
ExchangeRig::Open()
{
    client->SetListener(&clientEars);
    server->SetListener(&serverEars);
    server->Open();
    client->Open();
}

Request
ExchangeRig::Ask(const std::string& method, const std::string& target)
{
    Request request;
    request.method = method;
    request.authority = "example.org";
    request.target = target;
    return request;
}

Answer&
ExchangeRig::Get(const std::string& target, std::optional<Priority> priority)
{
    Request request = Ask("GET", target);
    request.scheme = m_scheme;
    request.priority = priority;
    return Send(request);
}

Answer&
ExchangeRig::Send(const Request& request, std::unique_ptr<BodySource> body)
{
    Answer& answer = answers.emplace_back();
    answer.name = request.target;
    answer.log = &log;
    answer.exchange = &client->Send(request, std::move(body), answer);
    return answer;
}

void
ExchangeRig::AnswerWith(std::size_t size)
{
    site.answer = [size](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(size));
    };
}

void
ExchangeRig::AnswerLate(ns3::Time wait)
{
    site.answer = [wait](ServerExchange& exchange) {
        ns3::Simulator::Schedule(wait, [&exchange] {
            exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000));
        });
    };
}

void
ExchangeRig::Run(ns3::Time duration)
{
    ns3::Simulator::Stop(duration);
    ns3::Simulator::Run();
}

} // namespace pagewire::test
