// SPDX-License-Identifier: GPL-2.0-only
#include "net/capture.h"

#include "base/error.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <limits>

namespace pagewire
{

namespace
{

/// LINKTYPE_RAW of tcpdump's registry: packets begin with the IP header.
constexpr std::uint32_t LINK_TYPE_RAW = 101;

} // namespace

ns3::Time
CaptureEpoch()
{
    return ns3::Seconds(1'700'000'000);
}

Capture::Capture(ns3::Ptr<LinkDevice> device, const std::string& file)
    : m_device(device),
      m_file(ns3::CreateObject<ns3::PcapFileWrapper>())
{
    m_file->SetAttribute("NanosecMode", ns3::BooleanValue(true));
    m_file->Open(file, std::ios::out | std::ios::binary | std::ios::trunc);
    if (m_file->Fail())
    {
        throw InputError(file,
                         0,
                         "this capture cannot be written; give a folder that is there and "
                         "writable");
    }
    m_file->Init(LINK_TYPE_RAW, std::numeric_limits<std::uint16_t>::max());
    m_device->TraceConnectWithoutContext("Sniffer", ns3::MakeCallback(&Capture::Write, this));
}

Capture::~Capture()
{
    m_device->TraceDisconnectWithoutContext("Sniffer", ns3::MakeCallback(&Capture::Write, this));
    m_file->Close();
}

void
Capture::Write(ns3::Ptr<const ns3::Packet> packet)
{
    m_file->Write(CaptureEpoch() + ns3::Simulator::Now(), packet);
}

ChecksumsOn::ChecksumsOn()
    : m_before(ns3::Node::ChecksumEnabled())
{
    ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(true));
}

ChecksumsOn::~ChecksumsOn()
{
    ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(m_before));
}

} // namespace pagewire
