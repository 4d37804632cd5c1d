// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_CHANGE_RECORDS_H
#define PAGEWIRE_REPORT_CHANGE_RECORDS_H

#include "net/link-device.h"
#include "report/change-log.h"
#include "transport/window-monitor.h"

#include "ns3/inet-socket-address.h"

#include <string>

namespace pagewire
{

/** The congestion control of one end of a connection over time. */
struct WindowRecord
{
    std::string node;
    bool quic; //!< else TCP
    ns3::InetSocketAddress local;
    ns3::InetSocketAddress remote; //!< both at the end
    ChangeLog<WindowState> changes;
};

/** The queue of one direction of a link over time; it is empty before its first change. */
struct QueueRecord
{
    std::string link;
    bool up; //!< away from the browser
    ChangeLog<QueueLength> changes;
};

} // namespace pagewire

#endif
