// SPDX-License-Identifier: GPL-2.0-only
#include "report/hops.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace pagewire
{

namespace
{

/** A request as its client saw it. */
struct Asked
{
    std::string node;
    const Request& request;
    const Response& response;
    Protocol protocol;
    std::uint32_t connection;
    std::uint64_t exchange;
    std::optional<ns3::Time> sent;
    std::optional<ns3::Time> firstByte;
    std::optional<ns3::Time> end;
};

std::string
Describe(const Request& request, Protocol protocol)
{
    const std::string version(ProtocolName(protocol));
    if (request.method == "CONNECT")
    {
        return "CONNECT " + request.authority + " " + version;
    }
    const std::string upgrade = request.protocol.empty() ? "" : " Upgrade: " + request.protocol;
    return request.method + " " + request.scheme + "://" + request.authority + request.target +
           " " + version + upgrade;
}

/** Finds the two ends of each message. */
class HopFinder
{
  public:
    explicit HopFinder(const RunResult& result)
        : m_result(result),
          m_matched(result.served.size(), false)
    {
        for (std::size_t i = 0; i < result.served.size(); ++i)
        {
            const ServedRecord& served = result.served[i];
            m_served.emplace(std::make_tuple(served.node, served.connection, served.exchange), i);
        }
        for (const TunnelRecord& tunnel : result.tunnels)
        {
            m_tunnels.emplace(tunnel.node, tunnel.connection);
        }
        for (const auto* ends : {&result.connections, &result.upstreamConnections})
        {
            for (const ConnectionRecord& end : *ends)
            {
                const std::string node = end.node.empty() ? "browser" : end.node;
                m_far[{node, end.id}] = FarEnd(result, end);
            }
        }
    }

    void Add(const Asked& asked)
    {
        const ServedRecord* const served = ServedOf(asked);
        const std::string to = served ? served->node : "";
        if (asked.sent)
        {
            m_hops.push_back({asked.node,
                              to,
                              "request",
                              Describe(asked.request, asked.protocol),
                              asked.connection,
                              asked.exchange,
                              asked.sent,
                              served ? std::make_optional(served->received) : std::nullopt,
                              served ? served->complete : std::nullopt});
        }
        if (asked.firstByte || (served && served->responded))
        {
            const int status = asked.firstByte ? asked.response.status : served->response.status;
            m_hops.push_back({to,
                              asked.node,
                              "response",
                              std::to_string(status),
                              asked.connection,
                              asked.exchange,
                              served ? served->responded : std::nullopt,
                              asked.firstByte,
                              asked.end});
        }
    }

    void Add(const TunnelRecord& tunnel)
    {
        const bool socks = tunnel.kind.substr(0, 5) == "socks";
        const std::string client = ClientOf(tunnel);
        m_hops.push_back({client,
                          tunnel.node,
                          "tunnel",
                          (socks ? tunnel.kind : "CONNECT") + " " + tunnel.target,
                          tunnel.connection,
                          tunnel.exchange,
                          std::nullopt,
                          tunnel.asked,
                          std::nullopt});
        const auto answered = tunnel.established ? tunnel.established : tunnel.closed;
        m_hops.push_back({tunnel.node,
                          client,
                          "answer",
                          tunnel.established ? "open" : tunnel.outcome,
                          tunnel.connection,
                          tunnel.exchange,
                          answered,
                          std::nullopt,
                          std::nullopt});
    }

    std::vector<Hop> Take()
    {
        std::stable_sort(m_hops.begin(), m_hops.end(), [](const Hop& a, const Hop& b) {
            return a.Begin() < b.Begin();
        });
        return std::move(m_hops);
    }

  private:
    /** \return the node that the connection to the proxy comes from: the browser, or another proxy
     */
    std::string ClientOf(const TunnelRecord& tunnel) const
    {
        for (const ConnectionRecord& end : m_result.serverConnections)
        {
            if (end.node == tunnel.node && end.id == tunnel.connection)
            {
                const std::string& from = end.remoteAddress;
                const auto named =
                    m_result.nodes.find(from.substr(0, from.find('.', from.find('.') + 1) + 1));
                return named == m_result.nodes.end() ? "browser" : named->second;
            }
        }
        return "browser";
    }

    /** \return what the server at the other end, or at the end of the tunnels, saw of it */
    const ServedRecord* ServedOf(const Asked& asked)
    {
        const auto known = m_far.find({asked.node, asked.connection});
        const ConnectionRecord* const far = known == m_far.end() ? nullptr : known->second;
        if (!far)
        {
            return m_tunnels.empty() ? nullptr : ServedBeyondTunnels(asked);
        }
        const auto found = m_served.find({far->node, far->id, asked.exchange});
        // What has the number there may be the CONNECT whose tunnel this went through.
        if (found != m_served.end() && !m_matched[found->second] &&
            m_result.served[found->second].request.method == asked.request.method)
        {
            m_matched[found->second] = true;
            return &m_result.served[found->second];
        }
        const bool tunnelled = m_tunnels.count({far->node, far->id}) > 0;
        return tunnelled ? ServedBeyondTunnels(asked) : nullptr;
    }

    /** In tunnels no addresses tell who is whose peer: by what is asked, and the order. */
    const ServedRecord* ServedBeyondTunnels(const Asked& asked)
    {
        for (std::size_t i = 0; asked.sent && i < m_result.served.size(); ++i)
        {
            const ServedRecord& served = m_result.served[i];
            if (!m_matched[i] && served.node != asked.node && served.received >= *asked.sent &&
                served.exchange == asked.exchange &&
                served.request.method == asked.request.method &&
                served.request.authority == asked.request.authority &&
                served.request.target == asked.request.target)
            {
                m_matched[i] = true;
                return &served;
            }
        }
        return nullptr;
    }

    const RunResult& m_result;
    std::map<std::tuple<std::string, std::uint32_t, std::uint64_t>, std::size_t> m_served;
    std::map<std::pair<std::string, std::uint32_t>, const ConnectionRecord*> m_far;
    std::set<std::pair<std::string, std::uint32_t>> m_tunnels; //!< connections that have some
    std::vector<bool> m_matched; //!< those served that have found their client
    std::vector<Hop> m_hops;
};

} // namespace

ns3::Time
Hop::Begin() const
{
    return sent ? *sent : received.value_or(ns3::Time(0));
}

std::vector<Hop>
FindHops(const RunResult& result)
{
    HopFinder finder(result);
    for (const UpstreamRecord& upstream : result.upstreams)
    {
        finder.Add({upstream.node,
                    upstream.request,
                    upstream.response,
                    upstream.protocol,
                    upstream.connection,
                    upstream.exchange,
                    upstream.sendStart,
                    upstream.firstByte,
                    upstream.failure.empty() ? upstream.end : std::nullopt});
    }
    for (const RequestRecord& request : result.requests)
    {
        if (request.cache && request.attempts == 0)
        {
            continue; // it never left the browser
        }
        finder.Add({"browser",
                    request.request,
                    request.confirmation.value_or(request.response),
                    request.protocol,
                    request.connection,
                    request.exchange,
                    request.sendStart,
                    request.firstByte,
                    request.status == RequestStatus::OK ? request.end : std::nullopt});
    }
    for (const TunnelRecord& tunnel : result.tunnels)
    {
        finder.Add(tunnel);
    }
    return finder.Take();
}

} // namespace pagewire
