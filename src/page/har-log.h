// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_LOG_H
#define PAGEWIRE_PAGE_HAR_LOG_H

#include "base/units.h"
#include "http/header-fields.h"
#include "page/json-document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * One entry of a HAR file as its writer meant it: what the file says as -1, empty or not at all is
 * absent here. Fields of Chrome, Firefox, chrome-har and WebPageTest that mean the same are one.
 */
struct HarEntry
{
    int line{0};
    std::string pageId;
    std::string method;
    std::string url;
    int status{0};
    std::string statusText;
    std::string redirectUrl; //!< as the response gave it, perhaps relative
    std::string mimeType;    //!< with its parameters
    HeaderFields requestFields;
    HeaderFields responseFields;

    Nanoseconds found{0}; //!< since 1970: the browser knew that it needed this
    Nanoseconds start{0}; //!< since 1970: it began to act on it
    Nanoseconds end{0};   //!< since 1970: last byte
    Nanoseconds send{0};  //!< of the request
    Nanoseconds wait{0};  //!< from the request sent to the first byte of the response
    Nanoseconds receive{0};
    std::optional<Nanoseconds> dns;     //!< the time of the name look-up
    std::optional<Nanoseconds> connect; //!< a connection was opened: its time, TLS left out
    std::optional<Nanoseconds> tls;     //!< the time of the TLS handshake

    std::optional<std::uint64_t> transferSize; //!< octets received with header section and framing
    std::optional<std::uint64_t> encodedSize;  //!< WebPageTest's size of the content as sent
    std::optional<std::uint64_t> bodySize;     //!< of the response; h2 writers count the head in
    std::optional<std::uint64_t> contentSize;  //!< decoded
    std::optional<std::uint64_t> requestBodySize;
    std::optional<std::uint64_t> requestHeaderSize;   //!< as HTTP/1.1 text
    std::optional<std::uint64_t> responseHeaderSize;  //!< as HTTP/1.1 text
    std::optional<std::uint64_t> requestFieldOctets;  //!< of all fields, of a file whose list of
                                                      //!< fields was shortened
    std::optional<std::uint64_t> responseFieldOctets; //!< likewise

    std::string resourceType;  //!< lower case, as DevTools names it; empty if unknown
    std::string priority;      //!< as it was at first: "VeryHigh", or "HIGHEST" from a net log
    std::string initiatorType; //!< "parser", "script", "preload", "redirect", "preflight", ...
    std::string initiatorUrl;
    std::string connection; //!< what tells connections apart; empty: none, or unknown
    std::string server;     //!< what tells machines apart: an address; empty: unknown
    bool quic{false};       //!< carried by QUIC
    bool pushed{false};
    bool cached{false}; //!< the file says that a cache answered
};

/** A page load that the file tells about. */
struct HarPage
{
    std::string id;
    std::string title;
    Nanoseconds start{0};              //!< since 1970
    std::optional<Nanoseconds> onLoad; //!< since start
};

/** The contents of a HAR file. */
struct HarLog
{
    std::vector<HarPage> pages;
    std::vector<HarEntry> entries;
};

/**
 * Reads HAR 1.2.
 * \param document the JSON
 * \param file named in errors
 * \throws InputError with file and line: no log, no entries, a value of the wrong kind, a size or
 * time beyond reason
 */
HarLog ReadHar(const JsonValue& document, const std::string& file);

} // namespace pagewire

#endif
