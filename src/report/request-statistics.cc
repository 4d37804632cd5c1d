// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-statistics.h"

#include "node/browser-cache.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** Who answered, where it was no cache. */
const std::string ORIGIN = "origin";
const std::string FAILED = "failed";

/** Whether what is stored is no longer valid has then remained open. */
bool
FailedToValidate(const CacheTrace& trace)
{
    return trace.outcome == CacheOutcome::UPDATED && trace.forwardStatus.value_or(500) >= 500;
}

} // namespace

std::optional<ns3::Time>
Percentile(const std::vector<ns3::Time>& sorted, unsigned percent)
{
    if (sorted.empty())
    {
        return std::nullopt;
    }
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void
Staleness::Note(ns3::Time outdatedFor)
{
    if (outdatedFor.IsStrictlyPositive())
    {
        ++outdated;
        sum += outdatedFor;
        longest = std::max(longest, outdatedFor);
    }
}

RequestStatistics::RequestStatistics(std::map<std::string, std::string> tiers,
                                     ns3::Time bin,
                                     ns3::Time start)
    : m_tiers(std::move(tiers)),
      m_bin(bin),
      m_start(start)
{
    for (const auto& [cache, tier] : m_tiers)
    {
        m_caches[cache];
    }
}

void
RequestStatistics::NoteAnswer(const ClientAnswer& answer)
{
    const std::string from = answer.failed ? FAILED : WhoAnswered(answer.response);
    AnswerTotals& totals = m_answers[from];
    totals.latencies.push_back(answer.answered - answer.asked);
    totals.octets += answer.octets;
    m_last = std::max(m_last, answer.answered);
    LoadBin& bin = BinAt(answer.answered);
    ++bin.asked;
    bin.failures += answer.failed;
    if (!answer.failed)
    {
        bin.hits += from != ORIGIN;
        totals.staleness.Note(answer.outdatedFor);
    }
}

/** The cache nearest to the client that had no need to ask on is the one that answered. Members of
 * Cache-Status are in the order in which the response passed (RFC 9211 section 2). */
std::string
RequestStatistics::WhoAnswered(const Response& response) const
{
    const std::vector<std::string> members = response.fields.List("Cache-Status");
    const auto hit = std::find_if(members.rbegin(), members.rend(), [](const auto& member) {
        return member.find("; hit") != std::string::npos;
    });
    if (hit == members.rend())
    {
        return ORIGIN;
    }
    const std::string cache = hit->substr(0, hit->find(';'));
    return cache == BROWSER_CACHE ? cache : TierOf(cache);
}

void
RequestStatistics::NoteDecided(const std::string& cache, const CacheRecord& record)
{
    CacheTotals& totals = m_caches.at(cache);
    totals.bytesFromCache += record.bytesFromCache;
    totals.bytesFromBehind += record.bytesFromBehind;
    if (record.background)
    {
        ++totals.background;
        return;
    }
    ++totals.requests;
    if (FailedToValidate(record.trace))
    {
        ++totals.failed;
        return;
    }
    ++totals.outcomes[record.trace.outcome];
}

void
RequestStatistics::NoteSent(const ServedRecord& record)
{
    ++m_origins.requests;
    m_origins.notModified += record.response.status == 304;
    m_origins.octets += record.responseBodyBytes;
    LoadBin& bin = BinAt(record.received);
    ++bin.originRequests;
    bin.originOctets += record.responseBodyBytes;
}

void
RequestStatistics::NoteStored(const std::string& cache, const HttpCache& store)
{
    CacheTotals& totals = m_caches.at(cache);
    totals.storedBytes = store.Bytes();
    totals.storedCount = store.Count();
    totals.evictions = store.Evictions();
}

const std::string&
RequestStatistics::TierOf(const std::string& cache) const
{
    return m_tiers.at(cache);
}

LoadBin&
RequestStatistics::BinAt(ns3::Time at)
{
    const auto place = static_cast<std::size_t>((at - m_start).GetTimeStep() / m_bin.GetTimeStep());
    m_bins.resize(std::max(m_bins.size(), place + 1));
    return m_bins[place];
}

const std::map<std::string, CacheTotals>&
RequestStatistics::Caches() const
{
    return m_caches;
}

const std::map<std::string, AnswerTotals>&
RequestStatistics::Answers() const
{
    return m_answers;
}

const OriginTotals&
RequestStatistics::Origins() const
{
    return m_origins;
}

const std::vector<LoadBin>&
RequestStatistics::Bins() const
{
    return m_bins;
}

ns3::Time
RequestStatistics::LastAnswer() const
{
    return m_last;
}

ns3::Time
RequestStatistics::BinLength() const
{
    return m_bin;
}

std::uint64_t
RequestStatistics::Failures() const
{
    const auto found = m_answers.find(FAILED);
    return found == m_answers.end() ? 0 : found->second.latencies.size();
}

std::uint64_t
RequestStatistics::Revalidated() const
{
    std::uint64_t count = 0;
    for (const auto& [cache, totals] : m_caches)
    {
        const auto found = totals.outcomes.find(CacheOutcome::REVALIDATED);
        if (TierOf(cache) == "edge" && found != totals.outcomes.end())
        {
            count += found->second;
        }
    }
    return count;
}

template <typename Predicate>
AnswerTotals
RequestStatistics::Together(Predicate isWanted) const
{
    AnswerTotals all;
    for (const auto& [from, some] : m_answers)
    {
        if (isWanted(from))
        {
            all.latencies.insert(all.latencies.end(), some.latencies.begin(), some.latencies.end());
            all.octets += some.octets;
            all.staleness.outdated += some.staleness.outdated;
            all.staleness.sum += some.staleness.sum;
            all.staleness.longest = std::max(all.staleness.longest, some.staleness.longest);
        }
    }
    std::sort(all.latencies.begin(), all.latencies.end());
    return all;
}

AnswerTotals
RequestStatistics::AllAnswers() const
{
    return Together([](const std::string&) { return true; });
}

AnswerTotals
RequestStatistics::CacheAnswers() const
{
    return Together([](const std::string& from) { return from != FAILED && from != ORIGIN; });
}

} // namespace pagewire
