// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

#include <string>

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;
using Member = LinkOptions ScenarioOptions::*;
using Change = std::function<void(DirectionOptions&, const V&)>;

/** The rate of a link that was brought into being without one. */
constexpr std::uint64_t RATE_UNSAID = 1000000000;

/** The access link is always there; naming what makes another one brings it into being. */
void
BringUp(O& options, Member link)
{
    bool always = true;
    bool& there = link == &O::backbone ? options.hasBackbone
                : link == &O::middle   ? options.hasMiddle
                : link == &O::second   ? options.hasSecond
                                       : always;
    if (!there)
    {
        there = true;
        for (DirectionOptions* direction : {&(options.*link).up, &(options.*link).down})
        {
            direction->rate = RATE_UNSAID;
            direction->delay = ns3::Time(0);
        }
    }
}

auto
Both(Member link, Change change)
{
    return [link, change = std::move(change)](O& o, const V& v) {
        change((o.*link).up, v);
        change((o.*link).down, v);
    };
}

auto
Up(Member link, Change change)
{
    return [link, change = std::move(change)](O& o, const V& v) { change((o.*link).up, v); };
}

auto
Down(Member link, Change change)
{
    return [link, change = std::move(change)](O& o, const V& v) { change((o.*link).down, v); };
}

/** As Both, for what makes a link. */
auto
Making(Member link, Change change)
{
    return [link, both = Both(link, std::move(change))](O& o, const V& v) {
        BringUp(o, link);
        both(o, v);
    };
}

void
SetRate(DirectionOptions& direction, const V& value)
{
    direction.rate = value.number;
}

/** A rate of one direction's own takes the place of a trace that both would have had. */
void
SetOwnRate(DirectionOptions& direction, const V& value)
{
    direction.rate = value.number;
    direction.traceFile.clear();
}

void
SetDelay(DirectionOptions& direction, const V& value)
{
    direction.delay = value.AsTime();
}

void
SetQueue(DirectionOptions& direction, const V& value)
{
    direction.queue.unit = value.queue.unit;
    direction.queue.limit = value.queue.limit;
}

void
SetDiscipline(DirectionOptions& direction, const V& value)
{
    using D = QueueOptions::Discipline;
    direction.queue.discipline = value.text == "codel"   ? D::CODEL
                               : value.text == "fqcodel" ? D::FQ_CODEL
                                                         : D::DROP_TAIL;
}

void
SetLoss(DirectionOptions& direction, const V& value)
{
    direction.loss.rate = value.real;
    direction.loss.model = value.real > 0 ? LossOptions::Model::IID : LossOptions::Model::NONE;
}

/** Comes after the loss rates, so that it turns what they set into bursts. */
void
SetBurst(DirectionOptions& direction, const V& value)
{
    direction.loss.burst = value.real;
    if (direction.loss.model == LossOptions::Model::IID)
    {
        direction.loss.model = LossOptions::Model::GILBERT_ELLIOTT;
    }
}

void
SetDrop(DirectionOptions& direction, const V& value)
{
    direction.loss.model = LossOptions::Model::LIST;
    direction.loss.packets = value.numbers;
}

void
SetTrace(DirectionOptions& direction, const V& value)
{
    direction.traceFile = value.text;
}

