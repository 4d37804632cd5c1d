// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-server-exchange.h"

#include "wire/h2-callbacks.h"
#include "wire/h2-fields.h"
#include "wire/h2-session.h"

#include <cassert>
#include <optional>

namespace pagewire
{

void
H2ServerExchange::SetBodyReceiver(RequestBodyReceiver* receiver)
{
    bodyReceiver = receiver;
    const bool asked = m_request.fields.HasToken("expect", "100-continue");
    if (receiver && hasBody && asked && !m_continued && !m_responded && received.data == 0)
    {
        m_continued = true;
        SendInformational({100, {}});
    }
}

void
H2ServerExchange::SendInformational(const Response& response)
{
    assert(!m_responded);
    const FieldBlock block(response, -1);
    const std::vector<nghttp2_nv> fields = H2Fields(block);
    nghttp2_submit_headers(Session().Native(),
                           NGHTTP2_FLAG_NONE,
                           Id(),
                           nullptr,
                           fields.data(),
                           fields.size(),
                           nullptr);
    Session().Wake();
}

void
H2ServerExchange::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    assert(!m_responded);
    m_responded = true;
    const bool mayHave = ResponseHasContent(m_request.method, response.status) ||
                         OpensTunnel(m_request, response.status);
    const bool saysLength = body && ResponseTellsLength(m_request.method, response.status);
    const std::optional<std::uint64_t> length = saysLength ? body->Length() : std::nullopt;
    const FieldBlock block(response, length ? static_cast<std::int64_t>(*length) : -1);
    const std::vector<nghttp2_nv> fields = H2Fields(block);
    const bool hasContent = mayHave && body && !(body->AtEnd() && body->Trailers().Empty());
    const nghttp2_data_provider provider = H2Callbacks::Provider();
    if (hasContent)
    {
        SetBody(std::move(body));
    }
    nghttp2_submit_response(Session().Native(),
                            Id(),
                            fields.data(),
                            fields.size(),
                            hasContent ? &provider : nullptr);
    Session().SendWatch().Begin(Id());
    Session().Wake();
}

bool
H2ServerExchange::Push(const Request& request,
                       const Response& response,
                       std::unique_ptr<BodySource> body)
{
    assert(!m_responded);
    return m_promiser.Promise(*this, request, response, std::move(body));
}

void
H2ServerExchange::Abort()
{
    Session().Abandon(*this);
}

void
H2ServerExchange::Keep(const Response& response, std::unique_ptr<BodySource> body)
{
    m_keptResponse = response;
    m_keptBody = std::move(body);
}

void
H2ServerExchange::RespondKept()
{
    Respond(m_keptResponse, std::move(m_keptBody));
}

} // namespace pagewire
