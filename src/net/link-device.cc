// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-device.h"

#include "net/link-channel.h"
#include "net/queue-disc-item.h"
#include "net/queue-wait-tag.h"

#include "ns3/boolean.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace pagewire
{

using ns3::MakeTraceSourceAccessor;

NS_OBJECT_ENSURE_REGISTERED(LinkDevice);

namespace
{

const char* const PACKET_SIGNATURE = "ns3::Packet::TracedCallback";

/** \return whether this is an IPv4 packet that carries UDP, or a fragment of one */
bool
IsUdp(ns3::Ptr<const ns3::Packet> packet)
{
    constexpr std::uint8_t UDP = 17;
    constexpr std::size_t PROTOCOL_FIELD = 9; // RFC 791 section 3.1
    std::array<std::uint8_t, PROTOCOL_FIELD + 1> head{};
    return packet->CopyData(head.data(), head.size()) == head.size() && head[0] >> 4 == 4 &&
           head[PROTOCOL_FIELD] == UDP;
}

} // namespace

ns3::TypeId
LinkDevice::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::LinkDevice")
            .SetParent<IpDevice>()
            .SetGroupName("Pagewire")
            .AddConstructor<LinkDevice>()
            .AddAttribute("DataRate",
                          "Rate of the line, counted on IP octets",
                          ns3::DataRateValue(ns3::DataRate(10000000)),
                          ns3::MakeDataRateAccessor(&LinkDevice::m_rate),
                          ns3::MakeDataRateChecker())
            .AddAttribute(
                "TraceFile",
                "Recorded delivery opportunities (mahimahi's format) that replace "
                "DataRate; empty: none",
                ns3::StringValue(""),
                ns3::MakeStringAccessor(&LinkDevice::SetTraceFile, &LinkDevice::GetTraceFile),
                ns3::MakeStringChecker())
            .AddAttribute("BlockUdp",
                          "A firewall at the entrance drops every UDP packet",
                          ns3::BooleanValue(false),
                          ns3::MakeBooleanAccessor(&LinkDevice::m_blockUdp),
                          ns3::MakeBooleanChecker())
            .AddAttribute("TxQueue",
                          "Where packets wait when no queue disc is set",
                          ns3::PointerValue(),
                          ns3::MakePointerAccessor(&LinkDevice::SetQueue, &LinkDevice::GetQueue),
                          ns3::MakePointerChecker<ns3::Queue<ns3::Packet>>())
            .AddAttribute(
                "QueueDisc",
                "An AQM in which packets wait instead of in TxQueue",
                ns3::PointerValue(),
                ns3::MakePointerAccessor(&LinkDevice::SetQueueDisc, &LinkDevice::GetQueueDisc),
                ns3::MakePointerChecker<ns3::QueueDisc>())
            .AddAttribute("LossModel",
                          "Asked of each packet that has been transmitted whether it is lost",
                          ns3::PointerValue(),
                          ns3::MakePointerAccessor(&LinkDevice::m_lossModel),
                          ns3::MakePointerChecker<ns3::ErrorModel>())
            .AddAttribute("DelayModel",
                          "Says when a transmitted packet arrives at the other end; at once "
                          "where there is none",
                          ns3::PointerValue(),
                          ns3::MakePointerAccessor(&LinkDevice::m_delayModel),
                          ns3::MakePointerChecker<DelayModel>())
            .AddTraceSource("MacTx",
                            "A packet enters the link, before the queue",
                            MakeTraceSourceAccessor(&LinkDevice::m_macTxTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("MacTxBlocked",
                            "A UDP packet is dropped by the firewall at the entrance",
                            MakeTraceSourceAccessor(&LinkDevice::m_macTxBlockedTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("MacTxDrop",
                            "A packet is dropped by the queue or its AQM",
                            MakeTraceSourceAccessor(&LinkDevice::m_macTxDropTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("PhyTxBegin",
                            "The first bit of a packet leaves",
                            MakeTraceSourceAccessor(&LinkDevice::m_phyTxBeginTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("PhyTxEnd",
                            "The last bit of a packet has left",
                            MakeTraceSourceAccessor(&LinkDevice::m_phyTxEndTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("PhyTxDrop",
                            "A transmitted packet is lost on its way",
                            MakeTraceSourceAccessor(&LinkDevice::m_phyTxDropTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("PhyRxEnd",
                            "A packet from the other end has arrived",
                            MakeTraceSourceAccessor(&LinkDevice::m_phyRxEndTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("MacRx",
                            "A packet is handed up to the node",
                            MakeTraceSourceAccessor(&LinkDevice::m_macRxTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("Sniffer",
                            "What a packet capture sees here: packets as their transmission "
                            "begins, and those that arrive",
                            MakeTraceSourceAccessor(&LinkDevice::m_snifferTrace),
                            PACKET_SIGNATURE)
            .AddTraceSource("PacketsWaiting",
                            "Packets that wait; the one in transmission is not counted",
                            MakeTraceSourceAccessor(&LinkDevice::m_waiting),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("QueueLength",
                            "How long the queue is, after whatever may have changed it",
                            MakeTraceSourceAccessor(&LinkDevice::m_queueTrace),
                            "pagewire::LinkDevice::QueueTracedCallback");
    return tid;
}

LinkDevice::LinkDevice()
    : m_waiting(0)
{
    auto queue = ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>();
    queue->SetMaxSize(ns3::QueueSize(ns3::QueueSizeUnit::PACKETS, 100));
    SetQueue(queue);
}

LinkDevice::~LinkDevice() = default;

void
LinkDevice::Attach(ns3::Ptr<LinkChannel> channel, ns3::Ptr<LinkDevice> peer)
{
    assert(GetNode() && peer->GetNode());
    m_channel = channel;
    m_peer = peer;
    NotifyLinkChange();
}

void
LinkDevice::GoDown()
{
    assert(m_peer);
    if (m_down)
    {
        return;
    }
    m_down = true;
    ++m_outages;
    LoseWaiting();
    NotifyLinkChange();
}

void
LinkDevice::GoUp()
{
    if (m_down)
    {
        m_down = false;
        NotifyLinkChange();
    }
}

void
LinkDevice::LoseWaiting()
{
    m_losing = true;
    m_lineEvent.Remove(); // not merely cancelled: the simulation may end before it
    m_awaiting = false;
    if (m_current)
    {
        m_phyTxDropTrace(std::exchange(m_current, nullptr));
    }
    while (const auto packet = Dequeue())
    {
        m_phyTxDropTrace(packet);
    }
    NoteQueue();
    m_losing = false;
}

bool
LinkDevice::IsLinkUp() const
{
    return !m_down && IpDevice::IsLinkUp();
}

ns3::Ptr<ns3::Channel>
LinkDevice::GetChannel() const
{
    return m_channel;
}

void
LinkDevice::SetQueue(ns3::Ptr<ns3::Queue<ns3::Packet>> queue)
{
    assert(queue);
    const auto drop = ns3::MakeCallback(&LinkDevice::DropFromQueue, this);
    if (m_queue)
    {
        m_queue->TraceDisconnectWithoutContext("Drop", drop);
    }
    m_queue = queue;
    m_entered.clear();
    m_queue->TraceConnectWithoutContext("Drop", drop);
}

ns3::Ptr<ns3::Queue<ns3::Packet>>
LinkDevice::GetQueue() const
{
    return m_queue;
}

void
LinkDevice::SetQueueDisc(ns3::Ptr<ns3::QueueDisc> queueDisc)
{
    assert(!m_current && !IsInitialized());
    const auto drop = ns3::MakeCallback(&LinkDevice::DropFromDisc, this);
    if (m_queueDisc)
    {
        m_queueDisc->TraceDisconnectWithoutContext("Drop", drop);
    }
    m_queueDisc = queueDisc;
    if (m_queueDisc)
    {
        m_queueDisc->TraceConnectWithoutContext("Drop", drop);
    }
}

ns3::Ptr<ns3::QueueDisc>
LinkDevice::GetQueueDisc() const
{
    return m_queueDisc;
}

void
LinkDevice::SetTraceFile(std::string file)
{
    assert(!m_current && !m_awaiting);
    m_trace = file.empty() ? nullptr : std::make_unique<const LinkTrace>(LinkTrace::FromFile(file));
    m_traceFile = std::move(file);
}

std::string
LinkDevice::GetTraceFile() const
{
    return m_traceFile;
}

std::uint64_t
LinkDevice::GetMeanRate() const
{
    return m_trace ? m_trace->MeanRate() : m_rate.GetBitRate();
}

std::uint32_t
LinkDevice::GetWaiting() const
{
    return m_queueDisc ? m_queueDisc->GetNPackets() : m_queue->GetNPackets();
}

QueueLength
LinkDevice::GetQueueLength() const
{
    return {GetWaiting(), m_queueDisc ? m_queueDisc->GetNBytes() : m_queue->GetNBytes()};
}

void
LinkDevice::NoteQueue()
{
    m_waiting = GetWaiting();
    if (!m_queueTrace.IsEmpty())
    {
        m_queueTrace(GetQueueLength());
    }
}

bool
LinkDevice::Send(ns3::Ptr<ns3::Packet> packet,
                 const ns3::Address& /* dest */,
                 std::uint16_t /* protocol */)
{
    m_macTxTrace(packet);
    if (!m_peer)
    {
        m_macTxDropTrace(packet);
        return false;
    }
    if (m_blockUdp && IsUdp(packet))
    {
        m_macTxBlockedTrace(packet);
        return true; // as far as the sender can tell
    }
    if (m_down)
    {
        m_phyTxDropTrace(packet);
        return true;
    }
    const bool idle = !m_current;
    if (idle && !m_trace && !m_queueDisc)
    {
        BeginTransmission(packet); // the queue is empty, or the line would not be idle
        return true;
    }
    const bool queued = Enqueue(packet);
    if (idle)
    {
        StartLine();
    }
    NoteQueue();
    return queued;
}

bool
LinkDevice::Enqueue(ns3::Ptr<ns3::Packet> packet)
{
    if (m_queueDisc)
    {
        return m_queueDisc->Enqueue(ToQueueDiscItem(packet));
    }
    const bool queued = m_queue->Enqueue(packet);
    if (queued)
    {
        m_entered.push_back(ns3::Simulator::Now());
    }
    return queued;
}

ns3::Ptr<ns3::Packet>
LinkDevice::Dequeue()
{
    const ns3::Time now = ns3::Simulator::Now();
    if (!m_queueDisc)
    {
        const auto packet = m_queue->Dequeue();
        if (packet && !m_entered.empty())
        {
            QueueWaitTag::Note(*packet, m_entered.front(), now);
            m_entered.pop_front();
        }
        return packet;
    }
    const auto item = m_queueDisc->Dequeue();
    if (!item)
    {
        return nullptr;
    }
    const auto packet = FromQueueDiscItem(item);
    QueueWaitTag::Note(*packet, item->GetTimeStamp(), now);
    return packet;
}

void
LinkDevice::DropFromQueue(ns3::Ptr<const ns3::Packet> packet)
{
    m_macTxDropTrace(packet);
}

void
LinkDevice::DropFromDisc(ns3::Ptr<const ns3::QueueDiscItem> item)
{
    (m_losing ? m_phyTxDropTrace : m_macTxDropTrace)(CopyOfPacket(item));
}

void
LinkDevice::StartLine()
{
    if (m_trace)
    {
        if (GetWaiting() > 0)
        {
            AwaitOpportunity();
        }
        return;
    }
    const auto next = Dequeue();
    if (next)
    {
        BeginTransmission(next);
    }
}

void
LinkDevice::BeginTransmission(ns3::Ptr<ns3::Packet> packet)
{
    m_current = packet;
    m_phyTxBeginTrace(packet);
    m_snifferTrace(packet);
    if (!m_trace)
    {
        m_lineEvent = ns3::Simulator::Schedule(TransmissionTime(packet->GetSize()),
                                               &LinkDevice::EndOfSerialisation,
                                               this);
    }
}

void
LinkDevice::EndOfSerialisation()
{
    EndTransmission();
    StartLine();
    NoteQueue();
}

void
LinkDevice::EndTransmission()
{
    const auto packet = std::exchange(m_current, nullptr);
    m_phyTxEndTrace(packet);
    if (m_lossModel && m_lossModel->IsCorrupt(packet))
    {
        m_phyTxDropTrace(packet);
        return;
    }
    const ns3::Time now = ns3::Simulator::Now();
    const ns3::Time arrival = m_delayModel ? m_delayModel->NextArrival(now) : now;
    ns3::Simulator::ScheduleWithContext(m_peer->GetNode()->GetId(),
                                        arrival - now,
                                        &LinkDevice::Receive,
                                        m_peer,
                                        packet,
                                        m_peer->m_outages);
}

ns3::Time
LinkDevice::TransmissionTime(std::uint32_t bytes) const
{
    // In integers: ns-3's own DataRate::CalculateBytesTxTime can end up a nanosecond short of a
    // time that is a whole number of them.
    const std::uint64_t bits = std::uint64_t{bytes} * 8;
    const std::uint64_t rate = m_rate.GetBitRate();
    constexpr std::uint64_t NANOSECONDS = 1'000'000'000;
    assert(rate > 0 && bits < UINT64_MAX / NANOSECONDS);
    return ns3::NanoSeconds((bits * NANOSECONDS + rate / 2) / rate);
}

void
LinkDevice::AwaitOpportunity()
{
    if (m_awaiting)
    {
        return;
    }
    constexpr std::uint64_t NANOSECONDS = 1'000'000;
    const std::uint64_t now = ns3::Simulator::Now().GetNanoSeconds();
    const std::uint64_t millisecond = (now + NANOSECONDS - 1) / NANOSECONDS;
    m_opportunity = std::max(m_opportunity, m_trace->FirstFrom(millisecond));
    m_awaiting = true;
    const ns3::Time wait = ns3::NanoSeconds(m_trace->TimeOf(m_opportunity) * NANOSECONDS - now);
    m_lineEvent = ns3::Simulator::Schedule(wait, &LinkDevice::UseOpportunity, this);
}

void
LinkDevice::UseOpportunity()
{
    m_awaiting = false;
    ++m_opportunity;
    std::uint32_t room = LinkTrace::OPPORTUNITY_BYTES;
    while (room > 0)
    {
        if (!m_current)
        {
            const auto next = Dequeue();
            if (!next)
            {
                break; // the rest of the opportunity is lost
            }
            m_currentBytesLeft = next->GetSize();
            BeginTransmission(next);
        }
        const std::uint32_t carried = std::min(room, m_currentBytesLeft);
        room -= carried;
        m_currentBytesLeft -= carried;
        if (m_currentBytesLeft == 0)
        {
            EndTransmission();
        }
    }
    NoteQueue();
    if (m_current || m_waiting > 0)
    {
        AwaitOpportunity();
    }
}

void
LinkDevice::Receive(ns3::Ptr<ns3::Packet> packet, std::uint32_t outages)
{
    if (m_down || outages != m_outages)
    {
        m_peer->m_phyTxDropTrace(packet);
        return;
    }
    m_phyRxEndTrace(packet);
    m_snifferTrace(packet);
    m_macRxTrace(packet);
    HandUp(packet, m_peer->GetAddress());
}

void
LinkDevice::DoInitialize()
{
    if (m_queueDisc)
    {
        m_queueDisc->Initialize();
    }
    IpDevice::DoInitialize();
}

void
LinkDevice::DoDispose()
{
    m_channel = nullptr;
    m_peer = nullptr;
    m_current = nullptr;
    m_queue->Dispose();
    if (m_queueDisc)
    {
        m_queueDisc->Dispose();
        m_queueDisc = nullptr;
    }
    m_lossModel = nullptr;
    m_delayModel = nullptr;
    m_trace.reset();
    IpDevice::DoDispose();
}

} // namespace pagewire
