// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-callbacks.h"
#include "transport/quic-endpoint.h"
#include "transport/quic-engine.h"
#include "transport/quic-grave.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace pagewire
{

namespace
{

/** Shortest destination connection ID of a client's first packets (RFC 9000 section 7.2). */
constexpr std::size_t FIRST_CID_BYTES = 8;

std::uint32_t
FirstVersion(const QuicOptions& options)
{
    return options.version == QuicVersion::V1 ? QUIC_VERSION_1 : QUIC_DRAFT_29;
}

/** Keeps the ports of a closed connection for a while, as its peer may not know yet. */
class QuicRemains : private DatagramListener
{
  public:
    using Flows = std::vector<std::unique_ptr<DatagramFlow>>;

    QuicRemains(Flows flows, const std::string& farewell)
        : m_flows(std::move(flows)),
          m_grave(farewell)
    {
        for (const auto& flow : m_flows)
        {
            flow->SetListener(this);
        }
    }

  private:
    void HandleDatagram(DatagramFlow& flow, std::string_view, Ecn) override
    {
        if (m_grave.Answers())
        {
            flow.Send(m_grave.Farewell(), Ecn::NOT_ECT);
        }
    }

    Flows m_flows;
    QuicGrave m_grave;
};

class QuicClient : public QuicEngine, private DatagramListener
{
  public:
    QuicClient(FlowFactory flows,
               std::shared_ptr<QuicClientContext> context,
               const std::string& serverName,
               const std::string& alpn,
               ns3::Ptr<ns3::Node> node)
        : QuicEngine(context->Options(), context->NextConnectionSeed(), false),
          m_makeFlow(std::move(flows)),
          m_context(std::move(context)),
          m_serverName(serverName),
          m_alpn(alpn)
    {
        TellWindows(node);
    }

    ~QuicClient() override
    {
        m_keyUpdate.Remove();
        if (const auto roundTrip = SmoothedRtt())
        {
            QuicMemory& memory = m_context->MemoryOf(m_serverName);
            memory.roundTrip = *roundTrip;
            memory.roundTripFrom = Transport().local->GetIpv4();
        }
        if (Lingering().IsStrictlyPositive())
        {
            m_context->Keep(std::make_shared<QuicRemains>(std::move(m_flows), Farewell()),
                            Lingering());
        }
        for (const auto& flow : m_flows)
        {
            flow->SetListener(nullptr);
        }
    }

    void Open() override;
    void Migrate() override;
    TransportInfo Transport() const override;

  private:
    void HandleQueueWaits(const QueueWaitTag& tag) override
    {
        NoteWaits(tag);
    }

    void HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn) override;

    /** A program that lives through a crash has lost its connections all the same. */
    void HandleLost() override
    {
        End("reset");
    }

    void Transmit(const ngtcp2_path& path, std::string_view payload, Ecn ecn) override;
    void MakeResetToken(std::uint8_t* token, const ngtcp2_cid& cid) override;
    void OnHandshakeDone() override;
    void OnHandshakeConfirmed() override;
    void OnToken(std::string_view token) override;
    bool OnVersions(const std::vector<std::uint32_t>& versions) override;

    bool AddFlow();
    void Start(std::uint32_t version);
    void UpdateKeys();

    FlowFactory m_makeFlow;
    std::shared_ptr<QuicClientContext> m_context;
    std::string m_serverName;
    std::string m_alpn;
    std::vector<std::unique_ptr<DatagramFlow>> m_flows; //!< the newest last
    std::uint32_t m_version{0};
    std::string m_token; //!< used by this connection
    bool m_early{false}; //!< 0-RTT was tried
    bool m_confirmed{false};
    ns3::EventId m_keyUpdate;
};

void
QuicClient::Open()
{
    if (!AddFlow())
    {
        End("no route");
        return;
    }
    Start(FirstVersion(Options()));
    Wake();
}

bool
QuicClient::AddFlow()
{
    std::unique_ptr<DatagramFlow> flow = m_makeFlow();
    if (!flow)
    {
        return false;
    }
    flow->SetListener(this);
    m_flows.push_back(std::move(flow));
    return true;
}

void
QuicClient::Start(std::uint32_t version)
{
    const Scope scope(*this);
    m_version = version;
    // Sessions and tokens are of the version that gave them.
    const bool known = version == QUIC_VERSION_1;
    QuicMemory& memory = m_context->MemoryOf(m_serverName);
    ngtcp2_cid first{};
    first.datalen = std::max<std::size_t>(FIRST_CID_BYTES, Options().connectionIdLength);
    Random().Fill(first.data, first.datalen);
    const ngtcp2_cid own = NewCid(Options().connectionIdLength);
    SetQlog(m_context->Qlog(), first, false);
    // Over another network it would be another one (RFC 9002 section 6.2.2).
    const bool remembers = Options().rememberRtt && m_context->Tls().Options().resume &&
                           memory.roundTrip.IsStrictlyPositive() &&
                           memory.roundTripFrom == m_flows.back()->Local().GetIpv4();
    ngtcp2_settings settings =
        Settings(remembers ? std::optional<ns3::Time>(memory.roundTrip) : std::nullopt);
    // In the order of preference; the server's word that version 1 is all it has is checked
    // against these (RFC 9368 section 4).
    std::array<std::uint32_t, 2> versions{QUIC_DRAFT_29, QUIC_VERSION_1};
    settings.original_version = FirstVersion(Options());
    if (settings.original_version != QUIC_VERSION_1)
    {
        settings.preferred_versions = versions.data();
        settings.preferred_versionslen = versions.size();
        settings.other_versions = versions.data();
        settings.other_versionslen = versions.size();
    }
    if (known && Options().tokens)
    {
        m_token = std::exchange(memory.token, {});
        settings.token = {const_cast<std::uint8_t*>(QuicCloseError::Octets(m_token)),
                          m_token.size()};
    }
    const ngtcp2_transport_params parameters = Parameters();
    const ngtcp2_callbacks callbacks = QuicCallbacks::Table(false);
    const QuicPath path(m_flows.back()->Local(), m_flows.back()->Remote());
    ngtcp2_conn* connection = nullptr;
    const int result = ngtcp2_conn_client_new(&connection,
                                              &first,
                                              &own,
                                              path.Get(),
                                              version,
                                              &callbacks,
                                              &settings,
                                              &parameters,
                                              nullptr,
                                              static_cast<QuicEngine*>(this));
    assert(result == 0);
    static_cast<void>(result);
    auto tls = std::make_unique<QuicTls>(m_context, m_serverName, m_alpn);
    m_early = false;
    if (known && m_context->Tls().Options().resume && !memory.sessions.empty())
    {
        const std::string session = std::move(memory.sessions.back());
        memory.sessions.pop_back();
        m_early = tls->Resume(session) && tls->TakesEarlyData() && memory.parameters;
    }
    if (m_early)
    {
        UseRememberedParameters(connection, *memory.parameters);
    }
    Adopt(connection, std::move(tls));
    if (m_early)
    {
        TellReady();
    }
}

void
QuicClient::HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn)
{
    Receive(flow.Local(), flow.Remote(), payload, ecn);
}

