// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

constexpr double GIBIBYTE = 1073741824;

SlowStartExit
ParseSlowStartExit(const std::string& text)
{
    return text == "loss-only" ? SlowStartExit::LOSS_ONLY
         : text == "hystart"   ? SlowStartExit::HYSTART
                               : SlowStartExit::HYSTART_PLUS_PLUS;
}

/** What a sender does when nothing is amiss. */
std::vector<Option>
TcpTable()
{
    return {
        {"tcp.congestion-control",
         K::CHOICE,
         "cubic",
         "Congestion control of both ends: RFC 5681 growing as Linux does, or RFC 9438",
         [](O& o, const V& v) {
             o.tcp.congestionControl =
                 v.text == "reno" ? CongestionControl::RENO : CongestionControl::CUBIC;
         },
         {"reno", "cubic"}},
        {"tcp.slow-start-exit",
         K::CHOICE,
         "hystart++",
         "What ends cubic's first slow start before a loss: nothing, Linux's detectors, or RFC "
         "9406",
         [](O& o, const V& v) { o.tcp.slowStartExit = ParseSlowStartExit(v.text); },
         {"loss-only", "hystart", "hystart++"}},
        {"tcp.linux-cubic",
         K::SWITCH,
         "no",
         "Cubic departs from RFC 9438 where Linux does: before the first loss it grows by at least "
         "5 % a round trip, after a loss its Reno estimate never grows by a whole segment",
         [](O& o, const V& v) { o.tcp.linuxCubic = v.number != 0; }},
        {"tcp.initial-window",
         K::COUNT,
         "10",
         "Segments sent before the first acknowledgement (RFC 6928)",
         [](O& o, const V& v) { o.tcp.initialWindow = v.AsUint32(); },
         {},
         1,
         1000,
         "ns3::TcpSocket::InitialCwnd"},
        {"tcp.mss",
         K::BYTES,
         "1448B",
         "Payload of a full segment: the MTU less IP header, TCP header and timestamps",
         [](O& o, const V& v) { o.tcp.mss = v.AsUint32(); },
         {},
         88,
         9000,
         "ns3::TcpSocket::SegmentSize"},
        {"tcp.min-rto",
         K::DURATION,
         "200ms",
         "Lower bound of the retransmission timer's variance term, as in Linux",
         [](O& o, const V& v) { o.tcp.minRto = v.AsTime(); },
         {},
         1e6,
         60e9,
         "ns3::TcpSocketBase::MinRto"},
        {"tcp.initial-rto",
         K::DURATION,
         "1s",
         "Retransmission timer before a round trip was measured, and of the SYN (RFC 6298)",
         [](O& o, const V& v) { o.tcp.initialRto = v.AsTime(); },
         {},
         1e6,
         60e9,
         "ns3::TcpSocket::ConnTimeout"},
        {"tcp.delayed-ack",
         K::DURATION,
         "40ms",
         "Shortest wait of a lone segment for its acknowledgement; 0s: each is acknowledged at "
         "once",
         [](O& o, const V& v) { o.tcp.delayedAck = v.AsTime(); },
         {},
         0,
         500e6,
         "ns3::TcpSocket::DelAckTimeout"},
        {"tcp.max-delayed-ack",
         K::DURATION,
         "200ms",
         "Longest such wait",
         [](O& o, const V& v) { o.tcp.maxDelayedAck = v.AsTime(); },
         {},
         0,
         500e6},
        {"tcp.quick-acks",
         K::COUNT,
         "16",
         "Segments that are acknowledged at once when data begin to flow",
         [](O& o, const V& v) { o.tcp.quickAcks = v.AsUint32(); },
         {},
         0,
         1000000},
        {"tcp.sack-compression",
         K::SWITCH,
         "yes",
         "While a gap lasts, acknowledgements after the third wait up to 1 ms, as in Linux",
         [](O& o, const V& v) { o.tcp.sackCompression = v.number != 0; }},
        {"tcp.tail-loss-probe",
         K::SWITCH,
         "yes",
         "A probe before the timer when the last segments are unacknowledged (RFC 8985 section 7)",
         [](O& o, const V& v) { o.tcp.tailLossProbe = v.number != 0; }},
        {"tcp.frto",
         K::SWITCH,
         "yes",
         "A timeout that proves spurious is undone (RFC 5682)",
         [](O& o, const V& v) { o.tcp.frto = v.number != 0; }},
        {"tcp.sack",
         K::SWITCH,
         "yes",
         "Selective acknowledgements (RFC 2018), and with them loss recovery by RACK (RFC 8985)",
         [](O& o, const V& v) { o.tcp.sack = v.number != 0; },
         {},
         0,
         0,
         "ns3::TcpSocketBase::Sack"},
        {"tcp.timestamps",
         K::SWITCH,
         "yes",
         "The timestamps option (RFC 7323)",
         [](O& o, const V& v) { o.tcp.timestamps = v.number != 0; },
         {},
         0,
         0,
         "ns3::TcpSocketBase::Timestamp"},
        {"tcp.no-delay",
         K::SWITCH,
         "yes",
         "Nagle's algorithm is off, as web software sets it",
         [](O& o, const V& v) { o.tcp.noDelay = v.number != 0; },
         {},
         0,
         0,
         "ns3::TcpSocket::TcpNoDelay"},
        {"tcp.slow-start-after-idle",
         K::SWITCH,
         "yes",
         "The congestion window restarts after an idle period of one RTO (RFC 5681 section 4.1)",
         [](O& o, const V& v) { o.tcp.slowStartAfterIdle = v.number != 0; }},
        {"tcp.send-buffer",
         K::BYTES,
         "4MiB",
         "Bytes written and not yet acknowledged, at most",
         [](O& o, const V& v) { o.tcp.sendBuffer = v.AsUint32(); },
         {},
         2048,
         GIBIBYTE,
         "ns3::TcpSocket::SndBufSize"},
        {"tcp.initial-send-buffer",
         K::BYTES,
         "16KiB",
         "The send buffer's size at first; it grows to twice the congestion window",
         [](O& o, const V& v) { o.tcp.initialSendBuffer = v.AsUint32(); },
         {},
         2048,
         GIBIBYTE},
        {"tcp.receive-buffer",
         K::BYTES,
         "6MiB",
         "Bytes received and not yet read, at most; it bounds the advertised window",
         [](O& o, const V& v) { o.tcp.receiveBuffer = v.AsUint32(); },
         {},
         2048,
         GIBIBYTE,
         "ns3::TcpSocket::RcvBufSize"},
        {"tcp.initial-receive-buffer",
         K::BYTES,
         "80KiB",
         "The receive buffer's size at first; it grows with what is read in a round trip",
         [](O& o, const V& v) { o.tcp.initialReceiveBuffer = v.AsUint32(); },
         {},
         2048,
         GIBIBYTE},
        {"tcp.syn-retries",
         K::COUNT,
         "6",
         "How often a SYN is sent again before the connection fails",
         [](O& o, const V& v) { o.tcp.synRetries = v.AsUint32(); },
         {},
         0,
         30,
         "ns3::TcpSocket::ConnCount"},
        {"tcp.syn-linear-timeouts",
         K::COUNT,
         "4",
         "So many times the SYN's timeout does not double (Linux since 6.5)",
         [](O& o, const V& v) { o.tcp.synLinearTimeouts = v.AsUint32(); },
         {},
         0,
         30},
        {"tcp.data-retries",
         K::COUNT,
         "15",
         "Timeouts in a row after which a connection is given up",
         [](O& o, const V& v) { o.tcp.dataRetries = v.AsUint32(); },
         {},
         1,
         30,
         "ns3::TcpSocket::DataRetries"},
        {"tcp.time-wait",
         K::DURATION,
         "60s",
         "How long the end that closed first remembers the connection",
         [](O& o, const V& v) { o.tcp.timeWait = v.AsTime(); },
         {},
         0,
         600e9},
        {"tcp.keep-alive-time",
         K::DURATION,
         "0s",
         "Silence after which a keep-alive probe is sent (RFC 9293 section 3.8.4); 0s: none ever",
         [](O& o, const V& v) { o.tcp.keepAliveTime = v.AsTime(); },
         {},
         0,
         7200e9},
        {"tcp.keep-alive-interval",
         K::DURATION,
         "75s",
         "Time from one keep-alive probe to the next, as tcp_keepalive_intvl",
         [](O& o, const V& v) { o.tcp.keepAliveInterval = v.AsTime(); },
         {},
         1e6,
         7200e9},
        {"tcp.keep-alive-probes",
         K::COUNT,
         "9",
         "Unanswered keep-alive probes after which a connection is given up",
         [](O& o, const V& v) { o.tcp.keepAliveProbes = v.AsUint32(); },
         {},
         1,
         127},
    };
}

