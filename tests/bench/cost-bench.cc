// SPDX-License-Identifier: GPL-2.0-only
/**
 * One measurement a call, for cost.py: moves bytes over the benchmark's link and prints CPU
 * seconds, simulated seconds and resident KiB as JSON.
 *
 *     cost-bench bulk BYTES [N]                  ns-3's own bulk transfer
 *     cost-bench udp BYTES [N]                   ns-3's own UDP sockets
 *     cost-bench plain-udp BYTES [N]             the same over ns-3's own link
 *     cost-bench PROTOCOL TLS OBJECTS SIZE [N]   a page of 20 KB HTML and OBJECTS of SIZE, or with
 * none of HTML of SIZE, N times in this process
 */
#include "base/units.h"
#include "bench/bulk-transfer.h"
#include "bench/resident-memory.h"
#include "lab/option-rules.h"
#include "lab/scenario.h"
#include "lab/simulation.h"
#include "page/synthetic.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

double
CpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

SimulationInput
PageInput(const std::string& protocol,
          const std::string& tls,
          std::uint32_t objects,
          std::uint64_t size)
{
    SimulationInput input;
    input.options = ResolveOptions(Scenario::Parse("[browser]\nprotocol = " + protocol +
                                                       "\ntls = " + tls + "\ndeadline = 60min\n",
                                                   "cost-bench"));
    input.options.access = bench::BenchLink();
    SyntheticOptions page;
    page.objects = objects;
    page.size = objects == 0 ? 0 : size;
    page.html = objects == 0 ? size : page.html;
    input.page = SyntheticPage(page);
    return input;
}

double
LoadOnce(const SimulationInput& input)
{
    const RunResult result = Simulate(input);
    return result.Status() == "ok" ? (*result.loaded - result.start).GetSeconds() : -1;
}

} // namespace

int
main(int count, char** words)
{
    const std::vector<std::string> arguments(words + 1, words + count);
    const std::map<std::string, double (*)(std::uint64_t)> baselines{
        {"bulk", bench::TransferWithBulkSend},
        {"udp", bench::TransferWithUdp},
        {"plain-udp", bench::TransferWithPlainUdp}};
    const auto baseline = arguments.empty() ? baselines.end() : baselines.find(arguments[0]);
    if (arguments.size() >= 2 && baseline != baselines.end())
    {
        const auto transfer = baseline->second;
        const int times = arguments.size() > 2 ? std::stoi(arguments[2]) : 1;
        const double before = CpuSeconds();
        double seconds = 0;
        for (int i = 0; i < times && seconds >= 0; ++i)
        {
            seconds = transfer(ParseByteCount(arguments[1]));
        }
        std::printf("{\"cpu\": %f, \"simulated\": %f}\n", (CpuSeconds() - before) / times, seconds);
        return seconds < 0 ? 1 : 0;
    }
    if (arguments.size() < 4)
    {
        std::fprintf(stderr,
                     "cost-bench: give bulk, udp or plain-udp BYTES [TIMES], or PROTOCOL TLS "
                     "OBJECTS SIZE [TIMES]\n");
        return 2;
    }
    const auto input = PageInput(arguments[0],
                                 arguments[1],
                                 static_cast<std::uint32_t>(std::stoul(arguments[2])),
                                 ParseByteCount(arguments[3]));
    const int times = arguments.size() > 4 ? std::stoi(arguments[4]) : 1;
    double seconds = 0;
    long early = 0;
    const double before = CpuSeconds();
    for (int i = 0; i < times && seconds >= 0; ++i)
    {
        seconds = LoadOnce(input);
        early = i == times / 10 ? bench::ResidentKilobytes() : early;
    }
    std::printf("{\"cpu\": %f, \"simulated\": %f, \"early_kib\": %ld, \"late_kib\": %ld}\n",
                (CpuSeconds() - before) / times,
                seconds,
                early,
                bench::ResidentKilobytes());
    return seconds < 0 ? 1 : 0;
}
