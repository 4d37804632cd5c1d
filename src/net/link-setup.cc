// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-setup.h"

#include "base/error.h"
#include "base/units.h"
#include "net/gilbert-elliott-error-model.h"
#include "net/numbered-error-model.h"

#include "ns3/codel-queue-disc.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/error-model.h"
#include "ns3/fq-codel-queue-disc.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace pagewire
{

namespace
{

using Discipline = QueueOptions::Discipline;
using Unit = QueueOptions::Unit;

constexpr std::int64_t LOSS_STREAM = 0;
constexpr std::int64_t DELAY_STREAM = 8;

/// RFC 791: every module must forward 68 octets without fragmentation.
constexpr std::uint16_t SMALLEST_MTU = 68;

constexpr double LARGEST_QUEUE = std::numeric_limits<std::uint32_t>::max();

void
Require(bool holds, const std::string& where, const std::string& sentence)
{
    if (!holds)
    {
        throw InputError(where + ": " + sentence);
    }
}

bool
IsProbability(double value)
{
    return value >= 0 && value <= 1;
}

void
CheckOptions(const DirectionOptions& options, std::uint16_t mtu, const std::string& where)
{
    Require(mtu >= SMALLEST_MTU,
            where,
            "an MTU of " + std::to_string(mtu) + " is too small for IP; give at least " +
                std::to_string(SMALLEST_MTU));
    Require(options.rate > 0 || !options.traceFile.empty(),
            where,
            "the rate is 0; give at least 1 bit/s");
    Require(!options.delay.IsStrictlyNegative(), where, "the delay is negative; give 0 or more");
    Require(!options.jitter.IsStrictlyNegative(), where, "the jitter is negative; give 0 or more");
    Require(!options.reorderDelay.IsStrictlyNegative(),
            where,
            "the reorder delay is negative; give 0 or more");
    Require(IsProbability(options.reorder),
            where,
            "the share of reordered packets is " + FormatNumber(options.reorder) +
                "; give a share from 0 to 1");
}

/** \return the limit in the unit that the queue itself counts */
ns3::QueueSize
QueueLimit(const QueueOptions& queue,
           std::uint64_t rate,
           ns3::Time roundTrip,
           std::uint16_t mtu,
           const std::string& where)
{
    Require(queue.limit > 0 && queue.limit <= LARGEST_QUEUE,
            where,
            "a queue of " + FormatNumber(queue.limit) +
                " is impossible; give a limit above 0 and below 2^32");
    if (queue.unit == Unit::PACKETS)
    {
        Require(queue.limit == std::floor(queue.limit),
                where,
                "a queue holds a whole number of packets, not " + FormatNumber(queue.limit));
        return {ns3::QueueSizeUnit::PACKETS, static_cast<std::uint32_t>(queue.limit)};
    }
    const std::uint64_t bytes = QueueBytes(queue, rate, roundTrip, mtu);
    Require(bytes >= mtu && bytes <= LARGEST_QUEUE,
            where,
            "a queue of " + std::to_string(bytes) +
                " bytes is impossible; give at least the MTU, " + std::to_string(mtu) +
                ", and below 2^32");
    if (queue.discipline == Discipline::FQ_CODEL)
    {
        // RFC 8290 section 5.2.1: FqCoDel's limit counts packets.
        return {ns3::QueueSizeUnit::PACKETS, static_cast<std::uint32_t>((bytes + mtu - 1) / mtu)};
    }
    return {ns3::QueueSizeUnit::BYTES, static_cast<std::uint32_t>(bytes)};
}

void
SetUpQueue(LinkDevice& device,
           const DirectionOptions& options,
           ns3::Time roundTrip,
           const std::string& where)
{
    const std::uint16_t mtu = device.GetMtu();
    const auto limit = QueueLimit(options.queue, device.GetMeanRate(), roundTrip, mtu, where);
    switch (options.queue.discipline)
    {
    case Discipline::DROP_TAIL:
        device.GetQueue()->SetMaxSize(limit);
        return;
    case Discipline::CODEL:
        device.SetQueueDisc(
            ns3::CreateObjectWithAttributes<ns3::CoDelQueueDisc>("MaxSize",
                                                                 ns3::QueueSizeValue(limit),
                                                                 "MinBytes",
                                                                 ns3::UintegerValue(mtu)));
        return;
    case Discipline::FQ_CODEL:
    {
        auto disc =
            ns3::CreateObjectWithAttributes<ns3::FqCoDelQueueDisc>("MaxSize",
                                                                   ns3::QueueSizeValue(limit));
        disc->SetQuantum(mtu); // it would ask the traffic control layer for the device
        device.SetQueueDisc(disc);
        return;
    }
    }
}

ns3::Ptr<ns3::ErrorModel>
MakeIidLoss(const LossOptions& loss, std::int64_t stream, const std::string& where)
{
    Require(IsProbability(loss.rate),
            where,
            "the loss rate is " + FormatNumber(loss.rate) + "; give a share from 0 to 1");
    auto model = ns3::CreateObject<ns3::RateErrorModel>();
    model->SetUnit(ns3::RateErrorModel::ERROR_UNIT_PACKET);
    model->SetRate(loss.rate);
    model->AssignStreams(stream);
    return model;
}

ns3::Ptr<ns3::ErrorModel>
MakeBurstLoss(const LossOptions& loss, std::int64_t stream, const std::string& where)
{
    auto model = ns3::CreateObject<GilbertElliottErrorModel>();
    Require(model->SetRateAndBurst(loss.rate, loss.burst),
            where,
            "a loss rate of " + FormatNumber(loss.rate) + " in bursts of " +
                FormatNumber(loss.burst) +
                " packets is impossible; give a rate from 0 to below 1, and bursts of at least 1 "
                "and at least rate / (1 - rate) packets");
    model->AssignStreams(stream);
    return model;
}

ns3::Ptr<ns3::ErrorModel>
MakeListedLoss(LinkDevice& device, const LossOptions& loss, const std::string& where)
{
    Require(std::find(loss.packets.begin(), loss.packets.end(), 0) == loss.packets.end(),
            where,
            "the packets to lose are counted from 1; there is no packet 0");
    auto model = ns3::CreateObject<NumberedErrorModel>();
    model->SetNumbers(loss.packets);
    device.TraceConnectWithoutContext("MacTx",
                                      ns3::MakeCallback(&NumberedErrorModel::Enter, model));
    return model;
}

ns3::Ptr<ns3::ErrorModel>
MakeLoss(LinkDevice& device, const LossOptions& loss, std::int64_t stream, const std::string& where)
{
    switch (loss.model)
    {
    case LossOptions::Model::NONE:
        return nullptr;
    case LossOptions::Model::IID:
        return MakeIidLoss(loss, stream, where);
    case LossOptions::Model::GILBERT_ELLIOTT:
        return MakeBurstLoss(loss, stream, where);
    case LossOptions::Model::LIST:
        return MakeListedLoss(device, loss, where);
    }
    assert(false);
    return nullptr;
}

ns3::Ptr<DelayModel>
MakeDelay(const DirectionOptions& options, std::int64_t stream)
{
    auto model = ns3::CreateObjectWithAttributes<DelayModel>("Delay",
                                                             ns3::TimeValue(options.delay),
                                                             "Jitter",
                                                             ns3::TimeValue(options.jitter),
                                                             "ReorderProbability",
                                                             ns3::DoubleValue(options.reorder),
                                                             "ReorderDelay",
                                                             ns3::TimeValue(options.reorderDelay));
    model->AssignStreams(stream);
    return model;
}

} // namespace

std::uint64_t
QueueBytes(const QueueOptions& queue, std::uint64_t rate, ns3::Time roundTrip, std::uint16_t mtu)
{
    assert(queue.unit != Unit::PACKETS);
    if (queue.unit == Unit::BYTES)
    {
        return static_cast<std::uint64_t>(queue.limit);
    }
    const long double bits = static_cast<long double>(rate) * roundTrip.GetNanoSeconds() / 1e9L;
    const long double bytes = std::round(bits / 8 * static_cast<long double>(queue.limit));
    // Out of range either way is out of range for the caller; only keep the conversion defined.
    return std::max<std::uint64_t>(mtu, std::min(bytes, 2.0L * LARGEST_QUEUE));
}

ns3::Ptr<LinkDevice>
MakeLinkDevice(const DirectionOptions& options,
               std::uint16_t mtu,
               ns3::Time roundTrip,
               std::int64_t stream,
               const std::string& where)
{
    CheckOptions(options, mtu, where);
    auto device = ns3::CreateObject<LinkDevice>();
    device->SetMtu(mtu);
    if (options.rate > 0)
    {
        device->SetAttribute("DataRate", ns3::DataRateValue(ns3::DataRate(options.rate)));
    }
    device->SetTraceFile(options.traceFile);
    SetUpQueue(*device, options, roundTrip, where);
    if (const auto loss = MakeLoss(*device, options.loss, stream + LOSS_STREAM, where))
    {
        device->SetAttribute("LossModel", ns3::PointerValue(loss));
    }
    device->SetAttribute("DelayModel",
                         ns3::PointerValue(MakeDelay(options, stream + DELAY_STREAM)));
    return device;
}

} // namespace pagewire
