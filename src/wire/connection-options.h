// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_CONNECTION_OPTIONS_H
#define PAGEWIRE_WIRE_CONNECTION_OPTIONS_H

#include <cstddef>
#include <cstdint>

namespace pagewire
{

/** Limits and habits of an HTTP/1.x or HTTP/0.9 endpoint. */
struct H1Options
{
    std::size_t pipelineDepth{8};      //!< client: requests in flight at most, with pipelining
    std::size_t maxHeaderBytes{65536}; //!< longer header sections are refused (431 by a server)
    std::size_t bodyWindow{262144};    //!< content bytes delivered but not yet Consumed, at most
    std::size_t maxRequests{
        0};               //!< server: requests a connection, then Connection: close; 0: no limit
    bool keepAlive{true}; //!< server: whether connections persist at all
};

/** SETTINGS and habits of an HTTP/2 endpoint (RFC 9113 section 6.5.2). */
struct H2Options
{
    std::uint32_t headerTableSize{4096};
    bool indexFields{
        true}; //!< what is sent uses the peer's dynamic table; nginx's responses do not
    bool enablePush{false}; //!< client: accepts pushes; server: uses pushes where the client does
    std::uint32_t maxConcurrentStreams{128};
    std::uint32_t initialWindowSize{65535};
    std::uint32_t connectionWindowSize{
        65535}; //!< reached by a WINDOW_UPDATE after SETTINGS where larger
    std::uint32_t maxFrameSize{16384};
    bool connectProtocol{false}; //!< server: SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441)
    /** Each message is given to TCP by itself, as Chrome, curl and nginx do; else all that is there
     * at one time. */
    bool separateMessages{true};
    bool extensiblePriorities{true}; //!< RFC 9218: SETTINGS_NO_RFC7540_PRIORITIES, PRIORITY_UPDATE
    std::size_t sendAhead{
        65536}; //!< bytes handed to the stream below beyond what the network has sent
};

/** SETTINGS and habits of an HTTP/3 endpoint (RFC 9114 section 7.2.4.1, RFC 9204 section 5). */
struct H3Options
{
    std::size_t qpackTableCapacity{4096}; //!< SETTINGS_QPACK_MAX_TABLE_CAPACITY of both ends, and
                                          //!< what an encoder uses at most; 0: static table only
    std::size_t qpackBlockedStreams{100}; //!< SETTINGS_QPACK_BLOCKED_STREAMS
    std::uint64_t maxFieldSection{65536}; //!< SETTINGS_MAX_FIELD_SECTION_SIZE
    bool connectProtocol{false};          //!< server: SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 9220)
    bool extensiblePriorities{true};      //!< RFC 9218: the Priority field, PRIORITY_UPDATE, and a
                                          //!< server that obeys
};

} // namespace pagewire

#endif
