// SPDX-License-Identifier: GPL-2.0-only
#include "lab/worker-pool.h"

#include "lab/progress-line.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <set>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

/** Runs the jobs. \return why each failed, by job */
std::map<std::size_t, std::string>
RunJobs(unsigned workers, std::size_t count, const std::function<void(std::size_t)>& work)
{
    std::map<std::size_t, std::string> ends;
    WorkerPool pool(workers);
    WorkerDuties duties;
    duties.work = work;
    duties.ended = [&](const JobEnd& end) {
        EXPECT_TRUE(ends.emplace(end.job, end.failure).second);
    };
    EXPECT_EQ(pool.Run(count, duties), 0);
    return ends;
}

using Ends = std::map<std::size_t, std::string>;

} // namespace

TEST(WorkerPool, TellsWhyAJobFailedAndDoesTheOthers)
{
    const Ends ends = RunJobs(2, 5, [](std::size_t job) {
        if (job == 1)
        {
            raise(SIGKILL);
        }
        if (job == 2)
        {
            _exit(7);
        }
        if (job == 3)
        {
            throw std::runtime_error(std::string(100000, 'x'));
        }
    });
    EXPECT_EQ(ends,
              (Ends{{0, ""},
                    {1, "its process was killed by signal 9 (Killed)"},
                    {2, "its process ended with status 7"},
                    {3, std::string(100000, 'x')},
                    {4, ""}}));
}

TEST(WorkerPool, AWorkerDoesManyJobsButNotInTheParent)
{
    int changed = 0;
    const Ends ends = RunJobs(1, 1500, [&changed](std::size_t) {
        throw std::runtime_error(std::to_string(++changed));
    });
    EXPECT_EQ(changed, 0);
    EXPECT_EQ(ends.size(), 1500u);
    EXPECT_EQ(ends.at(999), "1000");
    EXPECT_EQ(ends.at(1000), "1") << "a fresh process";
}

TEST(WorkerPool, AJobMayHaveAProcessOfItsOwn)
{
    int changed = 0;
    WorkerPool pool(1, 1);
    WorkerDuties duties;
    duties.work = [&changed](std::size_t) { throw std::runtime_error(std::to_string(++changed)); };
    duties.ended = [](const JobEnd& end) { EXPECT_EQ(end.failure, "1"); };
    EXPECT_EQ(pool.Run(3, duties), 0);
}

TEST(WorkerPool, AsManyWorkersAsAsked)
{
    // Each of two jobs waits for the other one.
    int there[2];
    int back[2];
    ASSERT_EQ(pipe(there), 0);
    ASSERT_EQ(pipe(back), 0);
    const Ends ends = RunJobs(2, 2, [&](std::size_t job) {
        char word = 'x';
        alarm(5);
        const bool first = job == 0;
        if (write(first ? there[1] : back[1], &word, 1) != 1 ||
            read(first ? back[0] : there[0], &word, 1) != 1)
        {
            throw std::runtime_error("the other one is not there");
        }
    });
    EXPECT_EQ(ends, (Ends{{0, ""}, {1, ""}}));
}

TEST(WorkerPool, NoMoreWorkersThanAsked)
{
    // A job takes the token, and fails if it is not there.
    int tokens[2];
    ASSERT_EQ(pipe2(tokens, O_NONBLOCK), 0);
    ASSERT_EQ(write(tokens[1], "xx", 2), 2);
    const Ends ends = RunJobs(2, 6, [&tokens](std::size_t) {
        char token = 0;
        if (read(tokens[0], &token, 1) != 1)
        {
            throw std::runtime_error("no token");
        }
        usleep(10000);
        if (write(tokens[1], &token, 1) != 1)
        {
            throw std::runtime_error("no way to give it back");
        }
    });
    EXPECT_EQ(ends.size(), 6u);
    for (const auto& [job, failure] : ends)
    {
        EXPECT_EQ(failure, "") << job;
    }
}

TEST(WorkerPool, AnInterruptEndsEveryWorker)
{
    WorkerPool pool(2);
    std::size_t ended = 0;
    WorkerDuties duties;
    duties.work = [](std::size_t job) {
        if (job == 1)
        {
            kill(getppid(), SIGINT);
        }
        sleep(60);
    };
    duties.ended = [&](const JobEnd&) { ++ended; };
    EXPECT_EQ(pool.Run(4, duties), SIGINT);
    EXPECT_EQ(ended, 0u);
    errno = 0;
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a worker was left";
}

TEST(WorkerPool, LeavesTheSignalMaskAsItWas)
{
    sigset_t before;
    sigprocmask(SIG_SETMASK, nullptr, &before);
    RunJobs(1, 1, [](std::size_t) {});
    sigset_t after;
    sigprocmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
    EXPECT_EQ(sigismember(&after, SIGINT), 0);
}

TEST(ProgressLine, SaysWhatIsDoneAndWhatIsLeft)
{
    EXPECT_EQ(FormatProgress(0, 0, 40, "runs", 0s), "0 of 40 runs");
    EXPECT_EQ(FormatProgress(10, 0, 40, "runs", 10s), "10 of 40 runs, about 30 s left");
    EXPECT_EQ(FormatProgress(10, 2, 40, "runs", 60s), "10 of 40 runs, 2 failed, about 3 min left");
    EXPECT_EQ(FormatProgress(1, 0, 11, "runs", 1h), "1 of 11 runs, about 10 h left");
    EXPECT_EQ(FormatProgress(40, 0, 40, "runs", 10s), "40 of 40 runs");
}
