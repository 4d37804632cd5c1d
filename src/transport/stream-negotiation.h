// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_STREAM_NEGOTIATION_H
#define PAGEWIRE_TRANSPORT_STREAM_NEGOTIATION_H

#include <cstddef>
#include <string>
#include <string_view>

namespace pagewire
{

/** What is said on a stream before it belongs to those above: what to send, how much to read, what
 * came of it. Does no input or output of its own. */
class StreamNegotiation
{
  public:
    enum class Progress
    {
        GOING_ON,
        GRANTED,
        REFUSED,
        MALFORMED, //!< what the other end said is not of this protocol
    };

    virtual ~StreamNegotiation() = default;

    /** \return the octets to begin with */
    virtual std::string Begin() = 0;

    /** \return octets to read next, of which none belongs to what follows; 0: it is over */
    virtual std::size_t Missing() const = 0;

    /** Takes octets that were read, Missing() at most. \return octets to send then */
    virtual std::string Take(std::string_view octets) = 0;

    virtual Progress GetProgress() const = 0;

    /** \return in a few words why not; empty unless refused or malformed */
    virtual const std::string& Trouble() const = 0;
};

} // namespace pagewire

#endif
