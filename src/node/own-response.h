// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_OWN_RESPONSE_H
#define PAGEWIRE_NODE_OWN_RESPONSE_H

#include "http/message.h"

#include <string>

namespace pagewire
{

/** A response that a proxy gives in its own name: an error, a challenge, what TRACE asks of the
 * last on the way. */
struct OwnResponse
{
    int status{500};
    HeaderFields fields{}; //!< besides Date and, where there is text, Content-Type
    std::string text{};    //!< empty: none
};

/** \return a response with this status whose text is its reason phrase and the explanation
 * \param why a few words, put after the phrase; empty: none */
OwnResponse ExplainedResponse(int status, const std::string& why = "");

/** \return what the last on the way answers to TRACE (RFC 9110 section 9.3.8, without credentials
 * and cookies) and OPTIONS (section 9.3.7) */
OwnResponse AnswerAsLast(const Request& request);

/** \return the header section of the response, with Date and Content-Type */
Response HeadOf(const OwnResponse& own);

} // namespace pagewire

#endif
