// SPDX-License-Identifier: GPL-2.0-only
#include "cache/object-trace.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "cache/csv-trace.h"
#include "cache/lis-trace.h"
#include "cache/object-trace-builder.h"
#include "cache/oracle-general-trace.h"
#include "cache/plain-trace.h"
#include "cache/zstd-input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace pagewire
{

namespace
{

struct Format
{
    const char* name;
    std::vector<std::string> suffixes; //!< of files that are so
    void (*read)(std::istream& stream, ObjectTraceBuilder& trace);
};

/** Every format there is; a new one is a line here. */
const std::vector<Format>&
Formats()
{
    static const std::vector<Format> formats{
        {"oracle-general", {".oracleGeneral.bin", ".oracleGeneral"}, ReadOracleGeneralTrace},
        {"lis", {".lis"}, ReadLisTrace},
        {"csv", {".csv"}, ReadCsvTrace},
        {"plain", {".txt"}, ReadPlainTrace},
    };
    return formats;
}

constexpr const char* COMPRESSED = ".zst";

bool
EndsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

const Format&
FormatNamed(const std::string& name)
{
    for (const Format& format : Formats())
    {
        if (format.name == name)
        {
            return format;
        }
    }
    const std::vector<std::string>& names = ObjectTraceFormats();
    throw InputError("'" + name +
                     "' is no format of traces: " + DidYouMean(name, names, OneOf(names)));
}

const Format&
FormatOf(const std::string& file)
{
    const std::string name =
        EndsWith(file, COMPRESSED) ? file.substr(0, file.size() - std::strlen(COMPRESSED)) : file;
    for (const Format& format : Formats())
    {
        const auto& suffixes = format.suffixes;
        if (std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) {
                return EndsWith(name, suffix);
            }))
        {
            return format;
        }
    }
    throw InputError("the name of the trace '" + file +
                     "' does not tell its format: give it with " + "--format; " +
                     OneOf(ObjectTraceFormats()));
}

ObjectTrace
Read(std::istream& stream,
     const std::string& file,
     const Format& format,
     const TraceReadingObserver& observer)
{
    ObjectTraceBuilder trace(file, observer);
    format.read(stream, trace);
    if (stream.bad())
    {
        throw InputError(file, 0, "cannot be read to its end: look whether the disk is well");
    }
    return trace.Finish();
}

ObjectTrace
ReadFile(const std::string& file, const Format& format, const TraceReadingObserver& observer)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file))
    {
        const std::string why = stream ? "it is a folder" : std::string(std::strerror(errno));
        throw InputError("'" + file + "' cannot be read (" + why + "): name a trace of requests");
    }
    if (!EndsWith(file, COMPRESSED))
    {
        return Read(stream, file, format, observer);
    }
    ZstdInput decompressed(stream, file);
    std::istream plain(&decompressed);
    plain.exceptions(std::ios::badbit);
    return Read(plain, file, format, observer);
}

} // namespace

ObjectTrace
ReadObjectTrace(const std::string& file,
                const std::string& format,
                const TraceReadingObserver& observer)
{
    const bool standardInput = file == "-";
    if (standardInput && format.empty())
    {
        throw InputError("the standard input does not tell its format: give it with --format; " +
                         OneOf(ObjectTraceFormats()));
    }
    const Format& chosen = format.empty() ? FormatOf(file) : FormatNamed(format);
    return standardInput ? Read(std::cin, "standard input", chosen, observer)
                         : ReadFile(file, chosen, observer);
}

const std::vector<std::string>&
ObjectTraceFormats()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Format& format : Formats())
        {
            all.emplace_back(format.name);
        }
        return all;
    }();
    return names;
}

} // namespace pagewire
