// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_CAPTURE_H
#define PAGEWIRE_NET_CAPTURE_H

#include "net/link-device.h"

#include "ns3/nstime.h"
#include "ns3/pcap-file-wrapper.h"
#include "ns3/ptr.h"

#include <string>

namespace pagewire
{

/**
 * What time 0 of a simulation is called in a capture: 2023-11-14T22:13:20Z, 1 700 000 000 s after
 * the Unix epoch. Certificates are valid around it, so that a capture agrees with the TLS inside
 * it.
 */
ns3::Time CaptureEpoch();

/**
 * Writes the packets that one end of a link sends and receives to a pcap file: raw IP (link type
 * 101), nanosecond time stamps. A packet is stamped when its transmission begins at the sending
 * end, and when it has arrived at the receiving end; a packet that the queue drops appears at
 * neither, a lost one only at the sending end. The file is complete once this object is gone.
 */
class Capture
{
  public:
    /** \throws InputError if the file cannot be written */
    Capture(ns3::Ptr<LinkDevice> device, const std::string& file);
    ~Capture();

    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

  private:
    void Write(ns3::Ptr<const ns3::Packet> packet);

    ns3::Ptr<LinkDevice> m_device;
    ns3::Ptr<ns3::PcapFileWrapper> m_file;
};

/**
 * While an object of this class lives, ns-3 computes and checks the checksums of the packets it
 * sends. They are zero otherwise, for speed; times and sizes are the same either way. To be made
 * before any traffic: a packet sent without checksum would be refused where it is checked.
 */
class ChecksumsOn
{
  public:
    ChecksumsOn();
    ~ChecksumsOn();

    ChecksumsOn(const ChecksumsOn&) = delete;
    ChecksumsOn& operator=(const ChecksumsOn&) = delete;

  private:
    bool m_before;
};

} // namespace pagewire

#endif
