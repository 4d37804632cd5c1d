// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ORIGIN_ANSWER_H
#define PAGEWIRE_NODE_ORIGIN_ANSWER_H

#include "http/conditional.h"
#include "node/records.h"
#include "node/response-fields.h"
#include "node/served-connection.h"
#include "node/server-fault.h"
#include "node/site.h"
#include "node/worker-line.h"
#include "wire/server-connection.h"

#include <functional>
#include <memory>
#include <string>

namespace pagewire
{

/** What the answers of an origin have in common; it outlives them. */
struct AnswerContext
{
    const Page& page;
    const Site& site;
    const ResponseFields& fields;
    ResourceVersions& versions;
    Nanoseconds clockSkew; //!< the clock is so much ahead
    bool unsafeUpdates;    //!< POST, PUT and such change what GET has
    ServerFaults& faults;
    WorkerLine& workers;
    std::function<void(const ServedRecord&)> received; //!< a request's header section is in
    std::function<void(const ServedRecord&)> sent;     //!< a response is handed to the connection
};

/** An origin's way from a request to the response: content in, think time, pushes, response out. */
class OriginAnswer : private RequestBodyReceiver
{
  public:
    /** \param defaultHost what a request without a host means */
    OriginAnswer(const AnswerContext& context,
                 ServerExchange& exchange,
                 ServedConnection& connection,
                 const std::string& defaultHost);

    /** Takes up the request. May end the exchange, and so destroy this. */
    void Start();

  private:
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& trailers) override;

    bool ExpectationFails() const;
    bool Changes() const;
    HttpSeconds Clock() const;
    ResourceVersion VersionOf(std::size_t resource) const;
    bool Succeeds() const;
    Preconditions Evaluate() const;
    Response Answer(std::unique_ptr<BodySource>& body);
    Response MakeHead(std::size_t resource) const;
    void Think();
    void Respond();
    void PushWith(std::size_t parent);
    void Push(std::size_t resource);
    Response MakeResponse(std::unique_ptr<BodySource>& body) const;
    Response MakeError(std::unique_ptr<BodySource>& body) const;
    bool Befalls(ServerFault::Kind kind) const;
    std::unique_ptr<BodySource> Spoil(std::unique_ptr<BodySource> body);
    void BreakOff();

    AnswerContext m_context;
    ServerExchange& m_exchange;
    ServedConnection& m_connection;
    const ServerFault* m_fault; //!< null: all goes well
    SiteMatch m_match;
    ServedRecord m_record;
    WorkerLine::Job m_thinking;
};

} // namespace pagewire

#endif
