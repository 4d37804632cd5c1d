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
     * \param work runs in the worker; its return value is the exit status
     * \param ended is called in the parent for each worker, in the order of their ends
     * \param tick is called in the parent now and then
     * \return 0 when all jobs have ended, else the signal that stopped it
     */
    int Run(std::size_t count,
            const std::function<int(std::size_t)>& work,
            const std::function<void(const WorkerEnd&)>& ended,
            const std::function<void()>& tick);

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
