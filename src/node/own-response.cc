// SPDX-License-Identifier: GPL-2.0-only
#include "node/own-response.h"

#include "http/date.h"
#include "http/method.h"
#include "http/status.h"
#include "node/response-fields.h"

namespace pagewire
{

namespace
{

constexpr const char* CONTENT_TYPE = "Content-Type";

OwnResponse
Trace(const Request& request)
{
    OwnResponse response{200, {{CONTENT_TYPE, "message/http"}}};
    response.text =
        request.method + " " + request.target + " HTTP/1.1\r\nHost: " + request.authority + "\r\n";
    HeaderFields fields = request.fields;
    for (const char* secret : {"Authorization", "Cookie", "Proxy-Authorization"})
    {
        fields.Remove(secret);
    }
    for (const HeaderField& field : fields)
    {
        response.text += field.name + ": " + field.value + "\r\n";
    }
    response.text += "\r\n";
    return response;
}

} // namespace

OwnResponse
ExplainedResponse(int status, const std::string& why)
{
    OwnResponse response{status};
    response.text = std::string(ReasonPhrase(status)) + (why.empty() ? "" : ": " + why) + "\n";
    return response;
}

OwnResponse
AnswerAsLast(const Request& request)
{
    if (request.method == "TRACE")
    {
        return Trace(request);
    }
    std::string methods;
    for (const MethodInfo& method : AllMethods())
    {
        methods += (methods.empty() ? "" : ", ") + std::string(method.name);
    }
    return {204, {{"Allow", methods}}};
}

Response
HeadOf(const OwnResponse& own)
{
    Response response{own.status, own.fields};
    response.fields.Add("Date", FormatHttpDate(VirtualDate()));
    if (!own.text.empty() && !own.fields.Has(CONTENT_TYPE))
    {
        response.fields.Add(CONTENT_TYPE, "text/plain");
    }
    return response;
}

} // namespace pagewire
