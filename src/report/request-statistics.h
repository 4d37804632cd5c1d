// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_REQUEST_STATISTICS_H
#define PAGEWIRE_REPORT_REQUEST_STATISTICS_H

#include "cache/http-cache.h"
#include "node/records.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** A request of one of many clients, and what came of it. Cache-Status of the response tells who
 * answered, the client's own cache included, as BROWSER_CACHE. */
struct ClientAnswer
{
    ns3::Time asked{0};
    ns3::Time answered{0}; //!< the response was whole, or the failure
    Response response;
    std::uint64_t octets{0};  //!< of content
    bool failed{false};       //!< there is no response, or one of status 500 and above
    ns3::Time outdatedFor{0}; //!< since when there had been a newer version when it was asked for
};

/** How long answers had been outdated at the origin when they were asked for. */
struct Staleness
{
    std::uint64_t outdated{0}; //!< how many were
    ns3::Time sum{0};
    ns3::Time longest{0};

    void Note(ns3::Time outdatedFor);
};

/** What a cache did in a run. */
struct CacheTotals
{
    std::uint64_t requests{0};                      //!< of those in front
    std::map<CacheOutcome, std::uint64_t> outcomes; //!< of these, but for the failed
    std::uint64_t failed{0};     //!< validations that brought nothing, or a status of 500 and above
    std::uint64_t background{0}; //!< validations for nobody in front
    std::uint64_t bytesFromCache{0};
    std::uint64_t bytesFromBehind{0};
    std::uint64_t storedBytes{0}; //!< at the end
    std::uint64_t storedCount{0};
    std::uint64_t evictions{0};
};

/** What clients had from one place: from the caches of a tier or of clients themselves that
 * answered out of their stores, or from the origin. */
struct AnswerTotals
{
    std::vector<ns3::Time> latencies; //!< of each answer
    std::uint64_t octets{0};
    Staleness staleness;
};

/** \return the latency of nearest rank: the least that so many percent are not above; none if there
 * are none \param sorted from the shortest on */
std::optional<ns3::Time> Percentile(const std::vector<ns3::Time>& sorted, unsigned percent);

/** What origins answered. */
struct OriginTotals
{
    std::uint64_t requests{0};
    std::uint64_t notModified{0}; //!< answered by 304
    std::uint64_t octets{0};      //!< of content
};

/** What happened in one stretch of time. */
struct LoadBin
{
    std::uint64_t asked{0};    //!< requests of clients, by when they were answered
    std::uint64_t hits{0};     //!< of these, answered by some cache
    std::uint64_t failures{0}; //!< of these
    std::uint64_t originRequests{0};
    std::uint64_t originOctets{0};
};

/** Adds up what becomes of many clients' requests, so that not every one of them need be kept. */
class RequestStatistics
{
  public:
    /** \param tiers names of the caches in Cache-Status, and of what tier each is: "edge-1" of
     * "edge" \param bin length of a stretch of time \param start what times count from */
    RequestStatistics(std::map<std::string, std::string> tiers, ns3::Time bin, ns3::Time start);

    void NoteAnswer(const ClientAnswer& answer);
    void NoteDecided(const std::string& cache, const CacheRecord& record);
    void NoteSent(const ServedRecord& record);

    /** What a cache holds at the end. */
    void NoteStored(const std::string& cache, const HttpCache& store);

    /** \return the tier of a cache */
    const std::string& TierOf(const std::string& cache) const;

    const std::map<std::string, CacheTotals>& Caches() const;   //!< by name
    const std::map<std::string, AnswerTotals>& Answers() const; //!< by tier, "browser", "origin"
                                                                //!< or "failed"

    /** \return all answers together, latencies from the shortest on */
    AnswerTotals AllAnswers() const;

    /** \return those that some cache gave out of its store, likewise */
    AnswerTotals CacheAnswers() const;

    std::uint64_t Failures() const;    //!< of all answers
    std::uint64_t Revalidated() const; //!< requests to edges that a 304 let these answer
    const OriginTotals& Origins() const;
    const std::vector<LoadBin>& Bins() const;
    ns3::Time BinLength() const;
    ns3::Time LastAnswer() const; //!< when it came

  private:
    template <typename Predicate>
    AnswerTotals Together(Predicate isWanted) const;
    std::string WhoAnswered(const Response& response) const;
    LoadBin& BinAt(ns3::Time at);

    std::map<std::string, std::string> m_tiers;
    ns3::Time m_bin;
    ns3::Time m_start;
    std::map<std::string, CacheTotals> m_caches;
    std::map<std::string, AnswerTotals> m_answers;
    OriginTotals m_origins;
    std::vector<LoadBin> m_bins;
    ns3::Time m_last{0};
};

} // namespace pagewire

#endif
