// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_NUMBERED_ERROR_MODEL_H
#define PAGEWIRE_NET_NUMBERED_ERROR_MODEL_H

#include "ns3/error-model.h"

#include <cstdint>
#include <vector>

namespace pagewire
{

/**
 * Loses exactly the packets of given numbers. ns-3's ListErrorModel goes by the packets' uids,
 * which nobody can know beforehand; here the packets are counted from 1 as they enter the link,
 * those that its queue drops included. The counting hangs on the device's MacTx trace source:
 *
 *     device->TraceConnectWithoutContext("MacTx", MakeCallback(&NumberedErrorModel::Enter, model));
 */
class NumberedErrorModel : public ns3::ErrorModel
{
  public:
    static ns3::TypeId GetTypeId();

    /** \param numbers in any order, each from 1 */
    void SetNumbers(std::vector<std::uint64_t> numbers);

    /** Counts a packet that enters the link, and marks it if it is to be lost. */
    void Enter(ns3::Ptr<const ns3::Packet> packet);

  private:
    bool DoCorrupt(ns3::Ptr<ns3::Packet> packet) override;
    void DoReset() override;

    std::vector<std::uint64_t> m_numbers; //!< sorted
    std::size_t m_next{0};                //!< the first of m_numbers that has not come yet
    std::uint64_t m_entered{0};
};

} // namespace pagewire

#endif
