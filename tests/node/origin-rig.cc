// SPDX-License-Identifier: GPL-2.0-only
#include "node/origin-rig.h"

#include "node/load-bench.h"
#include "transport/dialer.h"

#include "ns3/simulator.h"

namespace pagewire::test
{

namespace
{

std::string
NameOf(std::size_t server)
{
    return "server" + std::to_string(server) + ".example";
}

} // namespace

std::string
HeardResponse::Status() const
{
    const std::string line = text.substr(0, text.find("\r\n"));
    return line.size() > 9 ? line.substr(9) : line;
}

HeaderFields
HeardResponse::Fields() const
{
    HeaderFields fields;
    for (std::size_t at = text.find("\r\n") + 2; text.compare(at, 2, "\r\n") != 0;)
    {
        const std::size_t end = text.find("\r\n", at);
        const std::size_t colon = text.find(": ", at);
        if (end == std::string::npos || colon > end)
        {
            ADD_FAILURE() << "no header section: " << text;
            break;
        }
        fields.Add(text.substr(at, colon - at), text.substr(colon + 2, end - colon - 2));
        at = end + 2;
    }
    return fields;
}

std::string
HeardResponse::Field(const std::string& name) const
{
    return Fields().Combined(name);
}

std::string
HeardResponse::Head() const
{
    return text.substr(0, text.find("\r\n\r\n") + 4);
}

std::string
HeardResponse::Body() const
{
    return text.substr(Head().size());
}

OriginRig::OriginRig(const Page& page, const SetUp& setUp, std::size_t servers)
    : network(std::make_unique<Network>(
          std::vector<LinkOptions>(servers, FastLink(ns3::MilliSeconds(10))),
          1))
{
    for (std::size_t server = 0; server < servers; ++server)
    {
        network->AddHost(NameOf(server), server + 1);
        origins.push_back(ns3::CreateObject<Origin>());
        origins.back()->SetPage(std::make_shared<const Page>(page));
        if (setUp)
        {
            setUp(*origins.back(), server);
        }
        network->GetNode(server + 1)->AddApplication(origins.back());
    }
}

OriginRig::~OriginRig()
{
    m_peers.clear();
    for (const auto& origin : origins)
    {
        origin->Finish();
    }
    origins.clear();
    network.reset();
    ns3::Simulator::Destroy();
}

HeardResponse
OriginRig::Ask(double seconds,
               const std::string& lines,
               const std::string& requestLine,
               std::size_t server)
{
    const ns3::Time wait = ns3::Seconds(seconds) - ns3::Simulator::Now();
    ns3::Simulator::Schedule(wait, [&] {
        DirectDialer dialer(network->GetNode(0),
                            [this](const std::string& name) { return network->Resolve(name); },
                            {});
        m_peers.push_back(std::make_unique<RawPeer>(dialer.Dial({NameOf(server), 80})));
        m_peers.back()->Say(requestLine + "\r\nHost: site.example\r\n" + lines + "\r\n");
        m_peers.back()->Finish();
        m_peers.back()->stream->Open();
    });
    ns3::Simulator::Stop(wait + ns3::Seconds(1));
    ns3::Simulator::Run();
    return {m_peers.back()->heard};
}

std::uint64_t
OriginRig::OctetsDown() const
{
    return network->Down(0).bytes;
}

} // namespace pagewire::test
