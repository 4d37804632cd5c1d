// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-timings.h"

#include <algorithm>

namespace pagewire
{

ns3::Time
RequestTimings::Total() const
{
    const ns3::Time zero(0);
    return blocked + dns.value_or(zero) + connect.value_or(zero) + send + wait + receive;
}

RequestTimings
TimingsOf(const RequestRecord& record, ns3::Time runEnd)
{
    const ns3::Time end = record.end.value_or(runEnd);
    RequestTimings parts;
    if (record.dnsStart && record.dnsEnd)
    {
        parts.dns = *record.dnsEnd - *record.dnsStart;
    }
    if (record.connectStart && record.connectEnd)
    {
        parts.connect = *record.connectEnd - *record.connectStart;
        if (record.tlsStart)
        {
            parts.ssl = *record.connectEnd - *record.tlsStart;
        }
    }
    if (record.sendStart)
    {
        const ns3::Time sent = std::min(record.sendEnd.value_or(end), end);
        // An answer may begin before a long request is out: such a request did not wait.
        const ns3::Time first = std::max(record.firstByte.value_or(end), sent);
        parts.send = sent - *record.sendStart;
        parts.wait = first - sent;
        parts.receive = end - first;
    }
    // Whatever is left was spent waiting: before the connection, or on it for a place.
    parts.blocked = end - record.queued.value_or(end) - parts.Total();
    return parts;
}

} // namespace pagewire
