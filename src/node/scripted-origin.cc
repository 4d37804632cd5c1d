// SPDX-License-Identifier: GPL-2.0-only
#include "node/scripted-origin.h"

#include "node/connection-observer.h"
#include "node/faulty-body.h"
#include "wire/server-connection.h"

#include "ns3/event-id.h"
#include "ns3/simulator.h"

#include <cassert>
#include <utility>

namespace pagewire
{

namespace
{

/** A text and the trailer section behind it. */
class TextWithTrailers : public StringBody
{
  public:
    TextWithTrailers(std::string text, HeaderFields trailers)
        : StringBody(std::move(text)),
          m_trailers(std::move(trailers))
    {}

    std::optional<std::uint64_t> Length() const override
    {
        // HTTP/1.1 has trailers only where the length is not told beforehand.
        return m_trailers.Empty() ? StringBody::Length() : std::nullopt;
    }

    HeaderFields Trailers() const override
    {
        return m_trailers;
    }

  private:
    HeaderFields m_trailers;
};

} // namespace

/** The way from a request to its answer. */
class ScriptedOrigin::Answer : private RequestBodyReceiver
{
  public:
    Answer(ScriptedOrigin& origin, ServedConnection& connection, ServerExchange& exchange)
        : m_origin(origin),
          m_connection(connection),
          m_exchange(exchange),
          m_record(BeginServedRecord(exchange, connection.Record().id))
    {}

    ~Answer() override
    {
        m_pause.Cancel();
    }

    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    /** Takes up the request. */
    void Start()
    {
        m_origin.TellReceived(m_record);
        if (m_exchange.HasBody() && !AsksForTunnel(m_record.request))
        {
            m_exchange.SetBodyReceiver(this);
            return;
        }
        Act();
    }

  private:
    void HandleBody(std::string_view bytes) override
    {
        m_content += bytes;
        m_exchange.Consumed(bytes.size());
    }

    void HandleComplete(const HeaderFields&) override
    {
        Act();
    }

    void Act()
    {
        m_record.complete = ns3::Simulator::Now();
        m_record.requestBodyBytes = m_content.size();
        m_answer = m_origin.m_script(m_record.request, m_content);
        for (const Response& interim : m_answer.interim)
        {
            m_exchange.SendInformational(interim);
        }
        // An event of its own: a connection is not to be broken off from inside its own call.
        m_pause = ns3::Simulator::Schedule(m_answer.pause, [this] { Respond(); });
    }

    void Respond()
    {
        if (m_answer.disconnectAfter == 0)
        {
            BreakOff();
            return;
        }
        m_record.response = m_answer.response;
        m_record.responded = ns3::Simulator::Now();
        const bool has = ResponseHasContent(m_record.request.method, m_answer.response.status);
        m_record.responseBodyBytes = has ? m_answer.content.size() : 0;
        m_origin.TellSent(m_record);
        m_exchange.Respond(m_answer.response, Body()); // may be the end of this object
    }

    std::unique_ptr<BodySource> Body()
    {
        auto body = std::make_unique<TextWithTrailers>(m_answer.content, m_answer.trailers);
        if (!m_answer.disconnectAfter)
        {
            return body;
        }
        ServerFault fault;
        fault.kind = ServerFault::Kind::CLOSE;
        fault.bytes = *m_answer.disconnectAfter;
        return std::make_unique<FaultyBody>(std::move(body), fault, [this] { BreakOff(); });
    }

    void BreakOff()
    {
        if (Multiplexes(m_record.protocol))
        {
            m_exchange.Abort();
            return;
        }
        m_connection.Sever(false);
    }

    ScriptedOrigin& m_origin;
    ServedConnection& m_connection;
    ServerExchange& m_exchange;
    ServedRecord m_record;
    std::string m_content;
    ScriptedAnswer m_answer;
    ns3::EventId m_pause;
};

NS_OBJECT_ENSURE_REGISTERED(ScriptedOrigin);

ns3::TypeId
ScriptedOrigin::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::ScriptedOrigin");
        type.SetParent<ns3::Application>()
            .SetGroupName("Pagewire")
            .AddConstructor<ScriptedOrigin>();
        AddAttributes(type, 0);
        AddTraceSources(type, "pagewire::ScriptedOrigin");
        return type;
    }();
    return tid;
}

ScriptedOrigin::ScriptedOrigin() = default;

ScriptedOrigin::~ScriptedOrigin() = default;

void
ScriptedOrigin::SetScript(OriginScript script)
{
    m_script = std::move(script);
}

void
ScriptedOrigin::StartApplication()
{
    assert(m_script);
    StartServing();
}

void
ScriptedOrigin::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    auto& answer = m_answers[&exchange];
    answer = std::make_unique<Answer>(*this, connection, exchange);
    answer->Start();
}

void
ScriptedOrigin::HandleGone(ServerExchange& exchange)
{
    m_answers.erase(&exchange);
}

void
ScriptedOrigin::DropExchanges()
{
    m_answers.clear();
}

} // namespace pagewire
