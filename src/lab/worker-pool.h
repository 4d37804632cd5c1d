// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_WORKER_POOL_H
#define PAGEWIRE_LAB_WORKER_POOL_H

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** How a job ended. */
struct JobEnd
{
    std::size_t job{0};
    std::string failure; //!< why it could not be done, in a sentence; empty: it was done
};

/** What a pool does for each job, and when. */
struct WorkerDuties
{
    std::function<void(std::size_t)> work;    //!< in a worker; what it throws is why it failed
    std::function<void(const JobEnd&)> ended; //!< in the parent, in the order of ends
    std::function<void()> tick{[] {}};        //!< in the parent, now and then
};

/**
 * Does jobs in worker processes, so many at a time. A worker does one job after another, for a
 * fresh process costs more than a small job; one that is killed or crashes fails the job that it
 * was at, and another one takes its place. The parent only forks and waits; SIGINT, SIGTERM and
 * SIGHUP end every worker and the run of jobs.
 */
class WorkerPool
{
  public:
    /** A worker is replaced after so many jobs, lest what libraries keep of each add up. */
    static constexpr unsigned JOBS_A_WORKER = 1000;

    /** \param workers processes at a time, at least 1
     * \param jobsAWorker 1: each job has a process of its own */
    explicit WorkerPool(unsigned workers, unsigned jobsAWorker = JOBS_A_WORKER);
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
    struct Worker
    {
        pid_t process{0};
        int socket{-1};                   //!< jobs go there, and their ends come from there
        std::optional<std::size_t> job{}; //!< that it is at
        unsigned done{0};                 //!< jobs that it was given
    };

    Worker Start(const WorkerDuties& duties) const;
    void GiveOut(std::size_t& next, std::size_t count, const WorkerDuties& duties);
    void Give(Worker& worker, std::size_t job) const;
    void Hear(const WorkerDuties& duties);
    JobEnd EndOf(Worker& worker) const;
    void Dismiss(Worker& worker) const;
    void KillAll();

    unsigned m_wanted;
    unsigned m_jobsAWorker;
    std::vector<Worker> m_workers;
    sigset_t m_waited; //!< the signals that Run waits for
    sigset_t m_before; //!< the mask outside
    int m_signals{-1}; //!< is readable when one of them has come
};

} // namespace pagewire

#endif
