// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_REFUSAL_H
#define PAGEWIRE_TRANSPORT_REFUSAL_H

#include "transport/byte-stream.h"

#include <string>

namespace pagewire
{

/** A stream that a proxy opens for us, if it will. */
class RefusalTeller
{
  public:
    virtual ~RefusalTeller() = default;

    /** \return in a few words why the proxy did not open it; empty where it did, or was not asked
     */
    virtual std::string Refusal() const = 0;
};

/** \return what the topmost layer of a stack of streams tells that was refused; empty: none */
inline std::string
RefusalOf(const ByteStream& stream)
{
    for (const ByteStream* layer = &stream; layer; layer = layer->Below())
    {
        const auto* teller = dynamic_cast<const RefusalTeller*>(layer);
        if (teller && !teller->Refusal().empty())
        {
            return teller->Refusal();
        }
    }
    return {};
}

/** \return how the stream ended, and why it was refused if a proxy said so, for tables: "reset",
 * "refused: 403 Forbidden" */
inline std::string
DescribeEnd(const ByteStream& stream, StreamEnd end)
{
    const std::string refusal = RefusalOf(stream);
    return std::string(StreamEndName(end)) + (refusal.empty() ? "" : ": " + refusal);
}

} // namespace pagewire

#endif
