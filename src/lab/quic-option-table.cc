// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

constexpr double MAX_WINDOW =
    4611686018427387903.0; // a variable-length integer's (RFC 9000 section 16)

void
ApplyCongestionControl(O& options, const V& value)
{
    options.quic.congestionControl = value.text == "reno" ? QuicCongestionControl::RENO
                                   : value.text == "bbr"  ? QuicCongestionControl::BBR
                                                          : QuicCongestionControl::CUBIC;
}

std::vector<Option>
SendingTable()
{
    return {
        {"quic.congestion-control",
         K::CHOICE,
         "cubic",
         "What limits a sender: reno (RFC 9002), cubic (RFC 9438) or bbr (version 1)",
         ApplyCongestionControl,
         {"reno", "cubic", "bbr"}},
        {"quic.initial-rtt",
         K::DURATION,
         "100ms",
         "Round trip assumed before the first sample; it paces the first flight",
         [](O& o, const V& v) { o.quic.initialRtt = v.AsTime(); },
         {},
         1e6,
         60e9},
        {"quic.ack-delay",
         K::DURATION,
         "25ms",
         "Transport parameter max_ack_delay: how long an acknowledgement may wait",
         [](O& o, const V& v) { o.quic.maxAckDelay = v.AsTime(); },
         {},
         0,
         16383e6},
        {"quic.ack-threshold",
         K::COUNT,
         "2",
         "So many packets are acknowledged at once",
         [](O& o, const V& v) { o.quic.ackThreshold = v.AsUint32(); },
         {},
         1,
         1000},
        {"quic.max-udp-payload",
         K::BYTES,
         "1452B",
         "Longest datagram sent, which path MTU discovery may find",
         [](O& o, const V& v) { o.quic.maxUdpPayload = v.AsUint32(); },
         {},
         1200,
         65527},
        {"quic.pmtud",
         K::SWITCH,
         "yes",
         "Datagrams grow beyond 1200 octets by path MTU discovery (RFC 8899)",
         [](O& o, const V& v) { o.quic.pmtud = v.number != 0; }},
        {"quic.ecn",
         K::SWITCH,
         "yes",
         "Packets are marked ECT(0), and CE marks are told of (RFC 9000 section 13.4)",
         [](O& o, const V& v) { o.quic.ecn = v.number != 0; }},
    };
}

std::vector<Option>
FlowControlTable()
{
    return {
        {"quic.stream-window",
         K::BYTES,
         "6MiB",
         "Flow control of a stream",
         [](O& o, const V& v) {
             o.quic.streamWindow = v.number;
             o.quic.maxStreamWindow = v.number;
         },
         {},
         1024,
         MAX_WINDOW},
        {"quic.connection-window",
         K::BYTES,
         "15MiB",
         "Flow control of the whole connection",
         [](O& o, const V& v) {
             o.quic.connectionWindow = v.number;
             o.quic.maxConnectionWindow = v.number;
         },
         {},
         1024,
         MAX_WINDOW},
        {"quic.max-streams",
         K::COUNT,
         "100",
         "Requests that the origin allows at a time",
         [](O& o, const V& v) { o.quic.maxStreams = v.number; },
         {},
         1,
         1000000},
    };
}

std::vector<Option>
ConnectionTable()
{
    return {
        {"quic.idle-timeout",
         K::DURATION,
         "30s",
         "A connection silent for so long is over (RFC 9000 section 10.1); 0s: never",
         [](O& o, const V& v) { o.quic.idleTimeout = v.AsTime(); },
         {},
         0,
         86400e9},
        {"quic.handshake-timeout",
         K::DURATION,
         "10s",
         "A handshake not done by then has failed",
         [](O& o, const V& v) { o.quic.handshakeTimeout = v.AsTime(); },
         {},
         1e6,
         600e9},
        {"quic.early-data",
         K::SWITCH,
         "yes",
         "0-RTT where the browser holds a session (browser.resume-tls) and the origin takes it",
         [](O& o, const V& v) { o.quic.earlyData = v.number != 0; }},
        {"quic.remember-rtt",
         K::SWITCH,
         "yes",
         "A resumed connection begins with the round trip of the last one, at both ends (RFC 9002 "
         "section 6.2.2)",
         [](O& o, const V& v) { o.quic.rememberRtt = v.number != 0; }},
        {"quic.tokens",
         K::SWITCH,
         "yes",
         "Address validation tokens for later connections (RFC 9000 section 8.1.3)",
         [](O& o, const V& v) { o.quic.tokens = v.number != 0; }},
        {"quic.retry",
         K::SWITCH,
         "no",
         "The origin validates addresses by Retry packets",
         [](O& o, const V& v) { o.quic.retry = v.number != 0; }},
        {"quic.stateless-reset",
         K::SWITCH,
         "yes",
         "The origin answers packets of connections that it does not know",
         [](O& o, const V& v) { o.quic.statelessReset = v.number != 0; }},
        {"quic.version",
         K::CHOICE,
         "1",
         "What the browser offers first; the origin speaks 1 only, and answers an old draft by "
         "version negotiation (RFC 9000 section 6)",
         [](O& o, const V& v) {
             o.quic.version = v.text == "1" ? QuicVersion::V1 : QuicVersion::DRAFT_29;
         },
         {"1", "draft-29"}},
        {"quic.key-update",
         K::DURATION,
         "0s",
         "How often the browser changes keys, at most: three probe timeouts lie between (RFC 9001 "
         "section 6.5); 0s: never",
         [](O& o, const V& v) { o.quic.keyUpdate = v.AsTime(); },
         {"0s"},
         1e6,
         86400e9},
        {"quic.connection-id-length",
         K::BYTES,
         "8B",
         "Octets of connection IDs",
         [](O& o, const V& v) { o.quic.connectionIdLength = v.AsUint32(); },
         {},
         4,
         20},
    };
}

std::vector<Option>
H3Table()
{
    return {
        {"h3.qpack-table",
         K::BYTES,
         "4096B",
         "SETTINGS_QPACK_MAX_TABLE_CAPACITY of both ends; 0: the static table only",
         [](O& o, const V& v) { o.h3.qpackTableCapacity = v.number; },
         {},
         0,
         16777216},
        {"h3.qpack-blocked-streams",
         K::COUNT,
         "100",
         "SETTINGS_QPACK_BLOCKED_STREAMS of both ends",
         [](O& o, const V& v) { o.h3.qpackBlockedStreams = v.number; },
         {},
         0,
         65535},
        {"h3.priorities",
         K::SWITCH,
         "yes",
         "Extensible priorities (RFC 9218): the browser sends them and the origin obeys",
         [](O& o, const V& v) { o.h3.extensiblePriorities = v.number != 0; }},
    };
}

} // namespace

std::vector<Option>
QuicOptionTable()
{
    std::vector<Option> table = SendingTable();
    for (auto& part : {FlowControlTable(), ConnectionTable(), H3Table()})
    {
        table.insert(table.end(), part.begin(), part.end());
    }
    return table;
}

} // namespace pagewire
