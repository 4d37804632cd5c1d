// SPDX-License-Identifier: GPL-2.0-only
// What must hold whatever is asked of a cache in whatever order. RapidCheck draws sequences of
// steps and makes a failing one as short and small as it can. Its seed is fixed, and printed when
// it finds something; RC_PARAMS="seed=... max_success=..." looks elsewhere.
#include "cache/model-origin.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

using namespace pagewire;

namespace
{

// Before RapidCheck reads it, which it does at its first use.
const int SEEDED = setenv("RC_PARAMS", "seed=20261127 max_success=1000", 0);

/** Small numbers that mean whatever the kind makes of them: RapidCheck makes them smaller. */
struct Step
{
    enum Kind
    {
        ASK,
        WAIT,
        CHANGE,
        POLICY,
        FAULT,
        POST,
        CLEAR_MEMORY,
    };

    int kind;
    int resource;
    int what;
    int fields;
};

const std::vector<const char*> ASKED{
    "",
    "Range: bytes=0-5",
    "Range: bytes=4-",
    "Range: bytes=-3",
    "Cache-Control: no-cache",
    "Cache-Control: max-age=8",
    "Cache-Control: max-stale=12",
    "Cache-Control: no-store",
    "Cache-Control: only-if-cached",
    "Authorization: x",
    "If-None-Match: \"0-0-\"",
    "If-Match: \"0-0-\"",
};

const std::vector<CacheMode> MODES{CacheMode::DEFAULT,
                                   CacheMode::DEFAULT,
                                   CacheMode::NO_CACHE,
                                   CacheMode::RELOAD,
                                   CacheMode::NO_STORE,
                                   CacheMode::FORCE_CACHE};

std::ostream&
operator<<(std::ostream& out, const Step& step)
{
    return out << "{" << step.kind << ", " << step.resource << ", " << step.what << ", "
               << step.fields << "}";
}

rc::Gen<Step>
AnyStep()
{
    // Mostly requests, and time.
    const auto kind = rc::gen::weightedElement<int>({{12, Step::ASK},
                                                     {6, Step::WAIT},
                                                     {2, Step::CHANGE},
                                                     {2, Step::POLICY},
                                                     {2, Step::FAULT},
                                                     {1, Step::POST},
                                                     {1, Step::CLEAR_MEMORY}});
    return rc::gen::build<Step>(
        rc::gen::set(&Step::kind, kind),
        rc::gen::set(&Step::resource, rc::gen::inRange(0, ModelOrigin::RESOURCES)),
        rc::gen::set(&Step::what, rc::gen::inRange(0, 60)),
        rc::gen::set(&Step::fields, rc::gen::inRange(0, 60)));
}

/** A cache before a model of an origin, and the steps that are taken with them. */
class World
{
  public:
    explicit World(const CacheOptions& options)
        : m_options(options),
          m_script(options)
    {
        m_script.Serve(
            [this](const Request& request) { return m_origin.Respond(request, m_script.Now()); });
    }

    void Take(const Step& step);

    /** Takes out what is stored; nothing is left then. */
    void Purge();

    const std::string& History() const
    {
        return m_script.History();
    }

  private:
    void Ask(const Step& step);
    void CheckContent(int resource, const Request& request, const CacheResult& result) const;
    void CheckStored(int resource,
                     const Request& request,
                     CacheMode mode,
                     const CacheResult& result) const;
    void CheckStale(const Request& request,
                    const CacheResult& result,
                    int past,
                    const CachingPolicy& policy) const;

