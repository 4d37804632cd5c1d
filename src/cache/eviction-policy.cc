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

/** Every policy there is; a new one is a line here. */
const std::vector<EvictionPolicyKind>&
Policies()
{
    static const std::vector<EvictionPolicyKind> policies{
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

EvictionPolicyKind
EvictionPolicyNamed(const std::string& name)
{
    const auto& policies = Policies();
    const auto found =
        std::find_if(policies.begin(), policies.end(), [&](const EvictionPolicyKind& one) {
            return one.name == name;
        });
    if (found == policies.end())
    {
        const std::vector<std::string>& names = EvictionPolicyNames();
        throw InputError("'" + name +
                         "' is no eviction policy: " + DidYouMean(name, names, OneOf(names)));
    }
    return *found;
}

std::unique_ptr<EvictionPolicy>
MakeEvictionPolicy(const std::string& name, std::uint64_t capacity)
{
    return EvictionPolicyNamed(name).make(capacity);
}

const std::vector<std::string>&
EvictionPolicyNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const EvictionPolicyKind& policy : Policies())
        {
            all.emplace_back(policy.name);
        }
        return all;
    }();
    return names;
}

} // namespace pagewire
