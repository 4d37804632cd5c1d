// SPDX-License-Identifier: GPL-2.0-only
#include "page/resource-type.h"

#include "page/page-fault.h"

#include <algorithm>
#include <map>

namespace pagewire
{

namespace
{

/** A beginning of a MIME type and what such content is. */
struct MimeRule
{
    std::string_view start;
    std::string_view type;
};

constexpr MimeRule MIME_RULES[] = {{"text/html", "document"},
                                   {"application/xhtml", "document"},
                                   {"text/css", "stylesheet"},
                                   {"text/javascript", "script"},
                                   {"text/ecmascript", "script"},
                                   {"application/javascript", "script"},
                                   {"application/x-javascript", "script"},
                                   {"application/ecmascript", "script"},
                                   {"image/", "image"},
                                   {"font/", "font"},
                                   {"application/font", "font"},
                                   {"application/x-font", "font"},
                                   {"application/vnd.ms-fontobject", "font"},
                                   {"video/", "media"},
                                   {"audio/", "media"},
                                   {"application/json", "xhr"},
                                   {"application/dash+xml", "media"},
                                   {"application/vnd.apple.mpegurl", "media"}};

constexpr MimeRule ENDINGS[] = {
    {".css", "stylesheet"}, {".js", "script"},  {".mjs", "script"}, {".png", "image"},
    {".jpg", "image"},      {".jpeg", "image"}, {".gif", "image"},  {".webp", "image"},
    {".avif", "image"},     {".svg", "image"},  {".ico", "image"},  {".woff", "font"},
    {".woff2", "font"},     {".ttf", "font"},   {".otf", "font"},   {".eot", "font"},
    {".mp4", "media"},      {".webm", "media"}, {".mp3", "media"},  {".html", "document"},
    {".htm", "document"}};

std::string
TypeByMime(std::string mime)
{
    std::transform(mime.begin(), mime.end(), mime.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    for (const MimeRule& rule : MIME_RULES)
    {
        if (mime.rfind(rule.start, 0) == 0)
        {
            return std::string(rule.type);
        }
    }
    return "";
}

std::string
TypeByEnding(std::string_view target)
{
    const std::string_view path = target.substr(0, target.find('?'));
    const std::size_t dot = path.rfind('.');
    for (const MimeRule& rule : ENDINGS)
    {
        if (dot != std::string_view::npos && path.substr(dot) == rule.start)
        {
            return std::string(rule.type);
        }
    }
    return "";
}

/** Urgencies by Chrome's two sets of names: the browser's five levels become 0 to 4. */
const std::map<std::string, int>&
Levels()
{
    static const std::map<std::string, int> levels{{"VeryHigh", 0},
                                                   {"High", 1},
                                                   {"Medium", 2},
                                                   {"Low", 3},
                                                   {"VeryLow", 4},
                                                   {"HIGHEST", 0},
                                                   {"MEDIUM", 1},
                                                   {"LOW", 2},
                                                   {"LOWEST", 3},
                                                   {"IDLE", 4},
                                                   {"THROTTLED", 5}};
    return levels;
}

} // namespace

std::string
CapturedType(const HarEntry& entry, std::string_view target)
{
    const std::vector<std::string>& types = ResourceTypes();
    if (std::find(types.begin(), types.end(), entry.resourceType) != types.end())
    {
        return entry.resourceType;
    }
    if (!entry.resourceType.empty())
    {
        return "other"; // ping, preflight, manifest, texttrack, eventsource, ...
    }
    const std::string byMime = TypeByMime(entry.mimeType);
    const std::string byEnding = TypeByEnding(target);
    return !byMime.empty() ? byMime : byEnding.empty() ? "other" : byEnding;
}

Priority
ChromePriority(const std::string& level, const std::string& type)
{
    static const std::map<std::string, std::string> usual{{"document", "VeryHigh"},
                                                          {"stylesheet", "VeryHigh"},
                                                          {"script", "High"},
                                                          {"font", "High"},
                                                          {"xhr", "High"},
                                                          {"fetch", "High"}};
    Priority priority;
    const auto known = Levels().find(level);
    const auto byType = usual.find(type);
    if (known != Levels().end())
    {
        priority.urgency = known->second;
    }
    else if (byType != usual.end())
    {
        priority.urgency = Levels().at(byType->second);
    }
    // What can be used only when it is whole gains nothing from arriving in turns with others.
    priority.incremental = type != "stylesheet" && type != "script" && type != "font";
    return priority;
}

} // namespace pagewire
