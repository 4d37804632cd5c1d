// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_EXCHANGE_RIG_H
#define PAGEWIRE_TESTS_SUPPORT_EXCHANGE_RIG_H

#include "support/exchange-ends.h"
#include "wire/client-connection.h"
#include "wire/server-connection.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire::test
{

/** A client and a server of any version, joined by whoever derives from it; ends the simulation
 * when it goes. */
class ExchangeRig
{
  public:
    /** \return a request for a target of http://example.org */
    static Request Ask(const std::string& method, const std::string& target);

    /** Sends it, Get with the rig's scheme. \return what comes back, kept by the rig */
    Answer& Get(const std::string& target, std::optional<Priority> priority = {});
    Answer& Send(const Request& request, std::unique_ptr<BodySource> body = nullptr);

    /** From now on each request is answered with 200 and so many octets, or 1000 after so long. */
    void AnswerWith(std::size_t size);
    void AnswerLate(ns3::Time wait);

    /** Runs until nothing happens any more, or so long. */
    void Run(ns3::Time duration = ns3::Seconds(1000));

    Site site;
    Ears clientEars;
    Ears serverEars;
    std::unique_ptr<ClientConnection> client;
    std::unique_ptr<ServerConnection> server;
    std::deque<Answer> answers;
    std::vector<std::string> log; //!< the target of each piece of content, as it came

  protected:
    explicit ExchangeRig(std::string scheme);
    ~ExchangeRig();

    /** Both ends listen, and the client opens. */
    void Open();

  private:
    std::string m_scheme;
};

} // namespace pagewire::test

#endif
