// SPDX-License-Identifier: GPL-2.0-only
#include "cache/eviction-policy.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "cache/clock-policy.h"
#include "cache/fifo-policy.h"
#include "cache/gdsf-policy.h"
#include "cache/lfu-policy.h"
#include "cache/lru-policy.h"
#include "cache/s3-fifo-policy.h"
#include "cache/sieve-policy.h"

#include <algorithm>

namespace pagewire
{

namespace
{

template <class Policy>
std::unique_ptr<EvictionPolicy>
Make(std::uint64_t /* capacity */)
{
    return std::make_unique<Policy>();
}

std::unique_ptr<EvictionPolicy>
MakeS3Fifo(std::uint64_t capacity)
{
    return std::make_unique<S3FifoPolicy>(capacity);
}

struct Registered
{
    const char* name;
    std::unique_ptr<EvictionPolicy> (*make)(std::uint64_t capacity);
};

/** Every policy there is; a new one is a line here. */
const std::vector<Registered>&
Policies()
{
    static const std::vector<Registered> policies{
        {"fifo", Make<FifoPolicy>},
        {"lru", Make<LruPolicy>},
        {"clock", Make<ClockPolicy>},
        {"lfu", Make<LfuPolicy>},
        {"gdsf", Make<GdsfPolicy>},
        {"sieve", Make<SievePolicy>},
        {"s3-fifo", MakeS3Fifo},
    };
    return policies;
}

} // namespace

std::unique_ptr<EvictionPolicy>
MakeEvictionPolicy(const std::string& name, std::uint64_t capacity)
{
    const auto& policies = Policies();
    const auto found = std::find_if(policies.begin(), policies.end(), [&](const Registered& one) {
        return one.name == name;
    });
    if (found == policies.end())
    {
        const std::vector<std::string>& names = EvictionPolicyNames();
        throw InputError("'" + name +
                         "' is no eviction policy: " + DidYouMean(name, names, OneOf(names)));
    }
    return found->make(capacity);
}

const std::vector<std::string>&
EvictionPolicyNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Registered& policy : Policies())
        {
            all.emplace_back(policy.name);
        }
        return all;
    }();
    return names;
}

} // namespace pagewire
