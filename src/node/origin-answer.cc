// SPDX-License-Identifier: GPL-2.0-only
#include "node/origin-answer.h"

#include "node/connection-observer.h"
#include "node/faulty-body.h"
#include "node/resource-content.h"

#include "http/range.h"
#include "http/status.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

namespace pagewire
{

OriginAnswer::OriginAnswer(const AnswerContext& context,
                           ServerExchange& exchange,
                           ServedConnection& connection,
                           const std::string& defaultHost)
    : m_context(context),
      m_exchange(exchange),
      m_connection(connection),
      m_fault(context.faults.Next(exchange.GetRequest())),
      m_match(context.site.Find(exchange.GetRequest(), exchange.GetProtocol(), defaultHost)),
      m_record(BeginServedRecord(exchange, connection.Record().id)),
      m_thinking(context.workers, [this] { Respond(); })
{
    if (m_match.status == 405 && Changes())
    {
        m_match = {204, 0, "", m_match.selected};
    }
}

/** \return whether the request, if it succeeds, makes a new version of a resource */
bool
OriginAnswer::Changes() const
{
    return m_context.unsafeUpdates && m_match.selected && !IsSafe(m_record.request.method);
}

HttpSeconds
OriginAnswer::Clock() const
{
    return VirtualDate(m_context.clockSkew);
}

ResourceVersion
OriginAnswer::VersionOf(std::size_t resource) const
{
    return m_context.versions.At(resource, Nanoseconds(ns3::Simulator::Now().GetNanoSeconds()));
}

/** \return the response of the whole resource as it is now */
Response
OriginAnswer::MakeHead(std::size_t resource) const
{
    return m_context.fields.Make(resource, Clock(), VersionOf(resource));
}

void
OriginAnswer::Start()
{
    m_context.received(m_record);
    const bool expects = m_record.request.fields.Has("Expect");
    if (expects && ExpectationFails())
    {
        m_match = {417, 0, ""};
    }
    if (!m_exchange.HasBody() || AsksForTunnel(m_record.request) ||
        (expects && m_match.status != 200))
    {
        // Who waits for 100 (Continue) gets the final answer instead of it (RFC 9110 section
        // 10.1.1): the content need not come.
        m_record.complete = m_record.received;
        Think();
        return;
    }
    m_exchange.SetBodyReceiver(this);
}

bool
OriginAnswer::ExpectationFails() const
{
    return !EqualsIgnoringCase(m_record.request.fields.Combined("Expect"), "100-continue");
}

void
OriginAnswer::HandleBody(std::string_view bytes)
{
    m_record.requestBodyBytes += bytes.size();
    m_exchange.Consumed(bytes.size());
}

void
OriginAnswer::HandleComplete(const HeaderFields&)
{
    m_record.complete = ns3::Simulator::Now();
    Think();
}

void
OriginAnswer::Think()
{
    if (Befalls(ServerFault::Kind::REFUSE))
    {
        m_match = {m_fault->status, 0, ""};
        Respond();
        return;
    }
    const Resource& what = m_context.page.resources[m_match.resource];
    ns3::Time time = ns3::NanoSeconds(m_match.status == 200 ? what.thinkTime.count() : 0);
    if (Befalls(ServerFault::Kind::LATE))
    {
        time += m_fault->time;
    }
    m_thinking.Start(time);
}

bool
OriginAnswer::Befalls(ServerFault::Kind kind) const
{
    return m_fault && m_fault->kind == kind;
}

/** \return the content as the fault has it */
std::unique_ptr<BodySource>
OriginAnswer::Spoil(std::unique_ptr<BodySource> body)
{
    if (!m_fault || !body || Befalls(ServerFault::Kind::LATE) || Befalls(ServerFault::Kind::REFUSE))
    {
        return body;
    }
    return std::make_unique<FaultyBody>(std::move(body), *m_fault, [this] { BreakOff(); });
}

void
OriginAnswer::BreakOff()
{
    if (Befalls(ServerFault::Kind::RESET) && Multiplexes(m_record.protocol))
    {
        m_exchange.Abort();
        return;
    }
    m_connection.Sever(Befalls(ServerFault::Kind::RESET));
}

void
OriginAnswer::Respond()
{
    std::unique_ptr<BodySource> body;
    m_record.response = Answer(body);
    m_record.responded = ns3::Simulator::Now();
    const bool content = ResponseHasContent(m_record.request.method, m_record.response.status);
    m_record.responseBodyBytes = content && body ? body->Length().value_or(0) : 0;
    if (m_record.response.status == 200 && m_record.request.method == "GET" &&
        m_record.protocol == Protocol::H2)
    {
        PushWith(m_match.resource);
    }
    m_context.sent(m_record);
    m_exchange.Respond(m_record.response, Spoil(std::move(body))); // may be the end of this object
}

/** \return whether the answer, but for preconditions, is a 2xx */
bool
OriginAnswer::Succeeds() const
{
    return IsSuccess(m_match.status == 200 ? m_context.page.resources[m_match.resource].status
                                           : m_match.status);
}

Preconditions
OriginAnswer::Evaluate() const
{
    if (!HasPreconditions(m_record.request) || !Succeeds())
    {
        return Preconditions::HOLD;
    }
    if (!m_match.selected)
    {
        return EvaluatePreconditions(m_record.request, nullptr);
    }
    const HeaderFields representation = MakeHead(*m_match.selected).fields;
    return EvaluatePreconditions(m_record.request, &representation);
}

/** Preconditions come before the method, and that before ranges (RFC 9110 section 13.2.2). */
Response
OriginAnswer::Answer(std::unique_ptr<BodySource>& body)
{
    switch (Evaluate())
    {
    case Preconditions::NOT_MODIFIED:
        return {304, NotModifiedFields(MakeHead(m_match.resource).fields)};
    case Preconditions::FAIL:
        m_match = {412, 0, ""};
        break;
    case Preconditions::HOLD:
        if (Changes() && Succeeds())
        {
            m_context.versions.Change(*m_match.selected,
                                      Nanoseconds(ns3::Simulator::Now().GetNanoSeconds()));
        }
        break;
    }
    return m_match.status == 200 ? MakeResponse(body) : MakeError(body);
}

/** Pushes what the page says is pushed with a resource. */
void
OriginAnswer::PushWith(std::size_t parent)
{
    const auto& resources = m_context.page.resources;
    for (std::size_t i = parent + 1; i < resources.size(); ++i)
    {
        const Resource& what = resources[i];
        if (what.push && what.method == "GET" && !what.dependencies.empty() &&
            what.dependencies.front().parent == parent)
        {
            Push(i);
        }
    }
}

void
OriginAnswer::Push(std::size_t resource)
{
    const Resource& what = m_context.page.resources[resource];
    ServedRecord record;
    record.connection = m_record.connection;
    record.protocol = m_record.protocol;
    record.request.scheme = m_record.request.scheme;
    record.request.authority = m_context.fields.AuthorityOf(resource);
    record.request.target = what.path;
    if (m_context.site.Find(record.request, m_record.protocol, "").status != 200)
    {
        return; // of a host that is not here
    }
    record.response = MakeHead(resource);
    record.pushed = true;
    record.received = *m_record.responded;
    record.complete = m_record.responded;
    record.responded = m_record.responded;
    record.responseBodyBytes = what.size;
    if (m_exchange.Push(
            record.request,
            record.response,
            MakeContent(what.mimeType, what.size, 0, what.size, VersionOf(resource).number)))
    {
        m_context.sent(record);
    }
}

Response
OriginAnswer::MakeResponse(std::unique_ptr<BodySource>& body) const
{
    const Resource& what = m_context.page.resources[m_match.resource];
    Response response = MakeHead(m_match.resource);
    ByteRange part{0, what.size};
    if (what.status == 200)
    {
        const RangeDecision decision = DecideRange(m_record.request, response.fields, what.size);
        response.status = decision.status;
        part = decision.part;
        if (decision.header)
        {
            response.fields.Set("Content-Range", FormatContentRange(*decision.header));
        }
    }
    if (ResponseHasContent("GET", response.status))
    {
        body = MakeContent(what.mimeType,
                           what.size,
                           part.offset,
                           part.length,
                           VersionOf(m_match.resource).number);
    }
    return response;
}

Response
OriginAnswer::MakeError(std::unique_ptr<BodySource>& body) const
{
    Response response;
    response.status = m_match.status;
    response.fields.Add("Date", FormatHttpDate(Clock()));
    if (!m_match.allow.empty())
    {
        response.fields.Add("Allow", m_match.allow);
    }
    if (ResponseHasContent("GET", response.status))
    {
        response.fields.Add("Content-Type", "text/plain");
        body = std::make_unique<StringBody>(std::string(ReasonPhrase(response.status)) + "\n");
    }
    return response;
}

} // namespace pagewire
