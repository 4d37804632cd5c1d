// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_ORIGIN_RIG_H
#define PAGEWIRE_TESTS_NODE_ORIGIN_RIG_H

#include "net/network.h"
#include "node/origin.h"
#include "support/h1-rig.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** A response as HTTP/1.1 wrote it. */
struct HeardResponse
{
    std::string text;

    /** \return "200 OK" */
    std::string Status() const;

    /** \return the value of the field, empty if it is not there */
    std::string Field(const std::string& name) const;
    HeaderFields Fields() const;
    std::string Head() const;
    std::string Body() const;
};

/** Origins of one site, site.example, one behind the other over links of 10 ms, and a client that
 * talks to them by hand over TCP. */
class OriginRig
{
  public:
    using SetUp = std::function<void(Origin& origin, std::size_t server)>;

    explicit OriginRig(const Page& page, const SetUp& setUp = {}, std::size_t servers = 1);
    ~OriginRig();

    OriginRig(const OriginRig&) = delete;
    OriginRig& operator=(const OriginRig&) = delete;

    /**
     * Asks one server on a connection of its own that begins so many seconds after the start, and
     * runs for another second. Times must ascend. \param lines field lines, each with its CRLF
     */
    HeardResponse Ask(double seconds,
                      const std::string& lines = "",
                      const std::string& requestLine = "GET / HTTP/1.1",
                      std::size_t server = 0);

    /** \return IP octets that servers have sent over the first link */
    std::uint64_t OctetsDown() const;

    std::unique_ptr<Network> network;
    std::vector<ns3::Ptr<Origin>> origins;

  private:
    std::vector<std::unique_ptr<RawPeer>> m_peers;
};

} // namespace pagewire::test

#endif
