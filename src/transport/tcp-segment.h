// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_SEGMENT_H
#define PAGEWIRE_TRANSPORT_TCP_SEGMENT_H

#include "ns3/ptr.h"
#include "ns3/tcp-header.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ns3
{
class TcpOptionTS;
class TcpOptionNOP;
} // namespace ns3

namespace pagewire
{

/** The octets from begin on, up to but without end, as sequence numbers on the wire. */
struct TcpSackBlock
{
    std::uint32_t begin{0};
    std::uint32_t end{0};
};

/** A TCP segment as it is on the wire (RFC 9293), with the options that we use. */
struct TcpSegment
{
    std::uint32_t sequence{0};
    std::uint32_t acknowledgement{0};
    std::uint8_t flags{0}; //!< ns3::TcpHeader::Flags_t
    std::uint16_t window{0};

    std::uint16_t mss{0};      //!< 0: no such option
    int windowScale{-1};       //!< negative: no such option (RFC 7323)
    bool sackPermitted{false}; //!< RFC 2018
    bool timestamps{false};    //!< whether the two below are there (RFC 7323)
    std::uint32_t timestamp{0};
    std::uint32_t timestampEcho{0};
    std::array<TcpSackBlock, 4> sacks; //!< only the first sackCount of them
    std::size_t sackCount{0};

    std::string_view payload;

    bool Has(std::uint8_t flag) const
    {
        return (flags & flag) != 0;
    }
};

/**
 * \param octets a TCP header with its payload
 * \param segment takes the fields; its payload points into the octets
 * \return whether they were a well-formed header
 */
bool ParseTcpSegment(std::string_view octets, TcpSegment& segment);

/** Makes ns-3 headers of segments; keeps the option objects that every segment needs. */
class TcpHeaderWriter
{
  public:
    TcpHeaderWriter();
    ~TcpHeaderWriter();

    /** \return the header, its options laid out to as many octets as Linux's; without ports */
    ns3::TcpHeader Write(const TcpSegment& segment);

  private:
    void AppendSynOptions(const TcpSegment& segment, ns3::TcpHeader& header);
    void AppendSacks(const TcpSegment& segment, ns3::TcpHeader& header);

    ns3::Ptr<ns3::TcpOptionTS> m_timestamps;
    ns3::Ptr<ns3::TcpOptionNOP> m_nop;
};

} // namespace pagewire

#endif
