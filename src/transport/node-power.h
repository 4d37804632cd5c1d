// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_NODE_POWER_H
#define PAGEWIRE_TRANSPORT_NODE_POWER_H

#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace pagewire
{

/** A program on a node (an ns3::Application, as a rule) that knows what a crash is. */
class NodeProgram
{
  public:
    virtual ~NodeProgram() = default;

    /**
     * The node has crashed: it is mute already, and its connections are gone. Forget everything
     * that was in memory, and report what was open with the reason "crashed": destroy listeners and
     * acceptors, and Finish servers and pools. What stays is what would be on a disk:
     * configuration, keys.
     */
    virtual void HandleCrash() = 0;

    /** The node runs again: start from nothing, if the program is to run at this time. */
    virtual void HandleRestart() = 0;
};

/**
 * Whether a node runs. When it crashes, every TCP connection, listener and UDP socket of it loses
 * its state without a word: no FIN, no RST, no CONNECTION_CLOSE. While it is down it is deaf and
 * mute, to what it would forward, too: what waits in its devices is lost with it, what comes is
 * dropped. When it runs again, segments of the connections from before meet a RST, as nobody knows
 * them (RFC 9293 section 3.5.1), and QUIC packets a stateless reset where somebody has the key for
 * that (RFC 9000 section 10.3). Until then their peers are half open.
 *
 * Applications that are NodePrograms are told of both, in the order of their installation. To a
 * program that is none, its streams end with StreamEnd::RESET.
 */
class NodePower : public ns3::Object
{
  public:
    typedef void (*PowerTracedCallback)(bool up);

    static ns3::TypeId GetTypeId();

    /** \return the node's, which is made if there is none */
    static ns3::Ptr<NodePower> Of(ns3::Ptr<ns3::Node> node);

    bool IsUp() const
    {
        return m_up;
    }

    /** Crashes now; nothing happens to a node that is down. */
    void Crash();

    /** Runs again from now on; nothing happens to a node that does. */
    void Restart();

    /**
     * Crashes at a time, and runs again so long after that; where several such times overlap, when
     * the last one is over.
     * \param at virtual time, not yet past
     * \param downtime 0: it never does
     */
    void ScheduleCrash(ns3::Time at, ns3::Time downtime);

  protected:
    void DoDispose() override;

  private:
    friend class CrashWatch;

    void BeginCrash();
    void EndCrash();
    void Silence(bool silent);
    std::vector<NodeProgram*> Programs() const;

    bool m_up{true};
    unsigned m_crashes{0}; //!< of those scheduled, that have begun and not ended
    std::uint64_t m_lastWatch{0};
    std::map<std::uint64_t, std::function<void()>> m_watches; //!< in the order in which they came
    std::vector<ns3::EventId> m_events;
    ns3::TracedCallback<bool> m_changed;
};

/** Has a function called when the node crashes, as long as this lives and as it has not been. */
class CrashWatch
{
  public:
    CrashWatch(ns3::Ptr<ns3::Node> node, std::function<void()> lost);
    ~CrashWatch();

    CrashWatch(const CrashWatch&) = delete;
    CrashWatch& operator=(const CrashWatch&) = delete;

  private:
    ns3::Ptr<NodePower> m_power;
    std::uint64_t m_number;
};

} // namespace pagewire

#endif
