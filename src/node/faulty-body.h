// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FAULTY_BODY_H
#define PAGEWIRE_NODE_FAULTY_BODY_H

#include "node/server-fault.h"
#include "wire/body-source.h"

#include "ns3/event-id.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * Content that comes as a ServerFault has it: with a pause, up to a break, or slowly. A slow one
 * comes in portions of what a tenth of a second brings, at least an octet, each when its last octet
 * is due: all of n octets at n / rate after the first was asked for.
 */
class FaultyBody : public BodySource
{
  public:
    /** \param breakOff called once, in an event of its own, where RESET or CLOSE strike; it may end
     * the exchange, and so destroy this */
    FaultyBody(std::unique_ptr<BodySource> whole,
               const ServerFault& fault,
               std::function<void()> breakOff);
    ~FaultyBody() override;

    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;
    HeaderFields Trailers() const override;
    void SetWaker(std::function<void()> waker) override;

  private:
    void Begin();
    void Strike();
    void Resume();
    void ScheduleTick();
    void Tick();
    std::uint64_t NextPortion() const;

    std::unique_ptr<BodySource> m_whole;
    const ServerFault m_fault;
    std::function<void()> m_breakOff;
    std::function<void()> m_waker;
    std::uint64_t m_given{0};
    std::uint64_t m_limit{0}; //!< octets that may be given by now
    bool m_begun{false};
    bool m_struck{false};
    ns3::Time m_start{0};
    ns3::EventId m_event;
};

} // namespace pagewire

#endif
