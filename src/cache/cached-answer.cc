// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cached-answer.h"

#include "cache/freshness.h"
#include "http/conditional.h"
#include "http/content-length.h"
#include "http/status.h"

namespace pagewire
{

namespace
{

std::optional<std::uint64_t>
WholeSize(const StoredResponse& stored)
{
    const auto size = stored.content->Size();
    return size ? size : ContentLengthOf(stored.response.fields);
}

bool
WantsPart(const StoredResponse& stored, const Request& request)
{
    return stored.response.status == 200 && request.method == "GET" && request.fields.Has("Range");
}

void
WordPart(CachedAnswer& answer, const RangeDecision& decision)
{
    answer.response.status = decision.status;
    answer.part = decision.part;
    if (decision.header)
    {
        answer.response.fields.Set("Content-Range", FormatContentRange(*decision.header));
        answer.response.fields.Remove("Content-Length");
    }
}

} // namespace

bool
CoversRequest(const StoredResponse& stored, const Request& request)
{
    const StoredContent& content = *stored.content;
    if (request.method == "HEAD" || content.IsComplete() || (content.IsGrowing() && !stored.isPart))
    {
        return true;
    }
    const auto size = content.Size();
    if (!size || !WantsPart(stored, request))
    {
        return false;
    }
    const RangeDecision decision = DecideRange(request, stored.response.fields, *size);
    return decision.status == 416 || (decision.status == 206 && content.Holds(decision.part));
}

CachedAnswer
WordAnswer(const StoredResponse& stored, const Request& request, CacheMoment now)
{
    CachedAnswer answer;
    answer.response = stored.response;
    const auto age = std::chrono::floor<std::chrono::seconds>(CurrentAge(stored, now));
    answer.response.fields.Set("Age", std::to_string(age.count()));
    if (IsSuccess(stored.response.status) && NotModified(request, stored.response.fields))
    {
        answer.response = {304, NotModifiedFields(answer.response.fields)};
        return answer;
    }
    const auto size = WholeSize(stored);
    answer.part = {0, size.value_or(0)};
    if (size && WantsPart(stored, request))
    {
        WordPart(answer, DecideRange(request, stored.response.fields, *size));
    }
    if (ResponseHasContent(request.method, answer.response.status) && answer.response.status != 416)
    {
        answer.content = stored.content;
    }
    return answer;
}

} // namespace pagewire
