// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-verdict.h"

#include "http/header-fields.h"
#include "lab/cache-test-fields.h"

#include <utility>

namespace pagewire
{

namespace
{

std::string
Quoted(const std::string& text)
{
    constexpr std::size_t MOST = 60;
    return "'" + (text.size() > MOST ? text.substr(0, MOST) + "..." : text) + "'";
}

/** \return "no field A" or "A: value" */
std::string
Described(const HeaderFields& fields, const std::string& name)
{
    return fields.Has(name) ? name + ": " + Quoted(fields.Combined(name)) : "no " + name;
}

/** One request of a test, and the first of its expectations that does not hold. */
class Check
{
  public:
    Check(const CacheTest& test,
          std::size_t index,
          const FetchResult& result,
          const std::vector<CacheTestArrival>& arrivals)
        : m_test(test),
          m_asked(test.requests[index]),
          m_number(index + 1),
          m_result(result),
          m_arrival(ArrivalOf(arrivals, index + 1))
    {}

    std::optional<CacheTestFailure> OfResponse();
    std::optional<CacheTestFailure> OfArrival();

  private:
    /** \param what names the expectation in the file
     * \param reason follows "response 2 " or the like */
    void Expect(const char* what, bool holds, const std::string& reason)
    {
        if (!holds && !m_failure)
        {
            m_failure = {m_asked.setup || m_asked.setupTests.count(what) > 0, reason};
        }
    }

    std::string TheResponse() const
    {
        return "response " + std::to_string(m_number) + " ";
    }

    std::string TheRequest() const
    {
        return "request " + std::to_string(m_number) + " ";
    }

    void CheckSource();
    void CheckStatus();
    void CheckInterim();
    void CheckContent();
    void CheckArrivedFields();
    void CheckPresent(const char* what,
                      const std::string& whose,
                      const std::vector<CacheTestExpectation>& expected,
                      const HeaderFields& fields);
    void CheckAbsent(const char* what,
                     const std::string& whose,
                     const std::vector<CacheTestAbsence>& absent,
                     const HeaderFields& fields);
    CacheTestScope Scope() const;

