// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SERVER_FAULT_H
#define PAGEWIRE_NODE_SERVER_FAULT_H

#include "http/message.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** What a server does wrong, and to which requests. */
struct ServerFault
{
    enum class Kind
    {
        STALL,  //!< after so many octets of content nothing more comes, for a time or for ever
        RESET,  //!< after so many octets RST, or on HTTP/2 and 3 a reset of the stream
        CLOSE,  //!< after so many octets FIN, or on HTTP/3 CONNECTION_CLOSE, in mid-message
        SLOW,   //!< the content comes at so many octets a second
        LATE,   //!< it thinks for so much longer
        REFUSE, //!< it answers with an error status, without thinking
    };

    Kind kind{Kind::STALL};

    // Whom it befalls: all of these must fit.
    std::uint64_t request{0}; //!< the number of the request at this server, from 1; 0: any
    std::string path{};       //!< its target, with the query; empty: any
    double probability{1};    //!< of each request that fits otherwise

    std::uint64_t bytes{0}; //!< STALL, RESET, CLOSE: of content; SLOW: a second, at least 1
    ns3::Time time{0};      //!< STALL: how long, 0: for ever; LATE: how much longer
    int status{503};        //!< REFUSE
};

/**
 * The rules by which a server fails; of those that apply to a request the first one counts. Each
 * rule has a random stream of its own, and draws for every request that it fits, so that none
 * shifts the draws of another.
 *
 * STALL, RESET and CLOSE befall responses that have more content than so many octets. RESET and
 * CLOSE strike when the octets were handed to the connection: a reset takes with it what was not
 * sent by then. Pushed responses are spared.
 */
class ServerFaults
{
  public:
    explicit ServerFaults(std::vector<ServerFault> rules = {});

    /** \param stream ns-3 random streams are used from this number on \return how many */
    std::int64_t AssignStreams(std::int64_t stream);

    /** A further request has come. \return what befalls it; null: nothing */
    const ServerFault* Next(const Request& request);

  private:
    std::vector<ServerFault> m_rules;
    std::vector<ns3::Ptr<ns3::UniformRandomVariable>> m_draws; //!< of each rule
    std::uint64_t m_requests{0};
};

} // namespace pagewire

#endif
