// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_RANGE_H
#define PAGEWIRE_HTTP_RANGE_H

#include "http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** One member of a Range field (RFC 9110 section 14.1.2): first-last, first-, or -suffix. */
struct RangeSpec
{
    std::optional<std::uint64_t> first; //!< none: the last `last` bytes are meant
    std::optional<std::uint64_t> last;  //!< inclusive; none: to the end

    bool operator==(const RangeSpec& other) const;
};

/** \return the members of a Range field value, "bytes=0-499, -500"; nothing if its unit is another
 * or it is malformed: then the field is to be ignored (section 14.2) */
std::optional<std::vector<RangeSpec>> ParseRange(std::string_view value);

/** \return a Range field value; the vector must not be empty */
std::string FormatRange(const std::vector<RangeSpec>& specs);

/** A part of a representation. */
struct ByteRange
{
    std::uint64_t offset{0};
    std::uint64_t length{0};

    bool operator==(const ByteRange& other) const;
};

/** What a Content-Range field says (RFC 9110 section 14.4). */
struct ContentRange
{
    std::optional<ByteRange> part;     //!< none in a 416: unsatisfied
    std::optional<std::uint64_t> size; //!< of the whole; none: not known ("*")

    bool operator==(const ContentRange& other) const;
};

/** \return "bytes 42-1233/1234", "bytes 42-1233/\*" or, without a part, "bytes *\/1234" */
std::string FormatContentRange(const ContentRange& range);

/** \return what the field value says; nothing if it is malformed, contradicts itself or has another
 * unit */
std::optional<ContentRange> ParseContentRange(std::string_view value);

/** How to answer a request with regard to its Range field. */
struct RangeDecision
{
    int status{200};                    //!< 200 the whole, 206 a part, 416 none of it
    ByteRange part;                     //!< the bytes to send: the whole for 200, none for 416
    std::optional<ContentRange> header; //!< the Content-Range field to send, for 206 and 416
};

/**
 * Decides how a request whose answer would be a 200 is to be answered (RFC 9110 sections 14.2,
 * 15.3.7, 15.5.17). Only GET has ranges. If-Range is heeded. Several ranges that overlap or touch
 * become one; where more than one remains, the whole is sent, as section 14.2 allows: no
 * multipart/byteranges is generated.
 * \param representation the fields of the 200: ETag, Last-Modified, Date count
 * \param size octets of the whole representation
 */
RangeDecision DecideRange(const Request& request,
                          const HeaderFields& representation,
                          std::uint64_t size);

} // namespace pagewire

#endif
