// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_WORKER_POOL_H
#define PAGEWIRE_LAB_WORKER_POOL_H

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <functional>
#include <map>

namespace pagewire
{

/** How a worker process ended. */
struct WorkerEnd
{
    std::size_t job{0};
    int exitStatus{0}; //!< where signal is 0
    int signal{0};     //!< that ended it; 0: it left by itself
};

/** What a pool does for each job, and when. */
struct WorkerDuties
{
    std::function<void(std::size_t)> starting{
        [](std::size_t) {}};              //!< in the parent, before it starts
    std::function<int(std::size_t)> work; //!< in the worker; its return value is the exit status
    std::function<void(const WorkerEnd&)> ended; //!< in the parent, in the order of ends
    std::function<void()> tick{[] {}};           //!< in the parent, now and then
};

/**
 * Runs jobs in processes of their own, so many at a time. The parent only forks and waits; SIGINT,
 * SIGTERM and SIGHUP end every worker and the run of jobs.
 */
class WorkerPool
{
  public:
    /** \param workers processes at a time, at least 1 */
    explicit WorkerPool(unsigned workers);
    ~WorkerPool();

    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /**
     * Starts jobs 0 to count - 1 in order.
     * \return 0 when all jobs have ended, else the signal that stopped it
     */
    int Run(std::size_t count, const WorkerDuties& duties);

    /** \return as many workers as this process may use processors */
    static unsigned DefaultWorkers();

  private:
    void Start(std::size_t job, const std::function<int(std::size_t)>& work);
    void Reap(const std::function<void(const WorkerEnd&)>& ended);
    void KillAll();

    unsigned m_workers;
    std::map<pid_t, std::size_t> m_running;
    sigset_t m_waited; //!< the signals that Run waits for
    sigset_t m_before; //!< the mask outside
};

} // namespace pagewire

#endif
