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
    CUBIC, //!< RFC 9438 with HyStart++ (RFC 9406)
};

/** The settings of a TCP endpoint, in one place; the defaults are those of a Linux host. */
struct TcpOptions
{
    CongestionControl congestionControl{CongestionControl::CUBIC};
    std::uint32_t mss{1448};              //!< payload bytes of a full segment: MTU 1500, timestamps
    std::uint32_t initialWindow{10};      //!< segments, RFC 6928
    std::uint32_t sendBuffer{4194304};    //!< bytes, tcp_wmem's maximum
    std::uint32_t receiveBuffer{6291456}; //!< bytes, tcp_rmem's maximum
    ns3::Time minRto{ns3::MilliSeconds(200)};    //!< lower bound of the retransmission timer
    ns3::Time initialRto{ns3::Seconds(1)};       //!< before a sample, and for the SYN (RFC 6298)
    ns3::Time delayedAck{ns3::MilliSeconds(40)}; //!< longest wait of a lone segment for its ACK
    std::uint32_t synRetries{6};                 //!< as tcp_syn_retries
    bool noDelay{true};                          //!< Nagle's algorithm off, as web software sets it
    bool slowStartAfterIdle{true}; //!< the window restarts after an idle RTO (RFC 5681 section 4.1)
    bool sack{true};               //!< RFC 2018
    bool timestamps{true};         //!< RFC 7323
};

} // namespace pagewire

#endif
