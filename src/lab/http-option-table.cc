// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

constexpr double MAX_WINDOW = 2147483647;

std::vector<Option>
H1Table()
{
    return {
        {"h1.max-header",
         K::BYTES,
         "64KiB",
         "Longest header section that an end accepts; a server answers longer ones with 431",
         [](O& o, const V& v) { o.h1.maxHeaderBytes = v.number; },
         {},
         256,
         16777216},
        {"h1.body-window",
         K::BYTES,
         "256KiB",
         "Content given to the application and not yet used up, at most",
         [](O& o, const V& v) { o.h1.bodyWindow = v.number; },
         {},
         1024,
         MAX_WINDOW},
    };
}

/** Each end announces the same SETTINGS; the windows of the browser's are those of Chrome. */
std::vector<Option>
H2Table()
{
    return {
        {"h2.header-table-size",
         K::BYTES,
         "4096B",
         "SETTINGS_HEADER_TABLE_SIZE of both ends: the decoder's dynamic table",
         [](O& o, const V& v) { o.h2.headerTableSize = v.AsUint32(); },
         {},
         0,
         16777216},
        {"h2.index-responses",
         K::SWITCH,
         "yes",
         "The origin compresses fields with the dynamic table; nginx does not",
         [](O& o, const V& v) { o.indexResponses = v.number != 0; }},
        {"h2.push",
         K::SWITCH,
         "no",
         "SETTINGS_ENABLE_PUSH: the browser takes pushes, and the origin pushes what the page says",
         [](O& o, const V& v) { o.h2.enablePush = v.number != 0; }},
        {"h2.max-concurrent-streams",
         K::COUNT,
         "128",
         "SETTINGS_MAX_CONCURRENT_STREAMS of both ends",
         [](O& o, const V& v) { o.h2.maxConcurrentStreams = v.AsUint32(); },
         {},
         1,
         MAX_WINDOW},
        {"h2.initial-window-size",
         K::BYTES,
         "6MiB",
         "SETTINGS_INITIAL_WINDOW_SIZE of both ends: flow control of a stream",
         [](O& o, const V& v) { o.h2.initialWindowSize = v.AsUint32(); },
         {},
         1,
         MAX_WINDOW},
        {"h2.connection-window",
         K::BYTES,
         "15MiB",
         "Flow control of the whole connection, by a WINDOW_UPDATE after SETTINGS",
         [](O& o, const V& v) { o.h2.connectionWindowSize = v.AsUint32(); },
         {},
         65535,
         MAX_WINDOW},
        {"h2.max-frame-size",
         K::BYTES,
         "16384B",
         "SETTINGS_MAX_FRAME_SIZE of both ends",
         [](O& o, const V& v) { o.h2.maxFrameSize = v.AsUint32(); },
         {},
         16384,
         16777215},
        {"h2.priorities",
         K::SWITCH,
         "yes",
         "Extensible priorities (RFC 9218): the browser sends them and the origin obeys",
         [](O& o, const V& v) { o.h2.extensiblePriorities = v.number != 0; }},
        {"h2.separate-requests",
         K::SWITCH,
         "yes",
         "The browser gives each request to TCP by itself, as Chrome and curl do; else those of "
         "one moment share segments",
         [](O& o, const V& v) { o.separateRequests = v.number != 0; }},
        {"h2.send-ahead",
         K::BYTES,
         "64KiB",
         "Bytes given to TCP beyond what it has sent; less lets priorities act sooner",
         [](O& o, const V& v) { o.h2.sendAhead = v.number; },
         {},
         1024,
         MAX_WINDOW},
    };
}

} // namespace

std::vector<Option>
HttpOptionTable()
{
    std::vector<Option> table = H1Table();
    const std::vector<Option> h2 = H2Table();
    table.insert(table.end(), h2.begin(), h2.end());
    return table;
}

} // namespace pagewire
