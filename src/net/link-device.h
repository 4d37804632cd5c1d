// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_DEVICE_H
#define PAGEWIRE_NET_LINK_DEVICE_H

#include "net/delay-model.h"
#include "net/ip-device.h"
#include "net/link-trace.h"

#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/event-id.h"
#include "ns3/queue-disc.h"
#include "ns3/queue.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <deque>
#include <memory>
#include <string>

namespace pagewire
{

class LinkChannel;

/** How long a queue is; the packet in transmission is not counted. */
struct QueueLength
{
    std::uint32_t packets{0};
    std::uint32_t bytes{0}; //!< IP octets

    bool operator==(const QueueLength& other) const
    {
        return packets == other.packets && bytes == other.bytes;
    }
};

/**
 * One end of a point-to-point link that carries bare IP packets: no link-layer header, so that
 * every count and time is of IP octets, and a capture's link type is raw IP.
 *
 * What happens to a packet, each step belonging to the sending device:
 *
 *  1. It enters (trace source MacTx). With BlockUdp, a firewall stands here: an IPv4 packet of UDP,
 *     or a fragment of one, is gone without a word to its sender (MacTxBlocked).
 *  2. It waits in the device's queue unless the line is idle: in TxQueue, or in the queue disc
 * where one is set. A queue of N packets thus means N waiting and one in transmission. A packet
 * that the queue refuses or an AQM drops is gone (MacTxDrop). A QueueWaitTag on the packet
 * remembers how long it waited.
 *  3. It takes the line (PhyTxBegin, Sniffer) for its size over DataRate, rounded to a nanosecond;
 * or, with a TraceFile, it is carried by recorded delivery opportunities as in mahimahi: one
 *     carries 1500 bytes, of several packets or of a part of one; an opportunity, or the rest of
 *     one, that finds nothing to carry is lost. Time 0 of the simulation is time 0 of the
 * recording.
 *  4. Its last bit has left (PhyTxEnd). Now the LossModel may lose it (PhyTxDrop): a lost packet
 *     has used the line.
 *  5. The DelayModel says when it arrives at the other device (PhyRxEnd, Sniffer, MacRx there).
 *
 * A queue disc is attached to the device itself rather than to the node's traffic control layer:
 * that layer would hold packets back only from a device that stops its queue, which adds a packet
 * of queueing below the AQM; and a link without AQM does not pay for the layer.
 */
class LinkDevice : public IpDevice
{
  public:
    typedef void (*QueueTracedCallback)(const QueueLength& length);

    static ns3::TypeId GetTypeId();

    LinkDevice();
    ~LinkDevice() override;

    /** Called by LinkChannel. */
    void Attach(ns3::Ptr<LinkChannel> channel, ns3::Ptr<LinkDevice> peer);

    /**
     * The line is dead from now on. What waits, is in transmission or on its way to this end is
     * lost, and so is all that still enters (PhyTxDrop of the sending end; a packet on its way is
     * counted when it would have arrived, even if the line lives again by then). To be called of
     * both ends; nothing happens if it is dead already.
     */
    void GoDown();

    /** The line lives again, and idles. To be called of both ends. */
    void GoUp();
    bool IsLinkUp() const override;

    /** What waits and what is in transmission is lost (PhyTxDrop): the node has lost its power. */
    void LoseWaiting();

    /** Where packets wait when no queue disc is set, first in, first out; a DropTailQueue of 100
     * packets by default. */
    void SetQueue(ns3::Ptr<ns3::Queue<ns3::Packet>> queue);
    ns3::Ptr<ns3::Queue<ns3::Packet>> GetQueue() const;

    /** To be set before the simulation starts; null for none. */
    void SetQueueDisc(ns3::Ptr<ns3::QueueDisc> queueDisc);
    ns3::Ptr<ns3::QueueDisc> GetQueueDisc() const;

    /**
     * Lets recorded delivery opportunities replace the rate; an empty name restores it. To be set
     * before the simulation starts. \throws InputError for a file that cannot be used
     */
    void SetTraceFile(std::string file);
    std::string GetTraceFile() const;

    /** \return the rate of the line in bit/s, with a trace its mean */
    std::uint64_t GetMeanRate() const;

    /** \return packets that wait; the one in transmission is not counted */
    std::uint32_t GetWaiting() const;

    /** \return the same, and their octets */
    QueueLength GetQueueLength() const;

    ns3::Ptr<ns3::Channel> GetChannel() const override;
    bool Send(ns3::Ptr<ns3::Packet> packet,
              const ns3::Address& dest,
              std::uint16_t protocol) override;

  private:
    void DoInitialize() override;
    void DoDispose() override;

    /** Puts a packet into the queue. \return false if it was dropped */
    bool Enqueue(ns3::Ptr<ns3::Packet> packet);
    /** \return the packet whose turn it is, null if none waits */
    ns3::Ptr<ns3::Packet> Dequeue();
    /** Tells how long the queue is now, if anybody wants to know. */
    void NoteQueue();
    void DropFromQueue(ns3::Ptr<const ns3::Packet> packet);
    void DropFromDisc(ns3::Ptr<const ns3::QueueDiscItem> item);

    /** Gives the idle line to the next packet, if one waits. */
    void StartLine();
    void BeginTransmission(ns3::Ptr<ns3::Packet> packet);
    /** The packet in transmission has left; it is lost or will arrive. The line is idle. */
    void EndTransmission();
    void EndOfSerialisation();
    ns3::Time TransmissionTime(std::uint32_t bytes) const;

    /** Waits for the next recorded opportunity. */
    void AwaitOpportunity();
    void UseOpportunity();

    /** \param outages how often this end had gone down when the packet set out */
    void Receive(ns3::Ptr<ns3::Packet> packet, std::uint32_t outages);

    ns3::Ptr<LinkChannel> m_channel;
    ns3::Ptr<LinkDevice> m_peer;

    ns3::DataRate m_rate;
    bool m_blockUdp{false};
    ns3::Ptr<ns3::Queue<ns3::Packet>> m_queue;
    std::deque<ns3::Time> m_entered; //!< when those in m_queue came, the first one first
    ns3::Ptr<ns3::QueueDisc> m_queueDisc;
    ns3::Ptr<ns3::ErrorModel> m_lossModel;
    ns3::Ptr<DelayModel> m_delayModel;

    ns3::Ptr<ns3::Packet> m_current; //!< in transmission; null: the line is idle
    ns3::EventId m_lineEvent;        //!< the line's next: a packet's end, or an opportunity
    bool m_down{false};
    std::uint32_t m_outages{0}; //!< times it has gone down
    bool m_losing{false};       //!< what a queue drops is lost with the line or the node
    ns3::TracedValue<std::uint32_t> m_waiting;
    ns3::TracedCallback<const QueueLength&> m_queueTrace;

    std::string m_traceFile;
    std::unique_ptr<const LinkTrace> m_trace;
    std::uint64_t m_opportunity{0};      //!< the first that has not been used yet
    bool m_awaiting{false};              //!< m_lineEvent is that of m_opportunity
    std::uint32_t m_currentBytesLeft{0}; //!< of m_current, yet to be carried

    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_macTxTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_macTxBlockedTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_macTxDropTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_phyTxBeginTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_phyTxEndTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_phyTxDropTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_phyRxEndTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_macRxTrace;
    ns3::TracedCallback<ns3::Ptr<const ns3::Packet>> m_snifferTrace;
};

} // namespace pagewire

#endif
