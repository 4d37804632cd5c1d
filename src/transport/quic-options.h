// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_OPTIONS_H
#define PAGEWIRE_TRANSPORT_QUIC_OPTIONS_H

#include "ns3/nstime.h"

#include <cstdint>

namespace pagewire
{

/** Which congestion control a QUIC sender runs; all are ngtcp2's. */
enum class QuicCongestionControl
{
    RENO,  //!< RFC 9002 section 7
    CUBIC, //!< RFC 9438, with HyStart++
    BBR,   //!< draft-cardwell-iccrg-bbr-congestion-control, version 1
};

/** Versions that a client may offer. */
enum class QuicVersion
{
    V1,       //!< RFC 9000
    DRAFT_29, //!< draft-ietf-quic-transport-29, which servers here answer by version negotiation
};

/** The settings of a QUIC endpoint (RFC 9000). */
struct QuicOptions
{
    QuicCongestionControl congestionControl{QuicCongestionControl::CUBIC};
    ns3::Time initialRtt{ns3::MilliSeconds(100)}; //!< assumed before a sample; it paces the first
                                                  //!< flight (RFC 9002 section 6.2.2)
    ns3::Time maxAckDelay{ns3::MilliSeconds(25)}; //!< transport parameter max_ack_delay
    std::uint32_t ackThreshold{2};       //!< ack-eliciting packets acknowledged at once (RFC 9000
                                         //!< section 13.2.2)
    std::uint32_t maxUdpPayload{1452};   //!< octets of a datagram sent, at most; found by PMTUD
    bool pmtud{true};                    //!< looks for larger datagrams than 1200 octets
    bool ecn{true};                      //!< marks what is sent ECT(0) and tells of CE marks
    std::uint64_t streamWindow{6291456}; //!< octets of flow control of a stream at first
    std::uint64_t connectionWindow{15728640};     //!< octets of the whole connection at first
    std::uint64_t maxStreamWindow{6291456};       //!< what automatic tuning may reach
    std::uint64_t maxConnectionWindow{25165824};  //!< likewise
    std::uint64_t maxStreams{100};                //!< requests that the peer may have open
    ns3::Time idleTimeout{ns3::Seconds(30)};      //!< transport parameter; 0: none
    ns3::Time handshakeTimeout{ns3::Seconds(10)}; //!< a handshake not done by then has failed
    std::uint32_t connectionIdLength{8}; //!< octets of the connection IDs that this end chooses
    bool earlyData{true};                //!< client: uses 0-RTT where it can; server: accepts it
    bool rememberRtt{true};    //!< a resumed connection begins with the round trip of the last one
                               //!< (RFC 9002 section 6.2.2), at both ends
    bool tokens{true};         //!< server: gives NEW_TOKEN; client: uses tokens (section 8.1.3)
    bool retry{false};         //!< server: validates addresses by Retry (section 8.1.2)
    bool statelessReset{true}; //!< server: answers packets of connections that it does not know
    QuicVersion version{QuicVersion::V1}; //!< client: the first one offered
    ns3::Time keyUpdate{0}; //!< client: updates keys so long after the handshake, again and again
                            //!< (RFC 9001 section 6); 0: never
};

} // namespace pagewire

#endif