    const CacheTest& m_test;
    const CacheTestRequest& m_asked;
    std::size_t m_number;
    const FetchResult& m_result;
    const CacheTestArrival* m_arrival;
    std::optional<CacheTestFailure> m_failure;
};

/** \return what numbers in expected fields are relative to: the origin's word of its time, as it is
 * stored with the rest */
CacheTestScope
Check::Scope() const
{
    const HeaderFields& fields = m_result.response.fields;
    return {DateIn(fields, SERVER_NOW, 0), fields.Combined(SERVER_URL)};
}

void
Check::CheckSource()
{
    const char* const what = "expected_type";
    const HeaderFields& fields = m_result.response.fields;
    const auto number = static_cast<std::int64_t>(m_number);
    if (m_asked.type == CacheTestType::CACHED)
    {
        const auto count = LeadingNumber(fields.Combined(SERVER_COUNT));
        const bool bare304 = !count && m_result.response.status == 304;
        Expect(what,
               bare304 || (count && *count < number),
               TheResponse() + "was to come from the cache, and " +
                   (count ? "came from the origin" : "the origin never sent it"));
    }
    if (m_asked.type == CacheTestType::NOT_CACHED)
    {
        const auto count = LeadingNumber(fields.Combined(CLIENT_COUNT));
        Expect(what,
               count == number,
               TheResponse() + "was to come from the origin, and " +
                   (count ? "came from the cache" : "the origin never sent it"));
    }
    if (m_arrival && m_arrival->unconditional)
    {
        const bool tag = m_asked.type == CacheTestType::ETAG_VALIDATED;
        const std::string name = tag ? "If-None-Match" : "If-Modified-Since";
        Expect(what,
               false,
               TheRequest() +
                   "was to reach the origin with the validator of the stored response, "
                   "and had " +
                   Described(m_arrival->request.fields, name));
    }
}

void
Check::CheckStatus()
{
    const int expected = m_asked.expectedStatus.value_or(m_asked.status);
    const int status = m_result.response.status;
    Expect("expected_status",
           m_asked.anyStatus || status == expected,
           TheResponse() + "has the status " + std::to_string(status) + " where " +
               std::to_string(expected) + " was expected");
}

void
Check::CheckPresent(const char* what,
                    const std::string& whose,
                    const std::vector<CacheTestExpectation>& expected,
                    const HeaderFields& fields)
{
    using Kind = CacheTestExpectation::Kind;
    for (const CacheTestExpectation& one : expected)
    {
        const std::string value = fields.Combined(one.name);
        const std::string came = whose + "has " + Described(fields, one.name) + " where ";
        if (one.kind == Kind::PRESENT || !fields.Has(one.name))
        {
            Expect(what, fields.Has(one.name), came + "one was expected");
        }
        else if (one.kind == Kind::VALUE)
        {
            const std::string text = CacheTestText(one.name, one.value, m_asked, Scope());
            Expect(what, value == text, came + Quoted(text) + " was expected");
        }
        else if (one.kind == Kind::SAME_AS)
        {
            const std::string text = fields.Combined(one.other);
            Expect(what, value == text, came + Quoted(text) + " was expected, as in " + one.other);
        }
        else
        {
            const auto number = LeadingNumber(value);
            Expect(what,
                   number && *number > one.bound,
                   came + "more than " + std::to_string(one.bound) + " was expected");
        }
    }
}

void
Check::CheckAbsent(const char* what,
                   const std::string& whose,
                   const std::vector<CacheTestAbsence>& absent,
                   const HeaderFields& fields)
{
    for (const CacheTestAbsence& one : absent)
    {
        const std::string value = fields.Combined(one.name);
        Expect(what,
               one.text ? value.find(*one.text) == std::string::npos : !fields.Has(one.name),
               whose + "has " + Described(fields, one.name) + " where " +
                   (one.text ? Quoted(*one.text) : "none") + " was " +
                   (one.text ? "not to be" : "expected"));
    }
}

void
Check::CheckInterim()
{
    if (!m_asked.expectedInterim)
    {
        return;
    }
    const char* const what = "expected_interim_responses";
    const auto& expected = *m_asked.expectedInterim;
    Expect(what,
           m_result.interim.size() == expected.size(),
           TheResponse() + "came after " + std::to_string(m_result.interim.size()) +
               " interim responses where " + std::to_string(expected.size()) + " were expected");
    for (std::size_t i = 0; i < expected.size() && !m_failure; ++i)
    {
        const Response& came = m_result.interim[i];
        const std::string whose =
            "interim response " + std::to_string(i + 1) + " of " + std::to_string(m_number) + " ";
        Expect(what,
               came.status == expected[i].status,
               whose + "has the status " + std::to_string(came.status) + " where " +
                   std::to_string(expected[i].status) + " was expected");
        for (const CacheTestField& field : expected[i].fields)
        {
            CheckPresent(what,
                         whose,
                         {{field.name, CacheTestExpectation::Kind::VALUE, field.value}},
                         came.fields);
        }
    }
}

void
Check::CheckContent()
{
    const bool has = ResponseHasContent(m_asked.method, m_result.response.status);
    if (m_asked.anyText || (!m_asked.expectedText && !has))
    {
        return;
    }
    const std::string expected =
        m_asked.expectedText.value_or(m_asked.responseContent.value_or(m_test.id));
    Expect("expected_response_text",
           m_result.content == expected,
           TheResponse() + "has the content " + Quoted(m_result.content) + " where " +
               Quoted(expected) + " was expected");
}

std::optional<CacheTestFailure>
Check::OfResponse()
{
    if (!m_result.failure.empty() && !m_asked.anyStatus)
    {
        Expect("expected_status", false, TheRequest() + "failed: " + m_result.failure);
    }
    const HeaderFields& fields = m_result.response.fields;
    CheckSource();
    CheckStatus();
    CheckPresent("expected_response_headers",
                 TheResponse(),
                 m_asked.expectedResponseFields,
                 fields);
    CheckAbsent("expected_response_headers_missing",
                TheResponse(),
                m_asked.absentResponseFields,
                fields);
    CheckInterim();
    CheckContent();
    return m_failure;
}

/** Whether the client got the fields that the origin sent. */
void
Check::CheckArrivedFields()
{
    for (const CacheTestField& field : m_asked.responseFields)
    {
        const std::string sent = m_arrival->response.fields.Combined(field.name);
        Expect("expected_response_headers",
               !field.compared || EqualsIgnoringCase(field.name, "Date") ||
                   m_result.response.fields.Combined(field.name) == sent,
               TheResponse() + "has " + Described(m_result.response.fields, field.name) +
                   " where the origin sent " + Quoted(sent));
    }
}

std::optional<CacheTestFailure>
Check::OfArrival()
{
    if (m_asked.type == CacheTestType::CACHED)
    {
        return std::nullopt;
    }
    const bool wanted = m_asked.type || m_asked.expectedMethod ||
                        !m_asked.expectedRequestFields.empty() ||
                        !m_asked.absentRequestFields.empty();
    if (!m_arrival)
    {
        Expect("expected_type", !wanted, TheRequest() + "did not reach the origin");
        return m_failure;
    }
    const Request& came = m_arrival->request;
    CheckPresent("expected_request_headers",
                 TheRequest() + "at the origin ",
                 m_asked.expectedRequestFields,
                 came.fields);
    CheckAbsent("expected_request_headers_missing",
                TheRequest() + "at the origin ",
                m_asked.absentRequestFields,
                came.fields);
    Expect("expected_method",
           came.method == m_asked.expectedMethod.value_or(came.method),
           TheRequest() + "reached the origin as " + came.method + " where " +
               m_asked.expectedMethod.value_or("") + " was expected");
    if (!m_asked.disconnect)
    {
        CheckArrivedFields();
    }
    return m_failure;
}

} // namespace

std::optional<CacheTestFailure>
CheckResponse(const CacheTest& test,
              std::size_t index,
              const FetchResult& result,
              const std::vector<CacheTestArrival>& arrivals)
{
    return Check(test, index, result, arrivals).OfResponse();
}

std::optional<CacheTestFailure>
CheckArrival(const CacheTest& test,
             std::size_t index,
             const FetchResult& result,
             const std::vector<CacheTestArrival>& arrivals)
{
    return Check(test, index, result, arrivals).OfArrival();
}

} // namespace pagewire
