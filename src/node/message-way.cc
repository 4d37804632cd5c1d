// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-way.h"

#include "node/polling-way.h"
#include "node/socket-way.h"

namespace pagewire
{

std::unique_ptr<MessageWay>
MakeMessageWay(Connector& connector, const MessageWayOptions& options, MessageWayOwner& owner)
{
    if (options.way == MESSAGES_BY_WEBSOCKET)
    {
        return std::make_unique<SocketWay>(connector, options, owner);
    }
    return std::make_unique<PollingWay>(connector, options, owner);
}

} // namespace pagewire
