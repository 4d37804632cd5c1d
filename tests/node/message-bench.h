// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_MESSAGE_BENCH_H
#define PAGEWIRE_TESTS_NODE_MESSAGE_BENCH_H

#include "net/network.h"
#include "node/message-client.h"
#include "node/message-server.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** What a bench is made of; tests change what they are about. */
struct MessageBenchOptions
{
    MessageWayName way{MESSAGES_BY_WEBSOCKET};
    std::string protocol{"h11"};
    bool tls{false};
    std::size_t clients{1};
    WsOptions ws; //!< of both ends
    ns3::Time oneWay{ns3::MilliSeconds(25)};
    ns3::Time serverStart{0};
    std::function<void(MessageServer&)> server; //!< further settings
    std::function<void(MessageClient&)> client;
};

/** A server of messages and clients on one node, joined by a link that takes no time but its delay;
 * keeps what the trace sources tell. */
class MessageBench
{
  public:
    explicit MessageBench(const MessageBenchOptions& options);
    ~MessageBench();

    MessageBench(const MessageBench&) = delete;
    MessageBench& operator=(const MessageBench&) = delete;

    void Run(ns3::Time duration);

    /** \return what one client heard, from 0 */
    std::vector<MessageRecord> HeardBy(std::size_t client) const;

    /** \return everything that was heard, as text */
    std::string Transcript() const;

    std::unique_ptr<Network> network;
    ns3::Ptr<MessageServer> server;
    std::vector<ns3::Ptr<MessageClient>> clients;

    std::vector<FeedMessage> published;
    std::vector<MessageRecord> heard;
    std::vector<ServedRecord> received;
    std::vector<ServedRecord> responded;
    std::vector<ConnectionRecord> opened;
    std::vector<ConnectionRecord> closed;
    std::vector<ConnectionRecord> served;

  private:
    void SetContexts(const MessageBenchOptions& options);
    void AddClient(const MessageBenchOptions& options);
};

} // namespace pagewire::test

#endif
