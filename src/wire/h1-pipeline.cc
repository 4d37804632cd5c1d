// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-pipeline.h"

#include "wire/h1-head.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

H1Pipeline::H1Pipeline(Protocol protocol, ByteStream& stream, std::function<void()> wake)
    : m_protocol(protocol),
      m_output(stream),
      m_wake(std::move(wake))
{}

H1Pipeline::~H1Pipeline()
{
    m_continueTimer.Remove();
}

void
H1Pipeline::Open()
{
    m_output.Open();
}

bool
H1Pipeline::Empty() const
{
    return m_exchanges.empty();
}

std::size_t
H1Pipeline::Size() const
{
    return m_exchanges.size();
}

H1ClientExchange*
H1Pipeline::Front() const
{
    return !m_exchanges.empty() && m_exchanges.front()->IsStarted() ? m_exchanges.front().get()
                                                                    : nullptr;
}

void
H1Pipeline::Add(std::unique_ptr<H1ClientExchange> exchange)
{
    m_exchanges.push_back(std::move(exchange));
}

std::unique_ptr<H1ClientExchange>
H1Pipeline::TakeFront()
{
    std::unique_ptr<H1ClientExchange> front = std::move(m_exchanges.front());
    m_exchanges.pop_front();
    if (front->sending.waitsForContinue)
    {
        m_continueTimer.Remove();
    }
    return front;
}

void
H1Pipeline::FailAll(std::string_view reason, bool firstUnprocessed, bool restUnprocessed)
{
    bool unprocessed = firstUnprocessed;
    while (!Empty())
    {
        const std::unique_ptr<H1ClientExchange> exchange = TakeFront();
        if (exchange->receiving.whole)
        {
            exchange->Complete(exchange->receiving.trailers);
        }
        else
        {
            exchange->Fail({std::string(reason), !exchange->IsStarted() || unprocessed});
        }
        unprocessed = restUnprocessed;
    }
}

std::unique_ptr<H1ClientExchange>
H1Pipeline::TakeUnsendable(std::string_view& reason)
{
    for (auto place = m_exchanges.begin(); place != m_exchanges.end(); ++place)
    {
        const H1Sending& sending = (*place)->sending;
        reason = sending.content
                   ? std::string_view()
                   : WhyNotSendable(m_protocol, (*place)->GetRequest(), sending.body.get());
        if (!reason.empty())
        {
            std::unique_ptr<H1ClientExchange> exchange = std::move(*place);
            m_exchanges.erase(place);
            return exchange;
        }
    }
    return nullptr;
}

bool
H1Pipeline::ForgetCancelled()
{
    const auto rest =
        std::remove_if(m_exchanges.begin(), m_exchanges.end(), [](const auto& exchange) {
            return exchange->IsCancelled() && !exchange->sending.first;
        });
    const bool any = rest != m_exchanges.end();
    m_exchanges.erase(rest, m_exchanges.end());
    return any;
}

bool
H1Pipeline::HasCancelled() const
{
    return std::any_of(m_exchanges.begin(), m_exchanges.end(), [](const auto& exchange) {
        return exchange->IsCancelled();
    });
}

bool
H1Pipeline::Write()
{
    for (;;)
    {
        const bool whole = Produce();
        if (!whole || m_output.Pending().empty())
        {
            return whole;
        }
        const bool more = m_output.Flush();
        TellSent();
        if (!more)
        {
            return true;
        }
    }
}

void
H1Pipeline::ReleaseContent()
{
    m_continueTimer.Remove();
    // There is one that waits at most, for nothing goes out behind it.
    for (const auto& exchange : m_exchanges)
    {
        exchange->sending.waitsForContinue = false;
    }
}

bool
H1Pipeline::AsksForTunnel() const
{
    return std::any_of(m_exchanges.begin(), m_exchanges.end(), [](const auto& exchange) {
        return pagewire::AsksForTunnel(exchange->GetRequest());
    });
}

void
H1Pipeline::OpenTunnel()
{
    H1Sending& sending = m_exchanges.front()->sending;
    const H1Framing framing = sending.tunnel ? H1Framing::CLOSE : H1Framing::NONE;
    sending.end.reset();
    if (sending.tunnel)
    {
        sending.tunnel->SetWaker(m_wake);
    }
    sending.content.emplace(std::move(sending.tunnel), framing);
    m_output.SetReady(sending.number, true);
}

bool
H1Pipeline::FrontIsSent() const
{
    const std::optional<std::uint64_t>& end = m_exchanges.front()->sending.end;
    return end && m_output.Taken() >= *end;
}

void
H1Pipeline::Abandon()
{
    m_abandoned = true;
}

bool
H1Pipeline::IsAbandoned() const
{
    return m_abandoned;
}

/** Fills a block from the exchanges in turn. \return false if a body ended before its length */
bool
H1Pipeline::Produce()
{
    // By index: a body source may lead to another request meanwhile.
    for (std::size_t i = 0; i < m_exchanges.size(); ++i)
    {
        H1ClientExchange& exchange = *m_exchanges[i];
        if (exchange.sending.end)
        {
            continue;
        }
        if (m_abandoned || m_output.Pending().size() >= H1Output::BLOCK)
        {
            return true;
        }
        if (!ProduceFrom(exchange))
        {
            return exchange.sending.content->GetState() != H1Content::State::BROKEN;
        }
    }
    return true;
}

/** \return whether the exchange has been produced whole, so that the next may follow */
bool
H1Pipeline::ProduceFrom(H1ClientExchange& exchange)
{
    H1Sending& sending = exchange.sending;
    if (!sending.content)
    {
        ProduceHead(exchange);
    }
    if (sending.waitsForContinue)
    {
        return false;
    }
    sending.content->Produce(m_output.Pending(), H1Output::BLOCK);
    if (sending.content->GetState() == H1Content::State::DONE)
    {
        sending.end = m_output.Produced();
        m_output.SetReady(sending.number, false);
    }
    return sending.end.has_value();
}

void
H1Pipeline::ProduceHead(H1ClientExchange& exchange)
{
    H1Sending& sending = exchange.sending;
    if (pagewire::AsksForTunnel(exchange.GetRequest()))
    {
        sending.tunnel = std::move(sending.body);
    }
    const H1HeadText head =
        FormatRequestHead(m_protocol, exchange.GetRequest(), sending.body.get());
    sending.headerBytes = head.octets.size();
    sending.first = m_output.Produced();
    sending.number = ++m_begun;
    m_output.SetReady(sending.number, true);
    m_output.Pending() += head.octets;
    if (sending.body)
    {
        sending.body->SetWaker(m_wake);
    }
    sending.content.emplace(std::move(sending.body), head.framing);
    sending.waitsForContinue = head.expectsContinue;
    if (head.expectsContinue)
    {
        m_continueTimer = ns3::Simulator::Schedule(CONTINUE_WAIT, [this] {
            ReleaseContent();
            m_wake();
        });
    }
}

void
H1Pipeline::ClaimSent()
{
    for (const auto& exchange : m_exchanges)
    {
        const H1Sending& sending = exchange->sending;
        if (sending.first && *sending.first < m_output.Taken())
        {
            m_output.Claim(sending.end.value_or(m_output.Taken()), sending.number);
        }
    }
}

void
H1Pipeline::TellSent()
{
    ClaimSent();
    // By index: a receiver may send another request meanwhile.
    for (std::size_t i = 0; i < m_exchanges.size(); ++i)
    {
        m_exchanges[i]->TellSent(m_output.Taken());
    }
}

} // namespace pagewire
