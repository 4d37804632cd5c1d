// SPDX-License-Identifier: GPL-2.0-only
#include "node/worker-line.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

WorkerLine::WorkerLine(std::uint32_t workers)
    : m_workers(workers)
{}

WorkerLine::~WorkerLine()
{
    m_next.Cancel();
}

void
WorkerLine::BeginNext()
{
    while (HasFreeWorker() && !m_waiting.empty())
    {
        Job* const next = m_waiting.front();
        m_waiting.pop_front();
        next->Begin();
    }
}

WorkerLine::Job::Job(WorkerLine& line, std::function<void()> done)
    : m_line(line),
      m_done(std::move(done))
{}

WorkerLine::Job::~Job()
{
    auto& waiting = m_line.m_waiting;
    waiting.erase(std::remove(waiting.begin(), waiting.end(), this), waiting.end());
    m_event.Cancel();
    if (m_state == State::WORKING)
    {
        --m_line.m_working;
        // Not from inside whatever destroys this: a job may be done at once.
        m_line.m_next.Cancel();
        m_line.m_next = ns3::Simulator::ScheduleNow(&WorkerLine::BeginNext, &m_line);
    }
}

void
WorkerLine::Job::Start(ns3::Time duration)
{
    m_duration = duration;
    if (m_line.HasFreeWorker() && m_line.m_waiting.empty())
    {
        Begin();
        return;
    }
    m_state = State::WAITING;
    m_line.m_waiting.push_back(this);
}

void
WorkerLine::Job::Begin()
{
    m_state = State::WORKING;
    ++m_line.m_working;
    if (m_duration.IsZero())
    {
        End();
        return;
    }
    m_event = ns3::Simulator::Schedule(m_duration, &Job::End, this);
}

void
WorkerLine::Job::End()
{
    WorkerLine& line = m_line;
    const std::function<void()> done = std::move(m_done);
    m_state = State::IDLE;
    --line.m_working;
    done();
    line.BeginNext();
}

} // namespace pagewire
