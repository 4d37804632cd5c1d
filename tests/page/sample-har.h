// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SAMPLE_HAR_H
#define PAGEWIRE_TESTS_SAMPLE_HAR_H

#include "page/har-import.h"

#include <string>

namespace pagewire::test
{

/** One entry of a HAR file under construction: what a test does not say has a usual value. */
struct SampleEntry
{
    std::string url{"https://www.example/"};
    std::string method{"GET"};
    int status{200};
    std::string startMs{"000"}; //!< of the one second in which all entries start
    std::string timings{
        R"("blocked":0,"dns":-1,"connect":-1,"ssl":-1,"send":0,"wait":50,"receive":10)"};
    std::string request{R"("headers":[],"headersSize":-1,"bodySize":0)"};
    std::string response{
        R"("headers":[],"headersSize":-1,"bodySize":-1,"redirectURL":"","content":{"size":1000,"mimeType":"text/html"},"_transferSize":1200)"};
    std::string more{R"("connection":"7")"}; //!< further members of the entry
};

inline std::string
EntryText(const SampleEntry& entry)
{
    return R"({"startedDateTime":"2020-01-01T00:00:01.)" + entry.startMs +
           R"(Z","time":60,"cache":{},"timings":{)" + entry.timings + R"(},"request":{"method":")" +
           entry.method + R"(","url":")" + entry.url + R"(","httpVersion":"h2",)" + entry.request +
           R"(},"response":{"status":)" + std::to_string(entry.status) +
           R"(,"statusText":"","httpVersion":"h2",)" + entry.response + "}," + entry.more + "}";
}

/** \return a HAR file with one entry a line, the first on line 3 */
inline std::string
HarText(const std::vector<SampleEntry>& entries, const std::string& pages = "")
{
    std::string text = R"({"log":{"version":"1.2","creator":{"name":"t","version":"1"},)" + pages +
                       "\n\"entries\":[";
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        text += (i == 0 ? "\n" : ",\n") + EntryText(entries[i]);
    }
    return text + "\n]}}\n";
}

inline Page
Import(const std::vector<SampleEntry>& entries)
{
    ImportReport report;
    return ImportHar(HarText(entries), "t.har", {}, report);
}

/** \return "bodySize" and so on with these figures; -1 for unknown */
inline std::string
ResponseText(int contentSize,
             int transferSize,
             int bodySize,
             int headersSize,
             const std::string& fields = "",
             const std::string& mimeType = "text/html")
{
    return R"("headers":[)" + fields + R"(],"headersSize":)" + std::to_string(headersSize) +
           R"(,"bodySize":)" + std::to_string(bodySize) +
           R"(,"redirectURL":"","content":{"size":)" + std::to_string(contentSize) +
           R"(,"mimeType":")" + mimeType + R"("},"_transferSize":)" + std::to_string(transferSize);
}

inline std::string
Field(const std::string& name, const std::string& value)
{
    return R"({"name":")" + name + R"(","value":")" + value + R"("})";
}

} // namespace pagewire::test

#endif
