// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-server-exchange.h"

#include "wire/h3-callbacks.h"
#include "wire/h3-fields.h"
#include "wire/h3-session.h"

#include <cassert>
#include <optional>

namespace pagewire
{

void
H3ServerExchange::SetBodyReceiver(RequestBodyReceiver* receiver)
{
    bodyReceiver = receiver;
    const bool asked = m_request.fields.HasToken("expect", "100-continue");
    if (receiver && m_hasBody && asked && !m_continued && !m_responded && !gotContent)
    {
        m_continued = true;
        SendInformational({100, {}});
    }
}

void
H3ServerExchange::SendInformational(const Response& response)
{
    assert(!m_responded);
    const FieldBlock block(response, -1);
    const H3Fields fields(block);
    nghttp3_conn_submit_info(Session().Native(), Id(), fields.Data(), fields.Size());
    Session().Wake();
}

void
H3ServerExchange::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    assert(!m_responded);
    m_responded = true;
    const bool mayHave = ResponseHasContent(m_request.method, response.status) ||
                         OpensTunnel(m_request, response.status);
    const bool saysLength = body && ResponseTellsLength(m_request.method, response.status);
    const std::optional<std::uint64_t> length = saysLength ? body->Length() : std::nullopt;
    const FieldBlock block(response, length ? static_cast<std::int64_t>(*length) : -1);
    const H3Fields fields(block);
    const nghttp3_data_reader reader = H3Callbacks::Reader();
    if (mayHave)
    {
        SetBody(std::move(body));
    }
    nghttp3_conn_submit_response(Session().Native(),
                                 Id(),
                                 fields.Data(),
                                 fields.Size(),
                                 HasContent() ? &reader : nullptr);
    Session().SetReady(Id(), true);
    Session().Wake();
}

void
H3ServerExchange::Abort()
{
    Session().Abandon(*this);
}

} // namespace pagewire
