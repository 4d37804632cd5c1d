// SPDX-License-Identifier: GPL-2.0-only
#include "lab/worker-pool.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace pagewire
{

namespace
{

constexpr long TICK_NANOSECONDS = 200000000;

/** The worker's life: never returns into the parent's code. */
[[noreturn]] void
RunWorker(std::size_t job, const std::function<int(std::size_t)>& work, pid_t parent)
{
#ifdef __linux__
    // A parent that is killed outright must not leave workers behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
    {
        _exit(1);
    }
#else
    (void)parent;
#endif
    int status = 1;
    try
    {
        status = work(job);
    }
    catch (const std::exception& e)
    {
        std::cerr << "pagewire: " << e.what() << std::endl;
    }
    std::cout.flush();
    std::fflush(nullptr);
    // Not exit(): what the parent registered for its own end is not ours to run.
    _exit(status);
}

} // namespace

WorkerPool::WorkerPool(unsigned workers)
    : m_workers(std::max(1U, workers))
{
    sigemptyset(&m_waited);
    for (const int number : {SIGCHLD, SIGINT, SIGTERM, SIGHUP})
    {
        sigaddset(&m_waited, number);
    }
    // Blocked signals wait until Run asks for them: nothing can slip in between.
    sigprocmask(SIG_BLOCK, &m_waited, &m_before);
}

WorkerPool::~WorkerPool()
{
    KillAll();
    sigprocmask(SIG_SETMASK, &m_before, nullptr);
}

unsigned
WorkerPool::DefaultWorkers()
{
#ifdef __linux__
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof(usable), &usable) == 0)
    {
        return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
    }
#endif
    return static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

int
WorkerPool::Run(std::size_t count, const WorkerDuties& duties)
{
    std::signal(SIGCHLD, SIG_DFL);
    std::size_t next = 0;
    while (next < count || !m_running.empty())
    {
        while (next < count && m_running.size() < m_workers)
        {
            duties.starting(next);
            Start(next++, duties.work);
        }
        const timespec patience{0, TICK_NANOSECONDS};
        const int number = sigtimedwait(&m_waited, nullptr, &patience);
        if (number == SIGINT || number == SIGTERM || number == SIGHUP)
        {
            KillAll();
            return number;
        }
        Reap(duties.ended);
        duties.tick();
    }
    return 0;
}

void
WorkerPool::Start(std::size_t job, const std::function<int(std::size_t)>& work)
{
    // What is still buffered would otherwise be printed twice.
    std::cout.flush();
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error("a worker process cannot be started: " +
                                 std::string(std::strerror(errno)));
    }
    if (child == 0)
    {
        sigprocmask(SIG_SETMASK, &m_before, nullptr);
        RunWorker(job, work, parent);
    }
    m_running.emplace(child, job);
}

void
WorkerPool::Reap(const std::function<void(const WorkerEnd&)>& ended)
{
    // One SIGCHLD may stand for several ends, so each worker is asked.
    std::vector<WorkerEnd> ends;
    for (auto worker = m_running.begin(); worker != m_running.end();)
    {
        int status = 0;
        const pid_t found = waitpid(worker->first, &status, WNOHANG);
        if (found == 0)
        {
            ++worker;
            continue;
        }
        // Where somebody else in this process has waited for it, how it ended is not known.
        const bool known = found == worker->first;
        ends.push_back({worker->second,
                        known ? (WIFEXITED(status) ? WEXITSTATUS(status) : 0) : 1,
                        known && WIFSIGNALED(status) ? WTERMSIG(status) : 0});
        worker = m_running.erase(worker);
    }
    for (const WorkerEnd& end : ends)
    {
        ended(end);
    }
}

void
WorkerPool::KillAll()
{
    for (const auto& [worker, job] : m_running)
    {
        kill(worker, SIGKILL);
    }
    for (const auto& [worker, job] : m_running)
    {
        waitpid(worker, nullptr, 0);
    }
    m_running.clear();
}

} // namespace pagewire
