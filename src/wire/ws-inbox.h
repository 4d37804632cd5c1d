// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_INBOX_H
#define PAGEWIRE_WIRE_WS_INBOX_H

#include "wire/ws-connection.h"
#include "wire/ws-reader.h"

#include <optional>
#include <string_view>

namespace pagewire
{

/** What one end receives: WsReader's arrivals, messages decompressed and text checked to be UTF-8.
 */
class WsInbox
{
  public:
    /** \param role ours */
    WsInbox(WsRole role, const WsOptions& options);

    /** See WsReader::Next. Messages are never compressed any more. */
    std::optional<WsArrival> Next(std::string_view& input);

  private:
    WsArrival Unpacked(WsArrival message);

    std::size_t m_limit;
    WsReader m_reader;
    std::optional<WsInflater> m_inflater;
};

} // namespace pagewire

#endif
