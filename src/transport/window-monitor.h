// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_WINDOW_MONITOR_H
#define PAGEWIRE_TRANSPORT_WINDOW_MONITOR_H

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <optional>

namespace pagewire
{

/** Where the congestion control of one end of a connection stands. */
struct WindowState
{
    std::uint64_t window{0};                //!< octets that may be in flight
    std::uint64_t inFlight{0};              //!< octets; TCP counts whole segments
    std::optional<std::uint64_t> threshold; //!< octets at which slow start ends; unset: none yet
    std::optional<ns3::Time> smoothedRtt;   //!< unset before a sample

    bool operator==(const WindowState& other) const
    {
        return window == other.window && inFlight == other.inFlight &&
               threshold == other.threshold && smoothedRtt == other.smoothedRtt;
    }
};

/** Whose congestion control it is, and when it stood so. */
struct WindowSample
{
    ns3::Time time;
    std::uint64_t connection; //!< of TCP and QUIC of the node, by their beginnings, from 1
    bool quic;                //!< else TCP
    ns3::InetSocketAddress local;
    ns3::InetSocketAddress remote;
    WindowState state;
};

/**
 * Tells of the congestion control of every connection of TCP and QUIC that has an end on a node:
 * after whatever may have changed something, even if it did not. A connection looks for its node's
 * monitor when it is made, so Of is to be called before that; connections of a node without one pay
 * nothing.
 */
class WindowMonitor : public ns3::Object
{
  public:
    typedef void (*WindowTracedCallback)(const WindowSample& sample);

    static ns3::TypeId GetTypeId();

    /** \return the node's monitor, which is made if there is none */
    static ns3::Ptr<WindowMonitor> Of(ns3::Ptr<ns3::Node> node);

    /** \return the number of one more connection */
    std::uint64_t NextConnection()
    {
        return ++m_connections;
    }

    void Tell(const WindowSample& sample) const
    {
        m_window(sample);
    }

  private:
    std::uint64_t m_connections{0};
    ns3::TracedCallback<const WindowSample&> m_window;
};

/** One end of a connection as its node's monitor, if there is one, knows it. */
class WatchedWindow
{
  public:
    /** Nobody watches. */
    WatchedWindow() = default;

    /** \param node null: nobody watches */
    WatchedWindow(ns3::Ptr<ns3::Node> node, bool quic);

    /** \return whether anybody wants to be told */
    bool IsWatched() const
    {
        return m_monitor != nullptr;
    }

    /** To be called only if anybody does. */
    void Tell(const ns3::InetSocketAddress& local,
              const ns3::InetSocketAddress& remote,
              const WindowState& state) const;

  private:
    ns3::Ptr<WindowMonitor> m_monitor;
    std::uint64_t m_number{0};
    bool m_quic{false};
};

} // namespace pagewire

#endif
