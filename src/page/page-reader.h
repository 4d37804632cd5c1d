// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_PAGE_READER_H
#define PAGEWIRE_PAGE_PAGE_READER_H

#include "page/json-document.h"
#include "page/page-fault.h"
#include "page/page.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** \return "/path" on the page's first host, else "//host/path": how a description names it */
std::string ResourceUrl(const Page& page, const Resource& resource);

/** \return the URL, with "METHOD " before it where that is not GET: how others refer to it */
std::string ResourceName(const Page& page, const Resource& resource);

/** Turns the JSON of a page description (docs/page-format.md) into a checked Page. */
class PageReader
{
  public:
    /** \param file named in errors */
    explicit PageReader(const std::string& file);

    /** \throws InputError with file and line of the first mistake */
    Page Read(const JsonValue& document);

  private:
    using Keys = std::vector<std::string>;

    void ReadHost(const JsonValue& value);
    void ReadResource(const JsonValue& value);
    void SetPlace(const JsonValue& url, Resource& resource) const;
    void SetSizes(const JsonValue& value, Resource& resource) const;
    Caching ReadCaching(const JsonValue& value) const;
    Dependency ReadDependency(const JsonValue& value) const;
    void SetTrigger(const JsonValue& at, Dependency& dependency) const;

    std::size_t FindResource(const JsonValue& reference) const;
    void CheckVersion(const JsonValue& document) const;
    void CheckKeys(const JsonValue& object, const std::string& what, const Keys& known) const;
    void Report(const std::optional<PageFault>& fault) const;

    const JsonValue& Demand(const JsonValue& object,
                            const std::string& key,
                            JsonValue::Kind kind,
                            const std::string& remedy) const;
    std::string Text(const JsonValue& object, const std::string& key, std::string usual) const;
    std::uint64_t Count(const JsonValue& object,
                        const std::string& key,
                        std::uint64_t usual,
                        std::uint64_t most) const;
    std::uint64_t Size(const JsonValue& object, const std::string& key) const;
    Nanoseconds Duration(const JsonValue& object, const std::string& key) const;
    Nanoseconds SignedDuration(const JsonValue& object, const std::string& key) const;
    Nanoseconds DurationBy(Nanoseconds (*parse)(std::string_view),
                           const JsonValue& object,
                           const std::string& key) const;
    bool Truth(const JsonValue& object, const std::string& key) const;
    std::size_t Choice(const JsonValue& object,
                       const std::string& key,
                       const std::vector<std::string>& words) const;

    [[noreturn]] void Refuse(const JsonValue& value, const std::string& sentence) const;

    std::string m_file;
    Page m_page;
    std::map<std::string, std::size_t> m_byName; //!< those read so far, by ResourceName
    std::vector<int> m_hostLines;
    std::vector<int> m_resourceLines;
};

} // namespace pagewire

#endif
