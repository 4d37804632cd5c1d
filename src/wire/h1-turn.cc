// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-turn.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

H1Turn::H1Turn(std::function<void()> turn)
    : m_turn(std::move(turn))
{}

H1Turn::~H1Turn()
{
    m_event.Cancel();
}

void
H1Turn::Now()
{
    m_again = true;
    if (m_running)
    {
        return;
    }
    m_running = true;
    while (m_again)
    {
        m_again = false;
        m_turn();
    }
    m_running = false;
}

void
H1Turn::Soon()
{
    if (m_running)
    {
        m_again = true;
    }
    else if (!m_scheduled)
    {
        m_scheduled = true;
        m_event = ns3::Simulator::ScheduleNow([this] {
            m_scheduled = false;
            Now();
        });
    }
}

} // namespace pagewire
