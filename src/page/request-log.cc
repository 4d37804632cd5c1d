// SPDX-License-Identifier: GPL-2.0-only
#include "page/request-log.h"

#include "base/seed.h"
#include "base/variates.h"
#include "page/popularity.h"

#include <cmath>

namespace pagewire
{

namespace
{

/** The time to the next of events that come at random, so long apart on average. */
Nanoseconds
Gap(double meanNanoseconds, Variates& variates)
{
    return Nanoseconds(std::llround(variates.Exponential() * meanNanoseconds));
}

} // namespace

RequestLog
DrawRequestLog(const RequestLogOptions& options, std::uint64_t seed)
{
    Variates times(MixSeed(seed, "request times"));
    Variates clients(MixSeed(seed, "request clients"));
    Variates objects(MixSeed(seed, "request objects"));
    Variates swaps(MixSeed(seed, "popularity drift"));
    Popularity popularity(options.objects, options.zipf);
    // Poisson processes of the clients come together to one of the sum of their rates, whose
    // events are each client's equally often.
    const double gap = static_cast<double>(options.thinkTime.count()) / options.clients;
    const double drift = static_cast<double>(options.drift.count());
    RequestLog log;
    log.reserve(options.requests);
    Nanoseconds now{0};
    Nanoseconds nextSwap = drift > 0 ? Gap(drift, swaps) : Nanoseconds::max();
    while (log.size() < options.requests)
    {
        now += Gap(gap, times);
        for (; nextSwap <= now; nextSwap += Gap(drift, swaps))
        {
            popularity.Swap(swaps);
        }
        log.push_back({now,
                       static_cast<std::uint32_t>(clients.Below(options.clients)),
                       static_cast<std::uint32_t>(popularity.Draw(objects))});
    }
    return log;
}

} // namespace pagewire
