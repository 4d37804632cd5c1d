// SPDX-License-Identifier: GPL-2.0-only
#include "report/message-tables.h"

#include "report/csv.h"
#include "report/identity-columns.h"

namespace pagewire
{

namespace
{

std::string_view
WayName(MessageWayName way)
{
    switch (way)
    {
    case MESSAGES_BY_WEBSOCKET:
        return "websocket";
    case MESSAGES_BY_POLLING:
        return "polling";
    case MESSAGES_BY_LONG_POLLING:
        break;
    }
    return "long-polling";
}

} // namespace

std::string
MessagesTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"message",
                                 "author",
                                 "client",
                                 "way",
                                 "size_bytes",
                                 "wire_bytes",
                                 "said_ms",
                                 "published_ms",
                                 "received_ms",
                                 "latency_ms"}));
    for (const MessageRecord& message : result.messages)
    {
        BeginRow(table, identity)
            .Number(message.number)
            .Text(message.author)
            .Text(message.client)
            .Text(WayName(message.way))
            .Number(message.size)
            .Number(message.wireBytes)
            .Milliseconds(message.said - result.start)
            .Milliseconds(message.published - result.start)
            .Milliseconds(message.received - result.start)
            .Milliseconds(message.received - message.said);
    }
    return table.Contents();
}

std::string
ClientsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"client",
                                 "heard",
                                 "said",
                                 "requests",
                                 "empty_answers",
                                 "failures",
                                 "bytes_up",
                                 "bytes_down"}));
    for (const ClientTotals& client : result.clients)
    {
        BeginRow(table, identity)
            .Text(client.client)
            .Number(client.totals.heard)
            .Number(client.totals.said)
            .Number(client.totals.requests)
            .Number(client.totals.emptyAnswers)
            .Number(client.totals.failures)
            .Number(client.totals.bytesUp)
            .Number(client.totals.bytesDown);
    }
    return table.Contents();
}

} // namespace pagewire
