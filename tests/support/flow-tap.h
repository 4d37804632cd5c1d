// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_FLOW_TAP_H
#define PAGEWIRE_TESTS_SUPPORT_FLOW_TAP_H

#include "transport/datagram-flow.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

class FlowTap;

/** What becomes of one direction's datagrams; shared by all taps that a client makes. */
struct TapRule
{
    /** Called in place of the way on, with the number of the datagram from 0; empty: all pass. */
    std::function<void(FlowTap& tap, std::uint64_t number, const std::string& payload, Ecn ecn)>
        rule;
    std::uint64_t count{0};
    bool keep{false};              //!< keeps them all
    std::vector<std::string> kept; //!< as they came to the tap
};

/** The two directions of a client's taps, and the taps that there are, the newest last. */
struct TapRules
{
    TapRule up;
    TapRule down;
    std::vector<FlowTap*> taps;
    std::shared_ptr<const bool> alive{std::make_shared<const bool>(true)};

    /** \return the flow behind a tap with these rules, which must outlive its last datagram */
    std::unique_ptr<DatagramFlow> Wrap(std::unique_ptr<DatagramFlow> flow);
};

/** Stands between a client and its flow: may lose, change, hold back, repeat and make up datagrams
 * in both directions. */
class FlowTap : public DatagramFlow, private DatagramListener
{
  public:
    FlowTap(std::unique_ptr<DatagramFlow> below, TapRules& rules);
    ~FlowTap() override;

    /** On to the server, or to the client, after so long. */
    void PassUp(std::string_view payload, Ecn ecn, ns3::Time after = ns3::Time(0));
    void PassDown(std::string_view payload, Ecn ecn, ns3::Time after = ns3::Time(0));

    void SetListener(DatagramListener* listener) override;
    bool Send(std::string_view payload, Ecn ecn) override;
    ns3::InetSocketAddress Local() const override;
    ns3::InetSocketAddress Remote() const override;

  private:
    void HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn) override;
    void Deliver(std::string_view payload, Ecn ecn);

    std::unique_ptr<DatagramFlow> m_below;
    TapRules& m_rules;
    std::weak_ptr<const bool> m_rulesLive; //!< a closed connection keeps its flows for a while
    DatagramListener* m_listener{nullptr};
    std::shared_ptr<FlowTap*> m_self; //!< locks as long as this lives
};

} // namespace pagewire::test

#endif
