// SPDX-License-Identifier: GPL-2.0-only
#include "node/proxy-fields.h"

#include "http/hop-by-hop.h"
#include "http/origin.h"

namespace pagewire
{

std::optional<OwnResponse>
AnswerMalformed(const Request& request)
{
    if (request.method == "CONNECT")
    {
        return std::nullopt;
    }
    if (DefaultPort(request.scheme) == 0)
    {
        return ExplainedResponse(400, "the scheme is neither http nor https");
    }
    if (!request.authority.empty() && !ParseAuthority(request.scheme, request.authority))
    {
        return ExplainedResponse(400, "the authority is no host with or without port");
    }
    if (!IsRequestTarget(request.target))
    {
        return ExplainedResponse(400, "the target is no path of a URI");
    }
    return std::nullopt;
}

std::optional<OwnResponse>
AnswerByFields(const Request& request, const ProxyFieldOptions& options)
{
    if (const std::string option = ProtectedConnectionOption(request.fields); !option.empty())
    {
        return ExplainedResponse(400, "Connection must not list " + option);
    }
    if (ViaNames(request.fields, options.pseudonym))
    {
        return ExplainedResponse(508);
    }
    Request counted = request;
    switch (CountForwards(counted))
    {
    case MaxForwards::GOES_ON:
        break;
    case MaxForwards::ENDS_HERE:
        return AnswerAsLast(request);
    case MaxForwards::MALFORMED:
        return ExplainedResponse(400, "Max-Forwards is no number");
    }
    return std::nullopt;
}

Request
FieldsOnward(Request request,
             Protocol received,
             const ForwardedHop& hop,
             const ProxyFieldOptions& options)
{
    CountForwards(request);
    RemoveHopByHop(request.fields);
    if (options.forwarded == FORWARDED_X || options.forwarded == FORWARDED_BOTH)
    {
        AddXForwarded(request.fields, hop);
    }
    if (options.forwarded == FORWARDED_STANDARD || options.forwarded == FORWARDED_BOTH)
    {
        AddForwarded(request.fields, hop);
    }
    if (options.via)
    {
        AddVia(request.fields, received, options.pseudonym);
    }
    ApplyHeaderRules(options.requestRules, request.fields);
    return request;
}

Response
FieldsBack(Response response, Protocol received, const ProxyFieldOptions& options)
{
    RemoveHopByHop(response.fields);
    if (options.via)
    {
        AddVia(response.fields, received, options.pseudonym);
    }
    ApplyHeaderRules(options.responseRules, response.fields);
    return response;
}

} // namespace pagewire