void
QuicClient::Transmit(const ngtcp2_path& path, std::string_view payload, Ecn ecn)
{
    const ns3::InetSocketAddress local = FromSockaddr(path.local);
    for (auto flow = m_flows.rbegin(); flow != m_flows.rend(); ++flow)
    {
        const ns3::InetSocketAddress own = (*flow)->Local();
        if (own.GetIpv4() == local.GetIpv4() && own.GetPort() == local.GetPort())
        {
            (*flow)->Send(payload, ecn);
            return;
        }
    }
}

void
QuicClient::MakeResetToken(std::uint8_t* token, const ngtcp2_cid&)
{
    // A client that has forgotten a connection has no port any more that would answer.
    Random().Fill(token, NGTCP2_STATELESS_RESET_TOKENLEN);
}

void
QuicClient::OnHandshakeDone()
{
    if (m_early && !Tls()->EarlyDataAccepted())
    {
        ngtcp2_conn_early_data_rejected(Native()); // which calls back
    }
    m_context->MemoryOf(m_serverName).parameters = RememberParameters(Native());
}

void
QuicClient::OnHandshakeConfirmed()
{
    m_confirmed = true;
    if (Options().keyUpdate.IsStrictlyPositive())
    {
        m_keyUpdate = ns3::Simulator::Schedule(Options().keyUpdate, [this] { UpdateKeys(); });
    }
}

void
QuicClient::UpdateKeys()
{
    if (!IsOver())
    {
        const Scope scope(*this);
        // One that is not yet acknowledged stands in the way of the next (RFC 9001 section 6.1).
        ngtcp2_conn_initiate_key_update(
            Native(),
            static_cast<ngtcp2_tstamp>(ns3::Simulator::Now().GetNanoSeconds()));
        m_keyUpdate = ns3::Simulator::Schedule(Options().keyUpdate, [this] { UpdateKeys(); });
    }
}

void
QuicClient::OnToken(std::string_view token)
{
    m_context->MemoryOf(m_serverName).token = token;
}

bool
QuicClient::OnVersions(const std::vector<std::uint32_t>& versions)
{
    const bool offered =
        std::find(versions.begin(), versions.end(), QUIC_VERSION_1) != versions.end();
    if (!offered || m_version == QUIC_VERSION_1)
    {
        return false;
    }
    StartAgain();
    Start(QUIC_VERSION_1);
    return true;
}

void
QuicClient::Migrate()
{
    if (IsOver())
    {
        return;
    }
    // Before the handshake is confirmed a client stays where it is (RFC 9000 section 9).
    if (!m_confirmed || !AddFlow())
    {
        End(std::string(NETWORK_CHANGED));
        return;
    }
    const QuicPath path(m_flows.back()->Local(), m_flows.back()->Remote());
    int error = 0;
    {
        const Scope scope(*this);
        error = ngtcp2_conn_initiate_immediate_migration(
            Native(),
            path.Get(),
            static_cast<ngtcp2_tstamp>(ns3::Simulator::Now().GetNanoSeconds()));
    }
    if (error != 0)
    {
        End(std::string(NETWORK_CHANGED));
        return;
    }
    Write();
}

TransportInfo
QuicClient::Transport() const
{
    TransportInfo info = QuicEngine::Transport();
    for (std::size_t i = 0; i + 1 < m_flows.size(); ++i)
    {
        info.formerLocals.push_back(m_flows[i]->Local());
    }
    return info;
}

} // namespace

std::unique_ptr<QuicConnection>
MakeQuicClient(FlowFactory flows,
               std::shared_ptr<QuicClientContext> context,
               const std::string& serverName,
               const std::string& alpn,
               ns3::Ptr<ns3::Node> node)
{
    return std::make_unique<QuicClient>(std::move(flows),
                                        std::move(context),
                                        serverName,
                                        alpn,
                                        node);
}

} // namespace pagewire
