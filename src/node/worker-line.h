// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_WORKER_LINE_H
#define PAGEWIRE_NODE_WORKER_LINE_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <functional>

namespace pagewire
{

/** The workers of a server: each does one job at a time, and jobs beyond that wait in line, first
 * come, first served. */
class WorkerLine
{
  public:
    /** A piece of work. Destroyed before it is done, it leaves the line, or its worker is free. */
    class Job
    {
      public:
        /** \param line outlives this \param done may destroy this */
        Job(WorkerLine& line, std::function<void()> done);
        ~Job();

        Job(const Job&) = delete;
        Job& operator=(const Job&) = delete;

        /** Is done so long after a worker has taken it; at once, inside this call, where a worker
         * is free and it takes no time. Called once. */
        void Start(ns3::Time duration);

      private:
        friend class WorkerLine;

        enum class State
        {
            IDLE,
            WAITING,
            WORKING,
        };

        void Begin();
        void End();

        WorkerLine& m_line;
        std::function<void()> m_done;
        ns3::Time m_duration{0};
        State m_state{State::IDLE};
        ns3::EventId m_event;
    };

    /** \param workers 0: as many as there are jobs */
    explicit WorkerLine(std::uint32_t workers);
    ~WorkerLine();

    WorkerLine(const WorkerLine&) = delete;
    WorkerLine& operator=(const WorkerLine&) = delete;

    /** \return jobs that wait */
    std::size_t Waiting() const
    {
        return m_waiting.size();
    }

  private:
    bool HasFreeWorker() const
    {
        return m_workers == 0 || m_working < m_workers;
    }

    void BeginNext();

    std::uint32_t m_workers;
    std::uint32_t m_working{0};
    std::deque<Job*> m_waiting;
    ns3::EventId m_next;
};

} // namespace pagewire

#endif
