// SPDX-License-Identifier: GPL-2.0-only
#include "lab/worker-pool.h"

#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

constexpr int TICK_MILLISECONDS = 200;

/** \return whether all of it came before the other side closed */
bool
ReadAll(int socket, void* buffer, std::size_t size)
{
    auto* at = static_cast<char*>(buffer);
    while (size > 0)
    {
        const ssize_t got = read(socket, at, size);
        if (got <= 0 && !(got < 0 && errno == EINTR))
        {
            return false;
        }
        const std::size_t octets = got > 0 ? static_cast<std::size_t>(got) : 0;
        at += octets;
        size -= octets;
    }
    return true;
}

/** Without SIGPIPE: that the other side is gone is noticed where it is read from. */
bool
WriteAll(int socket, const void* buffer, std::size_t size)
{
    const auto* at = static_cast<const char*>(buffer);
    while (size > 0)
    {
        const ssize_t put = send(socket, at, size, MSG_NOSIGNAL);
        if (put < 0 && errno != EINTR)
        {
            return false;
        }
        const std::size_t octets = put > 0 ? static_cast<std::size_t>(put) : 0;
        at += octets;
        size -= octets;
    }
    return true;
}

/** The worker's life: never returns into the parent's code. */
[[noreturn]] void
BeWorker(int socket, const WorkerDuties& duties, pid_t parent)
{
    // A parent that is killed outright must not leave workers behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::size_t job = 0;
    while (getppid() == parent && ReadAll(socket, &job, sizeof(job)))
    {
        std::string failure;
        try
        {
            duties.work(job);
        }
        catch (const std::exception& e)
        {
            failure = *e.what() ? e.what() : "an error without words";
        }
        const std::size_t size = failure.size();
        WriteAll(socket, &size, sizeof(size));
        WriteAll(socket, failure.data(), size);
    }
    std::cout.flush();
    std::fflush(nullptr);
    // Not exit(): what the parent registered for its own end is not ours to run.
    _exit(0);
}

/** \return how a process ended, which it should not have */
std::string
DescribeEnd(pid_t process)
{
    int status = 0;
    if (waitpid(process, &status, 0) != process)
    {
        return "its process is gone";
    }
    if (WIFSIGNALED(status))
    {
        const int number = WTERMSIG(status);
        return "its process was killed by signal " + std::to_string(number) + " (" +
               strsignal(number) + ")";
    }
    return "its process ended with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

WorkerPool::WorkerPool(unsigned workers, unsigned jobsAWorker)
    : m_wanted(std::max(1U, workers)),
      m_jobsAWorker(jobsAWorker)
{
    sigemptyset(&m_waited);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
    {
        sigaddset(&m_waited, number);
    }
    // Blocked signals wait until Run asks for them: nothing can slip in between.
    sigprocmask(SIG_BLOCK, &m_waited, &m_before);
    m_signals = signalfd(-1, &m_waited, SFD_CLOEXEC);
}

WorkerPool::~WorkerPool()
{
    KillAll();
    close(m_signals);
    sigprocmask(SIG_SETMASK, &m_before, nullptr);
}

unsigned
WorkerPool::DefaultWorkers()
{
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof(usable), &usable) == 0)
    {
        return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
    }
    return static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

int
WorkerPool::Run(std::size_t count, const WorkerDuties& duties)
{
    std::signal(SIGCHLD, SIG_DFL);
    std::size_t next = 0;
    GiveOut(next, count, duties);
    while (!m_workers.empty())
    {
        std::vector<pollfd> ears{{m_signals, POLLIN, 0}};
        for (const Worker& worker : m_workers)
        {
            ears.push_back({worker.socket, POLLIN, 0});
        }
        poll(ears.data(), ears.size(), TICK_MILLISECONDS);
        if (ears.front().revents & POLLIN)
        {
            signalfd_siginfo signal{};
            ReadAll(m_signals, &signal, sizeof(signal));
            KillAll();
            return static_cast<int>(signal.ssi_signo);
        }
        Hear(duties);
        GiveOut(next, count, duties);
        duties.tick();
    }
    return 0;
}

WorkerPool::Worker
WorkerPool::Start(const WorkerDuties& duties) const
{
    // What is still buffered would otherwise be printed twice.
    std::cout.flush();
    std::fflush(nullptr);
    int ends[2] = {-1, -1};
    const pid_t parent = getpid();
    const bool connected = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
    const pid_t child = connected ? fork() : -1;
    if (child < 0)
    {
        throw std::runtime_error("a worker process cannot be started: " +
                                 std::string(std::strerror(errno)));
    }
    if (child == 0)
    {
        close(ends[0]);
        for (const Worker& other : m_workers)
        {
            // Held open here, it would keep the other from noticing that it is dismissed.
            close(other.socket);
        }
        sigprocmask(SIG_SETMASK, &m_before, nullptr);
        BeWorker(ends[1], duties, parent);
    }
    close(ends[1]);
    return {child, ends[0]};
}

/** Every worker gets a job while there are any; those without are dismissed. */
void
WorkerPool::GiveOut(std::size_t& next, std::size_t count, const WorkerDuties& duties)
{
    for (auto worker = m_workers.begin(); worker != m_workers.end();)
    {
        const bool idle = !worker->job;
        if (idle && (next == count || worker->done == m_jobsAWorker))
        {
            Dismiss(*worker);
            worker = m_workers.erase(worker);
            continue;
        }
        if (idle)
        {
            Give(*worker, next++);
        }
        ++worker;
    }
    while (next < count && m_workers.size() < m_wanted)
    {
        m_workers.push_back(Start(duties));
        Give(m_workers.back(), next++);
    }
}

void
WorkerPool::Give(Worker& worker, std::size_t job) const
{
    worker.job = job;
    ++worker.done;
    WriteAll(worker.socket, &job, sizeof(job));
}

/** Takes what the workers have to tell. */
void
WorkerPool::Hear(const WorkerDuties& duties)
{
    std::vector<JobEnd> ends;
    for (auto worker = m_workers.begin(); worker != m_workers.end();)
    {
        pollfd ear{worker->socket, POLLIN, 0};
        if (poll(&ear, 1, 0) <= 0)
        {
            ++worker;
            continue;
        }
        ends.push_back(EndOf(*worker));
        worker = worker->process == 0 ? m_workers.erase(worker) : worker + 1;
    }
    for (const JobEnd& end : ends)
    {
        duties.ended(end);
    }
}

/** \return the end of the job that the worker was at; of the worker, too, if it is gone */
JobEnd
WorkerPool::EndOf(Worker& worker) const
{
    JobEnd end;
    end.job = worker.job.value_or(0);
    worker.job.reset();
    std::size_t size = 0;
    bool told = ReadAll(worker.socket, &size, sizeof(size));
    if (told)
    {
        end.failure.resize(size);
        told = ReadAll(worker.socket, end.failure.data(), size);
    }
    if (!told)
    {
        end.failure = DescribeEnd(worker.process);
        close(worker.socket);
        worker.process = 0;
    }
    return end;
}

void
WorkerPool::Dismiss(Worker& worker) const
{
    close(worker.socket);
    waitpid(worker.process, nullptr, 0);
}

void
WorkerPool::KillAll()
{
    for (const Worker& worker : m_workers)
    {
        kill(worker.process, SIGKILL);
    }
    for (Worker& worker : m_workers)
    {
        Dismiss(worker);
    }
    m_workers.clear();
}

} // namespace pagewire
