// SPDX-License-Identifier: GPL-2.0-only
#include "support/sample-run.h"

namespace pagewire::test
{

namespace
{

using ns3::MilliSeconds;

Page
MakePage()
{
    Page page;
    page.title = "A sample";
    page.hosts.push_back({"www.example", ""});
    for (const auto& [path, type] :
         {std::make_pair("/", "document"), {"/a.png?x=1&y", "image"}, {"/s.js", "script"}})
    {
        Resource resource;
        resource.path = path;
        resource.type = type;
        page.resources.push_back(resource);
    }
    page.resources[0].mimeType = "text/html";
    page.resources[0].priority.urgency = 0;
    page.resources[1].dependencies.push_back({0, Dependency::Trigger::COMPLETE, 0, Nanoseconds(0)});
    page.resources[2].dependencies.push_back({0, Dependency::Trigger::HEADERS, 0, Nanoseconds(0)});
    return page;
}

RequestRecord
MakeRequest(std::size_t resource, const Page& page)
{
    RequestRecord record;
    record.resource = resource;
    record.request.scheme = "https";
    record.request.authority = "www.example";
    record.request.target = page.resources[resource].path;
    record.request.fields = {{"User-Agent", "Pagewire"}};
    record.priority = page.resources[resource].priority;
    record.protocol = Protocol::H11;
    record.connection = 1;
    record.attempts = 1;
    return record;
}

void
MakeConnections(RunResult& run)
{
    ConnectionRecord near;
    near.id = 1;
    near.host = "www.example";
    near.protocol = Protocol::H11;
    near.localAddress = "10.0.0.1:49153";
    near.remoteAddress = "10.1.0.1:443";
    near.opened = MilliSeconds(100);
    near.established = MilliSeconds(120);
    near.ready = MilliSeconds(140);
    near.tls = TlsInfo{TlsVersion::TLS13,
                       true,
                       false,
                       "TLS_AES_128_GCM_SHA256",
                       MilliSeconds(120),
                       MilliSeconds(140)};
    near.requests = 2;
    near.counters.packetsSent = 5;
    near.counters.bytesSent = 700;
    ConnectionRecord far = near;
    far.localAddress = near.remoteAddress;
    far.remoteAddress = near.localAddress;
    far.counters.packetsSent = 9;
    far.counters.bytesSent = 9000;
    far.counters.retransmissions = 2;
    run.connections.push_back(near);
    run.serverConnections.push_back(far);
}

} // namespace

RunResult
MakeSampleRun()
{
    RunResult run;
    run.page = MakePage();
    run.start = MilliSeconds(100);
    RequestRecord document = MakeRequest(0, run.page);
    document.status = RequestStatus::OK;
    document.queued = MilliSeconds(100);
    document.dnsStart = document.dnsEnd = MilliSeconds(100);
    document.connectStart = MilliSeconds(100);
    document.tlsStart = MilliSeconds(120);
    document.connectEnd = MilliSeconds(140);
    document.sendStart = document.sendEnd = MilliSeconds(140);
    document.firstByte = MilliSeconds(165);
    document.end = MilliSeconds(180);
    document.response.fields = {{"Content-Type", "text/html"}};
    document.requestHeaderBytes = 80;
    document.responseHeaderBytes = 200;
    document.responseBodyBytes = document.responseWireBytes = 4000;
    RequestRecord image = MakeRequest(1, run.page);
    image.status = RequestStatus::OK;
    image.reused = true;
    image.queued = MilliSeconds(170);
    image.sendStart = image.sendEnd = MilliSeconds(180);
    image.firstByte = MilliSeconds(200);
    image.end = MilliSeconds(205);
    image.responseHeaderBytes = 150;
    image.responseBodyBytes = 1000;
    image.responseWireBytes = 1010;
    RequestRecord script = MakeRequest(2, run.page);
    script.failure = "reset";
    script.queued = MilliSeconds(166);
    script.end = MilliSeconds(190);
    script.connection = 0;
    run.requests = {document, script, image};
    MakeConnections(run);
    run.loaded = MilliSeconds(205);
    run.end = MilliSeconds(300);
    run.up.packets = 7;
    run.down.packets = 11;
    run.up.blocked = 3;
    run.down.blocked = 1;
    return run;
}

} // namespace pagewire::test
