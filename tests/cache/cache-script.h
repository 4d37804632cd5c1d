// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_CACHE_CACHE_SCRIPT_H
#define PAGEWIRE_TESTS_CACHE_CACHE_SCRIPT_H

#include "cache/http-cache.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What a scripted next server says; `body` is what really comes of the content. */
struct NextAnswer
{
    Response response;
    std::string body{};
    bool breaks{false}; //!< and then the connection is lost
};

/** What a scripted client got. */
struct CacheResult
{
    Response response;
    std::string body;
    bool whole{true};                 //!< the content came to its end
    std::optional<Request> forwarded; //!< what the next server was asked last, if it was
    CacheTrace trace;
};

/** A shared cache with room for a megabyte in memory. */
CacheOptions SharedCache();
CacheOptions PrivateCache();

/** \return header fields from lines "Name: value"; empty lines count for nothing */
HeaderFields FieldsOf(std::string_view lines);

/** \return GET of http://a.example/ with these fields */
Request GetWith(std::string_view lines, const std::string& target = "/");

/** \return a response with these fields and a body that its length is added for */
NextAnswer Answer(std::string_view lines, const std::string& body = "content", int status = 200);

/** Drives an HttpCache without a network: a client before it, a next server behind it, and a clock
 * that begins at RFC 9110's example of a date, Sun, 06 Nov 1994 08:49:37 GMT. */
class CacheScript
{
  public:
    /** \return nothing: no response came */
    using Next = std::function<std::optional<NextAnswer>(const Request&)>;

    static constexpr CacheMoment START{std::chrono::seconds(784111777)};

    explicit CacheScript(const CacheOptions& options = SharedCache());

    /** What the next server says from now on. */
    CacheScript& Serve(Next next);
    CacheScript& Serve(const NextAnswer& answer);

    CacheScript& Wait(Nanoseconds time);

    CacheResult Ask(const Request& request,
                    CacheMode mode = CacheMode::DEFAULT,
                    const std::string& partition = "");
    CacheResult Ask(std::string_view fields = "");

    HttpCache& Cache();
    CacheMoment Now() const;
    int Asked() const; //!< how often the next server was asked

    /** \return what was done so far, a line each */
    const std::string& History() const;

  private:
    void Forward(CacheDecision& decision, CacheResult& result);
    void Take(CacheDecision& decision, const NextAnswer& answer, CacheResult& result);
    void Fill(CacheDecision& decision,
              const CacheVerdict& verdict,
              const NextAnswer& answer,
              CacheResult& result);
    void AnswerFromStore(CacheDecision& decision, CacheResult& result);

    HttpCache m_cache;
    Next m_next;
    CacheMoment m_now{START};
    int m_asked{0};
    std::string m_history;
};

} // namespace pagewire

#endif