void
ApplyRecordSize(O& options, const V& value)
{
    options.tls.recordSize.dynamic = value.text == "dynamic";
    if (!options.tls.recordSize.dynamic)
    {
        options.tls.recordSize.large = value.AsUint32();
    }
}

std::vector<Option>
TlsTable()
{
    return {
        {"tls.record-size",
         K::BYTES,
         "dynamic",
         "Plaintext of a record: a size, or dynamic: one segment each at first and after a pause, "
         "then large",
         ApplyRecordSize,
         {"dynamic"},
         512,
         16384},
        {"tls.chain",
         K::BYTES,
         "0",
         "Size of the server's certificate chain (DER), which real sites have at 2KB to 5KB; 0: "
         "one small certificate",
         [](O& o, const V& v) { o.tls.chainBytes = v.AsUint32(); },
         {},
         0,
         65536},
        {"tls.resume",
         K::SWITCH,
         "yes",
         "The browser resumes a session where it holds a ticket, also one of this very load",
         [](O& o, const V& v) { o.tls.resume = v.number != 0; }},
        {"tls.tickets",
         K::COUNT,
         "2",
         "Session tickets that the server sends after a handshake; TLS 1.2 sends one at most",
         [](O& o, const V& v) {
             o.tls.tickets = v.number != 0;
             o.tls.ticketCount = static_cast<unsigned>(v.number);
         },
         {},
         0,
         16},
        {"tls.hello-retry",
         K::SWITCH,
         "no",
         "The server takes no key share that the browser sends at first: a HelloRetryRequest of "
         "TLS "
         "1.3, a round trip more (RFC 8446 section 4.1.4)",
         [](O& o, const V& v) { o.tls.helloRetry = v.number != 0; }},
        {"tls.false-start",
         K::SWITCH,
         "no",
         "A TLS 1.2 client sends requests before the server's Finished (RFC 7918)",
         [](O& o, const V& v) { o.tls.falseStart = v.number != 0; }},
    };
}

} // namespace

std::vector<Option>
TransportOptionTable()
{
    std::vector<Option> table = TcpTable();
    const std::vector<Option> tls = TlsTable();
    table.insert(table.end(), tls.begin(), tls.end());
    return table;
}

} // namespace pagewire
