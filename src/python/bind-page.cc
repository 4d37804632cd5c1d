// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-import.h"
#include "page/neutral-names.h"
#include "page/page-json.h"
#include "page/page.h"
#include "page/synthetic.h"
#include "python/bind.h"
#include "python/page-resource.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

namespace
{

namespace py = pybind11;

/** \return the page, and what the import has to say */
std::pair<Page, std::vector<std::string>>
PageFromHar(const std::string& text,
            const std::string& file,
            const std::string& page,
            bool afterLoad,
            bool caching)
{
    ImportOptions options;
    options.page = page;
    options.afterLoad = afterLoad;
    options.caching = caching;
    ImportReport report;
    Page made = ImportHar(text, file, options, report);
    return {std::move(made), report.notes};
}

Page
PageOfPercentile(int percentile, const std::string& device)
{
    PercentileOptions options;
    options.percentile = percentile;
    options.device = device;
    return PercentilePage(options);
}

std::vector<std::pair<std::string, std::string>>
HostsOf(const Page& page)
{
    std::vector<std::pair<std::string, std::string>> hosts;
    for (const Host& host : page.hosts)
    {
        hosts.emplace_back(host.name, host.server);
    }
    return hosts;
}

std::vector<PageResource>
ResourcesOf(const Page& page)
{
    std::vector<PageResource> resources;
    for (std::size_t number = 0; number < page.resources.size(); ++number)
    {
        resources.push_back(PageResource::Of(page, number));
    }
    return resources;
}

Page
Renamed(Page page, const std::string& title, const std::string& source)
{
    page.title = title;
    page.source = source;
    return page;
}

void
BindPageClass(py::module_& module)
{
    using Release = py::call_guard<py::gil_scoped_release>;
    py::class_<Page>(module, "Page", "A page; pagewire.Page describes it.")
        .def_static("load", &LoadPage, py::arg("file"), Release())
        .def_static("parse", &ParsePage, py::arg("text"), py::arg("file"), Release())
        .def_static("from_har",
                    &PageFromHar,
                    py::arg("text"),
                    py::arg("file"),
                    py::arg("page"),
                    py::arg("after_load"),
                    py::arg("caching"),
                    Release())
        .def_static(
            "synthetic",
            [](const std::string& text) { return SyntheticPage(ParseSyntheticOptions(text)); },
            py::arg("text"))
        .def_static("percentile", &PageOfPercentile, py::arg("percentile"), py::arg("device"))
        .def("neutral", [](const Page& page) { return WithNeutralNames(page); })
        .def("renamed", &Renamed, py::arg("title"), py::arg("source"))
        .def("text", &FormatPage)
        .def_readonly("title", &Page::title)
        .def_readonly("source", &Page::source)
        .def_property_readonly("content_bytes", &Page::ContentBytes)
        .def_property_readonly("hosts", &HostsOf)
        .def_property_readonly("resources", &ResourcesOf);
}

/** Seconds for Python; None: there is no such time. */
std::optional<double>
Seconds(const std::optional<Nanoseconds>& time)
{
    return time ? std::optional<double>(static_cast<double>(time->count()) / 1e9) : std::nullopt;
}

/** Binds something that is read out of the Resource. */
template <class Getter>
auto
Of(Getter getter)
{
    return [getter](const PageResource& one) { return getter(one.resource); };
}

void
BindResource(py::module_& module)
{
    py::class_<PageResource> type(module, "Resource", "One resource of a page, to be read.");
    type.def_readonly("number", &PageResource::number)
        .def_readonly("url", &PageResource::url)
        .def_readonly("host", &PageResource::host)
        .def_readonly("after", &PageResource::after);
    const auto add = [&](const char* name, auto getter) {
        type.def_property_readonly(name, Of(getter));
    };
    add("path", [](const Resource& r) { return r.path; });
    add("method", [](const Resource& r) { return r.method; });
    add("type", [](const Resource& r) { return r.type; });
    add("mime", [](const Resource& r) { return r.mimeType; });
    add("status", [](const Resource& r) { return r.status; });
    add("size", [](const Resource& r) { return r.size; });
    add("request_size", [](const Resource& r) { return r.requestBodySize; });
    add("request_head", [](const Resource& r) { return r.requestHeaderBytes; });
    add("response_head", [](const Resource& r) { return r.responseHeaderBytes; });
    add("urgency", [](const Resource& r) { return r.priority.urgency; });
    add("incremental", [](const Resource& r) { return r.priority.incremental; });
    add("think_ns", [](const Resource& r) { return r.thinkTime.count(); });
    add("push", [](const Resource& r) { return r.push; });
    add("cache_control", [](const Resource& r) { return r.caching.cacheControl; });
    add("expires_s", [](const Resource& r) { return Seconds(r.caching.expires); });
    add("vary", [](const Resource& r) { return r.caching.vary; });
    add("cdn_cache_control", [](const Resource& r) { return r.caching.cdnCacheControl; });
    add("cache_tags", [](const Resource& r) { return r.caching.cacheTags; });
    add("etag", [](const Resource& r) {
        return EntityTagNames()[static_cast<std::size_t>(r.caching.entityTag)];
    });
    add("last_modified", [](const Resource& r) { return r.caching.lastModified; });
    add("update_interval_s", [](const Resource& r) { return Seconds(r.caching.updateInterval); });
}

} // namespace

void
BindPage(py::module_& module)
{
    BindResource(module);
    BindPageClass(module);
}

} // namespace pagewire