std::vector<Option>
CapacityTable(const std::string& name, Member link)
{
    const bool access = link == &O::access;
    return {
        {name + ".rate",
         K::BIT_RATE,
         access ? "10Mbps" : "",
         access ? "Bits a second in both directions, counted on IP octets"
                : "Bits a second in both directions; 1Gbps where only the delay is given",
         Making(link, SetRate),
         {},
         1000,
         1e12},
        {name + ".trace",
         K::FILE,
         "",
         "Recorded delivery opportunities (mahimahi's format) instead of a rate",
         Making(link, SetTrace)},
        {name + ".rate-up",
         K::BIT_RATE,
         "",
         "Bits a second away from the browser; empty: as the other way",
         Up(link, SetOwnRate),
         {},
         1000,
         1e12},
        {name + ".delay",
         K::DURATION,
         access ? "25ms" : "",
         access ? "Propagation one way, the same in both directions"
                : "Propagation one way; 0s where only the rate is given",
         Making(link, SetDelay),
         {},
         0,
         60e9},
        {name + ".trace-up",
         K::FILE,
         "",
         "The same away from the browser; empty: as the other way",
         Up(link, SetTrace)},
        {name + ".mtu",
         K::BYTES,
         "1500B",
         "Largest IP packet",
         [link](O& o, const V& v) { (o.*link).mtu = static_cast<std::uint16_t>(v.number); },
         {},
         576,
         65535},
        {name + ".queue",
         K::QUEUE,
         "100p",
         "What may wait at each entrance: times the bandwidth-delay product, packets or bytes",
         Both(link, SetQueue)},
        {name + ".queue-up",
         K::QUEUE,
         "",
         "The same at the browser's side; empty: as the other way",
         Up(link, SetQueue)},
        {name + ".queue-discipline",
         K::CHOICE,
         "droptail",
         "What the queue drops: the newest, or as CoDel (RFC 8289) or FQ-CoDel (RFC 8290) say",
         Both(link, SetDiscipline),
         {"droptail", "codel", "fqcodel"}},
    };
}

std::vector<Option>
ImpairmentTable(const std::string& name, Member link)
{
    return {
        {name + ".loss",
         K::FRACTION,
         "0%",
         "Share of packets lost at random in each direction, after they have used the link",
         Both(link, SetLoss),
         {},
         0,
         1},
        {name + ".loss-up",
         K::FRACTION,
         "",
         "The same away from the browser; empty: as the other way",
         Up(link, SetLoss),
         {},
         0,
         1},
        {name + ".burst",
         K::NUMBER,
         "",
         "Mean packets of a stretch of losses (Gilbert-Elliott), loss being the long-run share; "
         "empty: independent losses",
         Both(link, SetBurst),
         {},
         1,
         10000},
        {name + ".drop",
         K::NUMBERS,
         "",
         "Exactly these packets towards the browser are lost, counted from 1 at the link's "
         "entrance",
         Down(link, SetDrop)},
        {name + ".drop-up",
         K::NUMBERS,
         "",
         "Exactly these packets away from the browser are lost",
         Up(link, SetDrop)},
        {name + ".block-udp",
         K::SWITCH,
         "no",
         "A firewall silently drops every UDP packet at the link's entrances, QUIC's among them",
         [link](O& o, const V& v) { (o.*link).blockUdp = v.number != 0; }},
        {name + ".jitter",
         K::DURATION,
         "0s",
         "Added to the delay, uniform from 0 to this, order kept",
         Both(link, [](DirectionOptions& d, const V& v) { d.jitter = v.AsTime(); }),
         {},
         0,
         10e9},
        {name + ".reorder",
         K::FRACTION,
         "0%",
         "Share of packets that are held back and overtaken",
         Both(link, [](DirectionOptions& d, const V& v) { d.reorder = v.real; }),
         {},
         0,
         1},
        {name + ".reorder-delay",
         K::DURATION,
         "10ms",
         "How long such a packet is held back",
         Both(link, [](DirectionOptions& d, const V& v) { d.reorderDelay = v.AsTime(); }),
         {},
         0,
         10e9},
    };
}

} // namespace

std::vector<Option>
LinkOptionTable(const std::string& name)
{
    const Member link = name == "access"   ? &O::access
                      : name == "middle"   ? &O::middle
                      : name == "backbone" ? &O::backbone
                                           : &O::second;
    std::vector<Option> table = CapacityTable(name, link);
    const std::vector<Option> impairments = ImpairmentTable(name, link);
    table.insert(table.end(), impairments.begin(), impairments.end());
    return table;
}

std::vector<Option>
HandOverOptionTable()
{
    return {
        {"handover.at",
         K::DURATION,
         "",
         "When the browser moves from the access link to the second one, counted from the start of "
         "the navigation; empty: never",
         [](O& o, const V& v) { o.handOver.at = v.duration; },
         {},
         0,
         86400e9},
        {"handover.overlap",
         K::DURATION,
         "0s",
         "How long the access link still carries packets after that; 0s: it breaks at that moment",
         [](O& o, const V& v) { o.handOver.overlap = v.duration; },
         {},
         0,
         86400e9},
    };
}

} // namespace pagewire
