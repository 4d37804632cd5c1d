// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-log.h"

#include "base/error.h"
#include "page/har-object.h"

namespace pagewire
{

namespace
{

using Kind = JsonValue::Kind;

std::string
FirstOf(std::initializer_list<std::string> texts)
{
    for (const std::string& text : texts)
    {
        if (!text.empty())
        {
            return text;
        }
    }
    return "";
}

std::string
Lower(std::string text)
{
    for (char& c : text)
    {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

void
ReadTimes(const HarObject& object, HarEntry& entry)
{
    const HarObject timings = object.Object("timings");
    const auto part = [&](std::string_view key) {
        return timings.Duration(key).value_or(Nanoseconds(0));
    };
    entry.send = part("send");
    entry.wait = part("wait");
    entry.receive = part("receive");
    entry.dns = timings.Duration("dns");
    entry.tls = timings.Duration("ssl");
    if (const std::optional<Nanoseconds> connect = timings.Duration("connect"))
    {
        // HAR counts the TLS handshake into connect; a few writers do not.
        const Nanoseconds tls = entry.tls.value_or(Nanoseconds(0));
        entry.connect = *connect >= tls ? *connect - tls : *connect;
    }
    const Nanoseconds sum =
        part("blocked") + part("dns") + part("connect") + entry.send + entry.wait + entry.receive;
    entry.start = object.Moment("startedDateTime", "this entry");
    // chrome-har starts an entry when the browser's own queue let it go; Chrome starts it when it
    // was found and counts the queue into "blocked".
    entry.found = entry.start - part("_queued");
    entry.end = entry.start +
                (sum > Nanoseconds(0) ? sum : object.Duration("time").value_or(Nanoseconds(0)));
}

void
ReadRequest(const HarObject& request, HarEntry& entry)
{
    entry.method = request.Text("method");
    entry.url = request.Text("url");
    entry.requestFields = request.Fields();
    entry.requestBodySize = request.Size("bodySize");
    entry.requestHeaderSize = request.Size("headersSize");
    entry.requestFieldOctets = request.Size("_originalHeaderBytes");
}

void
ReadResponse(const HarObject& response, HarEntry& entry)
{
    const HarObject content = response.Object("content");
    // Status 0 is how writers say that no response came; so is a missing or impossible one.
    const double status = response.Number("status").value_or(0);
    entry.status = status <= 999 ? static_cast<int>(status) : 0;
    const std::string version = Lower(response.Text("httpVersion"));
    entry.quic = version.find("quic") != std::string::npos || version.rfind("h3", 0) == 0 ||
                 version.rfind("http/3", 0) == 0;
    entry.statusText = response.Text("statusText");
    entry.redirectUrl = response.Text("redirectURL");
    entry.mimeType = content.Text("mimeType");
    entry.contentSize = content.Size("size");
    entry.responseFields = response.Fields();
    entry.bodySize = response.Size("bodySize");
    entry.responseHeaderSize = response.Size("headersSize");
    entry.responseFieldOctets = response.Size("_originalHeaderBytes");
    entry.transferSize = response.Size("_transferSize");
}

void
ReadInitiator(const HarObject& object, HarEntry& entry)
{
    const JsonValue* const initiator = object.Find("_initiator");
    if (initiator != nullptr && initiator->Is(Kind::OBJECT))
    {
        const HarObject detail = object.Object("_initiator");
        entry.initiatorType = detail.Text("type");
        entry.initiatorUrl = detail.Text("url");
        // Chrome gives a script's address by its call stack, the innermost call first.
        const JsonValue* const stack = detail.Find("stack");
        const JsonValue* const frames = stack == nullptr ? nullptr : stack->Find("callFrames");
        if (entry.initiatorUrl.empty() && frames != nullptr && !frames->items.empty())
        {
            const JsonValue* const url = frames->items.front().Find("url");
            entry.initiatorUrl = url == nullptr ? "" : url->text;
        }
        return;
    }
    entry.initiatorType = object.Text("_initiator_type");
    entry.initiatorUrl = object.Text("_initiator");
}

HarEntry
ReadEntry(const JsonValue& value, const std::string& file)
{
    if (!value.Is(Kind::OBJECT))
    {
        throw InputError(file,
                         value.line,
                         "an entry is " + DescribeJson(value) + ", not an object");
    }
    const HarObject object(value, file);
    HarEntry entry;
    entry.line = object.Line();
    entry.pageId = object.Text("pageref");
    object.Demand("request", Kind::OBJECT, "this entry");
    object.Demand("response", Kind::OBJECT, "this entry");
    ReadRequest(object.Object("request"), entry);
    ReadResponse(object.Object("response"), entry);
    ReadTimes(object, entry);
    ReadInitiator(object, entry);
    if (!entry.transferSize)
    {
        entry.transferSize = object.Size("_bytesIn");
    }
    entry.encodedSize = object.Size("_objectSize");
    entry.resourceType =
        Lower(FirstOf({object.Text("_resourceType"), object.Text("_request_type")}));
    entry.priority = FirstOf({object.Text("_initialPriority"), object.Text("_priority")});
    entry.connection = object.Text("connection");
    if (entry.connection == "0")
    {
        entry.connection.clear(); // Chrome's and chrome-har's word for none
    }
    entry.server = FirstOf(
        {object.Text("_serverKey"), object.Text("serverIPAddress"), object.Text("_ip_addr")});
    entry.pushed = object.Truth("_was_pushed");
    entry.cached = object.Truth("_fromCache");
    return entry;
}

HarPage
ReadPage(const JsonValue& value, const std::string& file)
{
    const HarObject object(value, file);
    HarPage page;
    page.id = object.Text("id");
    page.title = object.Text("title");
    page.start = object.Moment("startedDateTime", "this page");
    page.onLoad = object.Object("pageTimings").Duration("onLoad");
    return page;
}

} // namespace

HarLog
ReadHar(const JsonValue& document, const std::string& file)
{
    const HarObject root(document, file);
    const HarObject log(root.Demand("log", Kind::OBJECT, "this file"), file);
    HarLog har;
    if (const JsonValue* const pages = log.Find("pages"))
    {
        log.Demand("pages", Kind::LIST, "the log");
        for (const JsonValue& page : pages->items)
        {
            har.pages.push_back(ReadPage(page, file));
        }
    }
    for (const JsonValue& entry : log.Demand("entries", Kind::LIST, "the log").items)
    {
        har.entries.push_back(ReadEntry(entry, file));
    }
    return har;
}

} // namespace pagewire
