// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-request-reader.h"

#include "http/header-fields.h"
#include "http/origin.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

namespace
{

using Json = CacheTestJson;
using Kind = JsonValue::Kind;

const std::vector<std::string> TYPES{"cached", "not_cached", "etag_validated", "lm_validated"};
const std::vector<std::string> REDIRECTS{"follow", "manual", "error"};
const std::vector<std::string> MODES{"cors", "no-cors", "same-origin"};
const std::vector<std::string> CREDENTIALS{"omit", "same-origin", "include"};

/** In the order of CacheMode. */
const std::vector<std::string> CACHE_MODES{"default",
                                           "no-cache",
                                           "reload",
                                           "no-store",
                                           "force-cache",
                                           "only-if-cached"};

const std::vector<std::string> EXPECTATIONS{"expected_type",
                                            "expected_status",
                                            "expected_response_text",
                                            "expected_method",
                                            "expected_request_headers",
                                            "expected_request_headers_missing",
                                            "expected_response_headers",
                                            "expected_response_headers_missing",
                                            "expected_interim_responses"};

const std::vector<std::string>&
RequestMembers()
{
    static const std::vector<std::string> members = [] {
        std::vector<std::string> all{"filename",
                                     "query_arg",
                                     "request_method",
                                     "request_headers",
                                     "request_body",
                                     "redirect",
                                     "mode",
                                     "credentials",
                                     "cache",
                                     "magic_ims",
                                     "magic_locations",
                                     "rfc850date",
                                     "pause_after",
                                     "response_status",
                                     "response_headers",
                                     "response_body",
                                     "response_pause",
                                     "disconnect",
                                     "interim_responses",
                                     "setup",
                                     "setup_tests",
                                     "check_body"};
        all.insert(all.end(), EXPECTATIONS.begin(), EXPECTATIONS.end());
        return all;
    }();
    return members;
}

int
ReadStatus(const Json& json, int least, int most)
{
    const std::int64_t status = json.Whole();
    if (status < least || status > most)
    {
        json.Refuse("write a status from " + std::to_string(least) + " to " + std::to_string(most) +
                    ", not " + std::to_string(status));
    }
    return static_cast<int>(status);
}

std::string
ReadFieldName(const Json& json)
{
    const std::string name = json.Text();
    if (!IsToken(name))
    {
        json.Refuse("'" + name + "' is not the name of a field");
    }
    return name;
}

CacheTestValue
ReadValue(const Json& json)
{
    if (json.Is(Kind::NUMBER))
    {
        return {"", json.Whole()};
    }
    const std::string text = json.Text();
    if (text.find_first_of(std::string("\r\n\0", 3)) != std::string::npos)
    {
        json.Refuse("a field's value has no line breaks");
    }
    return {std::string(TrimOws(text))};
}

/** \return the items of a list of so many */
std::vector<Json>
ReadTuple(const Json& json, std::size_t least, std::size_t most, const std::string& form)
{
    std::vector<Json> items = json.Items();
    if (items.size() < least || items.size() > most)
    {
        json.Refuse("write " + form);
    }
    return items;
}

std::vector<CacheTestField>
ReadFields(const Json& json)
{
    std::vector<CacheTestField> fields;
    for (const Json& item : json.Items())
    {
        const std::vector<Json> parts =
            ReadTuple(item, 2, 3, "[name, value] or [name, value, false]");
        fields.push_back(
            {ReadFieldName(parts[0]), ReadValue(parts[1]), parts.size() < 3 || parts[2].Truth()});
    }
    return fields;
}

CacheTestExpectation
ReadExpectation(const Json& json)
{
    CacheTestExpectation expected;
    if (json.Is(Kind::STRING))
    {
        expected.name = ReadFieldName(json);
        return expected;
    }
    const std::vector<Json> parts =
        ReadTuple(json, 1, 3, R"([name], [name, value], [name, "=", name] or [name, ">", number])");
    expected.name = ReadFieldName(parts[0]);
    if (parts.size() == 2)
    {
        expected.kind = CacheTestExpectation::Kind::VALUE;
        expected.value = ReadValue(parts[1]);
    }
    else if (parts.size() == 3 && parts[1].OneOfThese({"=", ">"}) == 0)
    {
        expected.kind = CacheTestExpectation::Kind::SAME_AS;
        expected.other = ReadFieldName(parts[2]);
    }
    else if (parts.size() == 3)
    {
        expected.kind = CacheTestExpectation::Kind::GREATER;
        expected.bound = parts[2].Whole();
    }
    return expected;
}

std::vector<CacheTestExpectation>
ReadExpectations(const Json& json)
{
    std::vector<CacheTestExpectation> expected;
    for (const Json& item : json.Items())
    {
        expected.push_back(ReadExpectation(item));
    }
    return expected;
}

std::vector<CacheTestAbsence>
ReadAbsences(const Json& json)
{
    std::vector<CacheTestAbsence> absences;
    for (const Json& item : json.Items())
    {
        if (item.Is(Kind::STRING))
        {
            absences.push_back({ReadFieldName(item)});
            continue;
        }
        const std::vector<Json> parts = ReadTuple(item, 1, 2, "[name] or [name, text]");
        CacheTestAbsence absence{ReadFieldName(parts[0])};
        if (parts.size() == 2)
        {
            absence.text = parts[1].Text();
        }
        absences.push_back(absence);
    }
    return absences;
}

std::vector<CacheTestInterim>
ReadInterim(const Json& json)
{
    std::vector<CacheTestInterim> all;
    for (const Json& item : json.Items())
    {
        const std::vector<Json> parts = ReadTuple(item, 1, 2, "[status] or [status, fields]");
        CacheTestInterim interim{ReadStatus(parts[0], 102, 199)};
        if (parts.size() == 2)
        {
            interim.fields = ReadFields(parts[1]);
        }
        all.push_back(interim);
    }
    return all;
}

std::string
ReadUrlPart(const Json& json, const std::string& name)
{
    const std::string text = json.TextOf(name, "");
    if (!text.empty() && !IsRequestTarget(text))
    {
        json.At(name).Refuse("'" + text + "' cannot be part of a URL");
    }
    return text;
}

void
ReadClientsSide(const Json& json, CacheTestRequest& request)
{
    request.method = json.TextOf("request_method", request.method);
    if (!IsToken(request.method) || request.method == "CONNECT")
    {
        json.At("request_method").Refuse("'" + request.method + "' is not a method of a test");
    }
    if (json.Has("request_headers"))
    {
        request.requestFields = ReadFields(json.At("request_headers"));
    }
    request.requestContent = json.TextOf("request_body", "");
    request.filename = ReadUrlPart(json, "filename");
    request.query = ReadUrlPart(json, "query_arg");
    request.redirect = json.NameOf<FetchRedirect>("redirect", REDIRECTS);
    request.mode = json.NameOf<FetchMode>("mode", MODES);
    request.cache = json.NameOf<CacheMode>("cache", CACHE_MODES);
    if (json.Has("credentials"))
    {
        json.At("credentials").OneOfThese(CREDENTIALS); // the client has none
    }
    request.pauseAfter = json.TruthOf("pause_after");
    request.magicIms = json.TruthOf("magic_ims");
    request.magicLocations = json.TruthOf("magic_locations");
    if (json.Has("rfc850date"))
    {
        request.rfc850Fields = json.At("rfc850date").Texts();
    }
}

void
ReadOriginsSide(const Json& json, CacheTestRequest& request)
{
    if (json.Has("response_status"))
    {
        const Json status = json.At("response_status");
        request.status = ReadStatus(ReadTuple(status, 1, 2, "[status, phrase]").front(), 200, 599);
    }
    if (json.Has("response_headers"))
    {
        request.responseFields = ReadFields(json.At("response_headers"));
    }
    if (json.Has("response_body"))
    {
        request.responseContent = json.At("response_body").Text();
    }
    if (json.Has("response_pause"))
    {
        const double seconds = json.At("response_pause").Number();
        if (seconds < 0 || seconds > 3600)
        {
            json.At("response_pause").Refuse("write 0 to 3600 seconds");
        }
        request.responsePause = Nanoseconds(std::llround(seconds * 1e9));
    }
    request.disconnect = json.TruthOf("disconnect");
    if (json.Has("interim_responses"))
    {
        request.interim = ReadInterim(json.At("interim_responses"));
    }
}

void
ReadExpectedFields(const Json& json, CacheTestRequest& request)
{
    if (json.Has("expected_request_headers"))
    {
        request.expectedRequestFields = ReadExpectations(json.At("expected_request_headers"));
    }
    if (json.Has("expected_request_headers_missing"))
    {
        request.absentRequestFields = ReadAbsences(json.At("expected_request_headers_missing"));
    }
    if (json.Has("expected_response_headers"))
    {
        request.expectedResponseFields = ReadExpectations(json.At("expected_response_headers"));
    }
    if (json.Has("expected_response_headers_missing"))
    {
        request.absentResponseFields = ReadAbsences(json.At("expected_response_headers_missing"));
    }
    if (json.Has("expected_interim_responses"))
    {
        request.expectedInterim = ReadInterim(json.At("expected_interim_responses"));
    }
}

void
ReadExpected(const Json& json, CacheTestRequest& request)
{
    request.setup = json.TruthOf("setup");
    if (json.Has("setup_tests"))
    {
        for (const Json& item : json.At("setup_tests").Items())
        {
            request.setupTests.insert(EXPECTATIONS[item.OneOfThese(EXPECTATIONS)]);
        }
    }
    if (json.Has("expected_type"))
    {
        request.type = json.NameOf<CacheTestType>("expected_type", TYPES);
    }
    if (json.Has("expected_status"))
    {
        request.expectedStatus = ReadStatus(json.At("expected_status"), 200, 599);
    }
    request.anyStatus = json.IsNull("expected_status");
    if (json.Has("expected_response_text"))
    {
        request.expectedText = json.At("expected_response_text").Text();
    }
    request.anyText = json.IsNull("expected_response_text") ||
                      (json.Has("check_body") && !json.At("check_body").Truth());
    if (json.Has("expected_method"))
    {
        request.expectedMethod = json.At("expected_method").Text();
    }
    ReadExpectedFields(json, request);
}

} // namespace

CacheTestRequest
ReadCacheTestRequest(const CacheTestJson& json)
{
    json.CheckMembers("a request", RequestMembers());
    CacheTestRequest request;
    ReadClientsSide(json, request);
    ReadOriginsSide(json, request);
    ReadExpected(json, request);
    return request;
}

} // namespace pagewire
