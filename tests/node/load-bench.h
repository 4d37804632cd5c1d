// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_LOAD_BENCH_H
#define PAGEWIRE_TESTS_NODE_LOAD_BENCH_H

#include "net/network.h"
#include "node/browser.h"
#include "node/origin.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire::test
{

/** \return a page of one document and so many further resources that depend on it, all of a size */
Page PageOfObjects(std::size_t objects, std::uint64_t size);

/** A link as fast as makes no odds: what is measured on it is round trips. */
LinkOptions FastLink(ns3::Time oneWay);

/** A visit after the first one. */
struct FurtherVisit
{
    Navigation navigation;
    ns3::Time pause{ns3::Seconds(1)};
};

/** What a bench is made of; tests change what they are about. */
struct BenchOptions
{
    std::vector<LinkOptions> links{FastLink(ns3::MilliSeconds(25))};
    std::string protocol{"h11"};
    std::optional<TlsOptions> tls;
    std::vector<std::string> served; //!< hosts that the origin has; none: all of the page's
    TcpOptions tcp;
    H1Options h1;
    H2Options h2;
    QuicOptions quic; //!< h3 has TLS 1.3 whatever tls says
    std::vector<FurtherVisit> visits;
    std::function<void(Browser&)> browser; //!< further settings, before the start
    std::function<void(Origin&)> origin;
};

/** A browser, a path and an origin; loads a page and keeps what the trace sources tell. */
class LoadBench
{
  public:
    LoadBench(Page page, BenchOptions options);
    ~LoadBench();

    LoadBench(const LoadBench&) = delete;
    LoadBench& operator=(const LoadBench&) = delete;

    /** Starts the load at virtual time 0 and runs until nothing happens any more. */
    void Run();

    /** \return the onload moment in units of the propagation round trip */
    double RoundTrips() const;

    /** \return octets that entered the path in both directions */
    std::uint64_t Octets() const;

    /** \return the record of a resource, in a visit */
    const RequestRecord& Of(std::size_t resource, std::uint32_t visit = 1) const;

    /** \return how long a visit took until its onload moment; less than 0: it did not come */
    ns3::Time LoadTime(std::uint32_t visit) const;

    /** \return the resources in the order in which they were asked for */
    std::vector<std::size_t> SendOrder() const;

    /** \return whether every resource came, once, with its own status and size */
    ::testing::AssertionResult AllArrived() const;

    /** \return the same, whatever the status */
    ::testing::AssertionResult AllCame() const;

    std::shared_ptr<const Page> page;
    std::unique_ptr<Network> network;
    ns3::Ptr<Browser> browser;
    ns3::Ptr<Origin> origin;

    std::vector<RequestRecord> queued;
    std::vector<RequestRecord> sent;
    std::vector<RequestRecord> complete;
    std::vector<ConnectionRecord> opened;
    std::vector<ConnectionRecord> closed;
    std::vector<ServedRecord> received;
    std::vector<ServedRecord> responded;
    std::vector<ConnectionRecord> served;
    std::optional<ns3::Time> loaded; //!< the first time
    std::vector<VisitRecord> visits; //!< that are over

  private:
    void SetContexts(const std::vector<std::string>& names);
    void Watch();
    ::testing::AssertionResult Arrived(bool withStatus) const;

    BenchOptions m_options;
};

} // namespace pagewire::test

#endif