    CacheOptions m_options;
    CacheScript m_script;
    ModelOrigin m_origin;
};

void
World::Take(const Step& step)
{
    switch (step.kind)
    {
    case Step::ASK:
        Ask(step);
        break;
    case Step::WAIT:
        m_script.Wait(std::chrono::milliseconds(step.what * 500));
        break;
    case Step::CHANGE:
        m_origin.Change(step.resource, step.what % 4, m_script.Now());
        break;
    case Step::POLICY:
        m_origin.SetPolicy(step.resource, step.what % static_cast<int>(CachingPolicies().size()));
        break;
    case Step::FAULT:
        m_origin.SetFault(static_cast<Fault>(step.what % FAULTS));
        break;
    case Step::POST:
    {
        Request post = GetWith("", ModelOrigin::TargetOf(step.resource));
        post.method = "POST";
        m_script.Ask(post);
        break;
    }
    case Step::CLEAR_MEMORY:
        m_script.Cache().ClearMemory();
        break;
    }
    HttpCache& cache = m_script.Cache();
    RC_ASSERT(cache.Bytes() <= std::max(m_options.memory.capacity, m_options.disk.capacity));
    RC_ASSERT((cache.Count() == 0) == (cache.Bytes() == 0));
}

void
World::Purge()
{
    HttpCache& cache = m_script.Cache();
    for (int resource = 0; resource < ModelOrigin::RESOURCES; ++resource)
    {
        cache.Purge("http://a.example" + ModelOrigin::TargetOf(resource));
    }
    RC_ASSERT(cache.Count() == 0u);
    RC_ASSERT(cache.Bytes() == 0u);
}

void
World::Ask(const Step& step)
{
    const auto choice = static_cast<std::size_t>(step.what);
    std::string fields = ASKED[choice % ASKED.size()];
    if (step.fields % 3 > 0)
    {
        fields += "\nFoo: " + std::to_string(step.fields % 3);
    }
    Request request = GetWith(fields, ModelOrigin::TargetOf(step.resource));
    request.method = step.fields % 10 == 9 ? "HEAD" : "GET";
    const CacheMode mode = MODES[static_cast<std::size_t>(step.fields / 10) % MODES.size()];
    const CacheResult result = m_script.Ask(request, mode);
    if (request.method == "GET")
    {
        CheckContent(step.resource, request, result);
    }
    const CacheOutcome outcome = result.trace.outcome;
    if (outcome == CacheOutcome::HIT || outcome == CacheOutcome::STALE)
    {
        CheckStored(step.resource, request, mode, result);
    }
}

/** What is served is a version that there was, whole or the part that it says. */
void
World::CheckContent(int resource, const Request& request, const CacheResult& result) const
{
    const int status = result.response.status;
    if (result.whole && (status == 200 || status == 206))
    {
        RC_ASSERT(m_origin.HadVersion(resource, request, result.response, result.body));
    }
    const CacheOutcome outcome = result.trace.outcome;
    const bool fromStore = outcome == CacheOutcome::HIT || outcome == CacheOutcome::STALE ||
                           outcome == CacheOutcome::REVALIDATED;
    RC_ASSERT(result.whole || !fromStore);
}

/** What is served out of the store was allowed to be there, and to be served. */
void
World::CheckStored(int resource,
                   const Request& request,
                   CacheMode mode,
                   const CacheResult& result) const
{
    const std::size_t serial = std::stoul(result.response.fields.Combined("Serial"));
    const ModelOrigin::Record& record = m_origin.RecordOf(serial);
    const CachingPolicy& policy = *record.policy;
    const Nanoseconds age =
        m_script.Now() - record.time + Nanoseconds(std::chrono::seconds(policy.age));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(age).count();
    RC_ASSERT(result.response.fields.Combined("Age") == std::to_string(seconds));
    RC_ASSERT(!policy.noStore && !record.noStore);
    RC_ASSERT(!m_options.shared || !policy.isPrivate);
    RC_ASSERT(!m_options.shared || !record.authorized || policy.forAuthorized);
    if (mode == CacheMode::FORCE_CACHE)
    {
        return;
    }
    RC_ASSERT(!policy.noCache);
    RC_ASSERT(serial >= m_origin.FirstValid(resource));
    const std::string control = request.fields.Combined("Cache-Control");
    RC_ASSERT(control != "no-cache" && control != "no-store");
    const int lifetime = m_options.shared ? policy.sharedLifetime : policy.privateLifetime;
    if (age >= std::chrono::seconds(lifetime))
    {
        CheckStale(request, result, static_cast<int>(seconds) - lifetime, policy);
    }
    else if (!result.forwarded)
    {
        RC_ASSERT(control != "max-age=8" || age <= std::chrono::seconds(8));
    }
}

/** \param past seconds past its lifetime, rounded down */
void
World::CheckStale(const Request& request,
                  const CacheResult& result,
                  int past,
                  const CachingPolicy& policy) const
{
    const bool forbidden =
        m_options.shared ? policy.sharedForbidsStale : policy.privateForbidsStale;
    const bool wanted = request.fields.Combined("Cache-Control") == "max-stale=12" && past <= 12;
    const bool meanwhile = past < policy.staleWhileRevalidate;
    const bool failed = result.forwarded && past < policy.staleIfError;
    RC_ASSERT(!forbidden);
    RC_ASSERT(result.trace.outcome == CacheOutcome::STALE);
    RC_ASSERT(wanted || meanwhile || failed);
}

/** \return what happened */
std::string
Run(const std::vector<Step>& steps, const CacheOptions& options)
{
    World world(options);
    for (const Step& step : steps)
    {
        world.Take(step);
    }
    world.Purge();
    return world.History();
}

/** Two tiers, of which memory holds a few responses and disk some more. */
CacheOptions
Small(bool shared)
{
    CacheOptions options = shared ? SharedCache() : PrivateCache();
    options.memory.capacity = 600;
    options.disk.capacity = 900;
    return options;
}

void
Check(const CacheOptions& options)
{
    const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep());
    const std::string history = Run(steps, options);
    RC_ASSERT(Run(steps, options) == history);
}

} // namespace

RC_GTEST_PROP(HttpCacheProperties, HoldInASharedCacheWithRoom, ())
{
    Check(SharedCache());
}

RC_GTEST_PROP(HttpCacheProperties, HoldInAPrivateCacheWithRoom, ())
{
    Check(PrivateCache());
}

RC_GTEST_PROP(HttpCacheProperties, HoldInASharedCacheOfTwoSmallTiers, ())
{
    Check(Small(true));
}

RC_GTEST_PROP(HttpCacheProperties, HoldInAPrivateCacheOfTwoSmallTiers, ())
{
    Check(Small(false));
}
