// SPDX-License-Identifier: GPL-2.0-only
#include "page/synthetic.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "page/page-fault.h"
#include "page/resource-type.h"

#include <algorithm>
#include <functional>
#include <map>

namespace pagewire
{

namespace
{

constexpr std::uint64_t MOST_OBJECTS = 100000;

std::uint64_t
ParseBounded(std::string_view key, std::string_view value, std::uint64_t least, std::uint64_t most)
{
    std::uint64_t number = most + 1;
    std::string reason;
    try
    {
        number = ParseByteCount(value);
    }
    catch (const InputError& error)
    {
        reason = std::string(error.what()) + "; ";
    }
    if (number < least || number > most)
    {
        throw InputError("synthetic page: " + std::string(key) + "='" + std::string(value) +
                         "': " + reason + "it is from " + std::to_string(least) + " to " +
                         std::to_string(most));
    }
    return number;
}

void
SetOption(SyntheticOptions& options, const std::string& key, std::string_view value)
{
    const std::map<std::string, std::function<void()>> setters{
        {"objects", [&] { options.objects = ParseBounded(key, value, 0, MOST_OBJECTS); }},
        {"size", [&] { options.size = ParseBounded(key, value, 0, MAX_CONTENT); }},
        {"html", [&] { options.html = ParseBounded(key, value, 1, MAX_CONTENT); }},
        {"hosts", [&] { options.hosts = ParseBounded(key, value, 1, MOST_OBJECTS); }},
        {"found", [&] {
             if (value != "complete" && value != "spread")
             {
                 throw InputError("synthetic page: found='" + std::string(value) +
                                  "': it is complete or spread");
             }
             options.atOnce = value == "complete";
         }}};
    const auto setter = setters.find(key);
    if (setter == setters.end())
    {
        std::vector<std::string> known;
        for (const auto& [name, set] : setters)
        {
            known.push_back(name);
        }
        throw InputError("synthetic page: there is no '" + key +
                         "': " + DidYouMean(key, known, OneOf(known)));
    }
    setter->second();
}

} // namespace

SyntheticOptions
ParseSyntheticOptions(std::string_view text)
{
    SyntheticOptions options;
    while (!text.empty())
    {
        const std::string_view part = text.substr(0, text.find(','));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos)
        {
            throw InputError("synthetic page: '" + std::string(part) +
                             "' has no '=': write objects=40,size=50KB");
        }
        SetOption(options, std::string(part.substr(0, equals)), part.substr(equals + 1));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
    return options;
}

Page
SyntheticPage(const SyntheticOptions& options)
{
    Page page;
    page.title =
        std::to_string(options.objects) + " objects of " + std::to_string(options.size) + " octets";
    page.source = "Synthetic";
    for (std::size_t i = 0; i < options.hosts; ++i)
    {
        page.hosts.push_back({"h" + std::to_string(i + 1) + ".example", ""});
    }
    Resource document;
    document.type = "document";
    document.mimeType = "text/html";
    document.size = options.html;
    document.priority = ChromePriority("", document.type);
    page.resources.push_back(document);
    for (std::size_t i = 0; i < options.objects; ++i)
    {
        Resource object;
        object.host = i % options.hosts;
        object.path = "/image-" + std::to_string(i + 1) + ".jpg";
        object.type = "image";
        object.mimeType = "image/jpeg";
        object.size = options.size;
        object.priority = ChromePriority("", object.type);
        Dependency found;
        if (!options.atOnce)
        {
            found.trigger = Dependency::Trigger::BYTES;
            found.bytes = std::max<std::uint64_t>(
                static_cast<std::uint64_t>(static_cast<double>(options.html) *
                                           static_cast<double>(i + 1) /
                                           static_cast<double>(options.objects + 1)),
                1);
        }
        object.dependencies.push_back(found);
        page.resources.push_back(object);
    }
    CheckPage(page, "synthetic page");
    return page;
}

} // namespace pagewire
