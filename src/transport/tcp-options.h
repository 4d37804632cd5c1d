// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_OPTIONS_H
#define PAGEWIRE_TRANSPORT_TCP_OPTIONS_H

#include "ns3/nstime.h"

#include <cstdint>

namespace pagewire
{

/** Which congestion control a TCP sender runs. */
enum class CongestionControl
{
    RENO,  //!< RFC 5681, growing as Linux does
    CUBIC, //!< RFC 9438
};

/** How CUBIC leaves the first slow start before a loss. */
enum class SlowStartExit
{
    LOSS_ONLY,         //!< it does not
    HYSTART,           //!< the ACK train and delay detectors of Linux's CUBIC (Ha and Rhee, 2011)
    HYSTART_PLUS_PLUS, //!< RFC 9406
};

/** The settings of a TCP endpoint, in one place; the defaults are those of a Linux host. */
struct TcpOptions
{
    CongestionControl congestionControl{CongestionControl::CUBIC};
    SlowStartExit slowStartExit{SlowStartExit::HYSTART_PLUS_PLUS}; //!< CUBIC only
    bool linuxCubic{
        false}; //!< CUBIC departs from RFC 9438 where Linux does: see TcpCubic's attributes
    std::uint32_t mss{1448};              //!< payload bytes of a full segment: MTU 1500, timestamps
    std::uint32_t initialWindow{10};      //!< segments, RFC 6928
    std::uint32_t sendBuffer{4194304};    //!< bytes, tcp_wmem's maximum
    std::uint32_t receiveBuffer{6291456}; //!< bytes, tcp_rmem's maximum
    std::uint32_t initialSendBuffer{16384};    //!< bytes, tcp_wmem's default; it grows to twice the
                                               //!< congestion window
    std::uint32_t initialReceiveBuffer{81920}; //!< bytes, what tcp_rmem's 131072 hold besides their
                                               //!< overhead; it grows with what is read per
                                               //!< round trip
    ns3::Time minRto{ns3::MilliSeconds(200)};  //!< lower bound of the RTO's variance term
    ns3::Time initialRto{ns3::Seconds(1)};     //!< before a sample, and for the SYN (RFC 6298)
    ns3::Time delayedAck{ns3::MilliSeconds(40)}; //!< shortest wait of a lone segment for its ACK; 0
                                                 //!< acknowledges every segment at once
    ns3::Time maxDelayedAck{ns3::MilliSeconds(200)}; //!< longest such wait
    std::uint32_t quickAcks{16};        //!< segments acknowledged at once when data begin to flow
    std::uint32_t synRetries{6};        //!< of the SYN, as tcp_syn_retries, and of the SYN-ACK
    std::uint32_t synLinearTimeouts{4}; //!< so many times the SYN's timeout does not double (Linux
                                        //!< since 6.5)
    std::uint32_t dataRetries{15};      //!< timeouts in a row before giving up, as tcp_retries2
    bool noDelay{true};                 //!< Nagle's algorithm off, as web software sets it
    bool slowStartAfterIdle{true}; //!< the window restarts after an idle RTO (RFC 5681 section 4.1)
    bool sack{true};               //!< RFC 2018, and with it loss recovery by RACK (RFC 8985)
    bool timestamps{true};         //!< RFC 7323
    bool tailLossProbe{true};      //!< RFC 8985 section 7
    bool frto{true};               //!< RFC 5682
    bool sackCompression{true}; //!< while a gap lasts, ACKs after the third wait up to 1 ms (Linux)
    ns3::Time timeWait{ns3::Seconds(60)}; //!< how long the side that closed first remembers it
    ns3::Time keepAliveTime{0};           //!< of silence before a keep-alive probe; 0: none is sent
                                          //!< (where Linux sends them: 7200 s)
    ns3::Time keepAliveInterval{ns3::Seconds(75)}; //!< between probes
    std::uint32_t keepAliveProbes{9};              //!< unanswered ones before giving up
};

} // namespace pagewire

#endif
