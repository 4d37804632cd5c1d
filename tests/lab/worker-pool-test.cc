// SPDX-License-Identifier: GPL-2.0-only
#include "lab/worker-pool.h"

#include "lab/progress-line.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <set>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

/** Runs the jobs. \return how each ended */
std::map<std::size_t, WorkerEnd>
RunJobs(unsigned workers, std::size_t count, const std::function<int(std::size_t)>& work)
{
    std::map<std::size_t, WorkerEnd> ends;
    WorkerPool pool(workers);
    WorkerDuties duties;
    duties.work = work;
    duties.ended = [&](const WorkerEnd& end) { ends[end.job] = end; };
    const int signal = pool.Run(count, duties);
    EXPECT_EQ(signal, 0);
    return ends;
}

} // namespace

TEST(WorkerPool, ReportsExitStatusAndSignalOfEachJob)
{
    const auto ends = RunJobs(2, 3, [](std::size_t job) -> int {
        if (job == 1)
        {
            raise(SIGKILL);
        }
        return static_cast<int>(job) + 4;
    });
    ASSERT_EQ(ends.size(), 3u);
    EXPECT_EQ(ends.at(0).exitStatus, 4);
    EXPECT_EQ(ends.at(0).signal, 0);
    EXPECT_EQ(ends.at(1).signal, SIGKILL);
    EXPECT_EQ(ends.at(2).exitStatus, 6);
}

TEST(WorkerPool, EachJobHasAProcessOfItsOwn)
{
    int changed = 0;
    const auto ends = RunJobs(1, 2, [&changed](std::size_t) { return ++changed; });
    EXPECT_EQ(ends.at(0).exitStatus, 1);
    EXPECT_EQ(ends.at(1).exitStatus, 1);
    EXPECT_EQ(changed, 0);
}

TEST(WorkerPool, AnExceptionIsStatusOne)
{
    testing::internal::CaptureStderr();
    const auto ends =
        RunJobs(1, 1, [](std::size_t) -> int { throw std::runtime_error("went wrong"); });
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "pagewire: went wrong\n");
    EXPECT_EQ(ends.at(0).exitStatus, 1);
}

TEST(WorkerPool, NoMoreWorkersThanAsked)
{
    // Each worker takes a lock that only as many can hold as may run; pipes count them.
    int tokens[2];
    ASSERT_EQ(pipe(tokens), 0);
    ASSERT_EQ(write(tokens[1], "xx", 2), 2);
    const auto ends = RunJobs(2, 6, [&tokens](std::size_t) {
        char token = 0;
        alarm(5);
        if (read(tokens[0], &token, 1) != 1)
        {
            return 1;
        }
        usleep(10000);
        return write(tokens[1], &token, 1) == 1 ? 0 : 1;
    });
    EXPECT_EQ(ends.size(), 6u);
    for (const auto& [job, end] : ends)
    {
        EXPECT_EQ(end.exitStatus, 0) << job;
        EXPECT_EQ(end.signal, 0) << job;
    }
    close(tokens[0]);
    close(tokens[1]);
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
        return 0;
    };
    duties.ended = [&](const WorkerEnd&) { ++ended; };
    EXPECT_EQ(pool.Run(4, duties), SIGINT);
    EXPECT_EQ(ended, 0u);
    errno = 0;
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a worker was left";
}

TEST(WorkerPool, LeavesTheSignalMaskAsItWas)
{
    sigset_t before;
    sigprocmask(SIG_SETMASK, nullptr, &before);
    RunJobs(1, 1, [](std::size_t) { return 0; });
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
