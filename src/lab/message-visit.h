// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_MESSAGE_VISIT_H
#define PAGEWIRE_LAB_MESSAGE_VISIT_H

#include "lab/visit.h"
#include "node/message-client.h"
#include "node/message-server.h"
#include "page/page.h"

#include "ns3/ptr.h"

#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** \return what stands in for a page where there are only messages: their server's host */
Page FeedPage();

/** A server of messages, and clients on the browser's node that follow it: a ticker or a chat. */
class MessageVisit : public Visit
{
  public:
    /** \throws InputError for what only shows when it is built */
    MessageVisit(const std::vector<LinkOptions>& links,
                 const ScenarioOptions& options,
                 const VisitContexts& contexts);

    void ApplyArguments(const std::vector<std::string>& ns3Arguments) override;
    void Observe(RunRecorder& recorder) override;
    void Report(RunRecorder& recorder) override;

  private:
    void AddServerFault(std::size_t server) override;
    void Finish() override;

    void SetUpServers();
    void SetUpClients();
    std::uint64_t ToHear() const;

    std::vector<ns3::Ptr<MessageServer>> m_servers;
    std::vector<std::pair<std::string, ns3::Ptr<MessageClient>>> m_clients;
};

} // namespace pagewire

#endif
