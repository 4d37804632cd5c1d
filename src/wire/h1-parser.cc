// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-parser.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>
#include <optional>

namespace pagewire
{

namespace
{

namespace beast = boost::beast;
namespace bh = boost::beast::http;

/** What Beast's callbacks leave behind for H1Parser to hand out. */
struct Found
{
    H1Head head;
    HeaderFields trailers;
    std::string_view content;
    std::string_view input; //!< what is being parsed
    bool headDone{false};
    bool ended{false};
};

std::string_view
View(beast::string_view text)
{
    return {text.data(), text.size()};
}

/** Whether a field's value lay on the line of its name: Beast unfolds, RFC 9112 section 5.2 has us
 * refuse. */
bool
IsFolded(std::string_view input, std::string_view name, std::string_view value)
{
    const std::less<const char*> before;
    const char* const end = name.data() + name.size();
    const bool elsewhere =
        before(value.data(), end) || before(input.data() + input.size(), value.data());
    return elsewhere || std::find(end, value.data(), '\r') != value.data();
}

/** Beast's parser for one message of one kind, recording. */
template <bool isRequest>
class Recorder : public bh::basic_parser<isRequest>
{
  public:
    explicit Recorder(Found& found)
        : m_found(found)
    {
        // Not boost::none, which 1.74 takes to be less than any length.
        this->body_limit(std::numeric_limits<std::uint64_t>::max());
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
    }

  private:
    using Error = beast::error_code;

    void on_request_impl(bh::verb,
                         beast::string_view method,
                         beast::string_view target,
                         int version,
                         Error&) override
    {
        m_found.head.method = std::string(View(method));
        m_found.head.target = std::string(View(target));
        m_found.head.version = version == 10 ? H1Version::V10 : H1Version::V11;
    }

    void on_response_impl(int code, beast::string_view, int version, Error& error) override
    {
        m_found.head.status = code;
        m_found.head.version = version == 10 ? H1Version::V10 : H1Version::V11;
        if (code < 100)
        {
            error = bh::error::bad_status;
        }
    }

    void on_field_impl(bh::field,
                       beast::string_view name,
                       beast::string_view value,
                       Error& error) override
    {
        if (IsFolded(m_found.input, View(name), View(value)))
        {
            error = bh::error::bad_value;
            return;
        }
        HeaderFields& fields = m_found.headDone ? m_found.trailers : m_found.head.fields;
        fields.Add(std::string(View(name)), std::string(View(value)));
    }

    void on_header_impl(Error&) override
    {
        m_found.headDone = true;
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override
    {}

    std::size_t on_body_impl(beast::string_view content, Error&) override
    {
        m_found.content = View(content);
        return content.size();
    }

    void on_chunk_header_impl(std::uint64_t, beast::string_view, Error&) override
    {}

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view content, Error&) override
    {
        m_found.content = View(content);
        return content.size();
    }

    void on_finish_impl(Error&) override
    {
        m_found.ended = true;
    }

    Found& m_found;
};

/** Finds the end of a header section, and bare CR and LF in it, in octets that grow. */
class HeadScanner
{
  public:
    enum class Result
    {
        MORE,
        FIRST_LINE, //!< just found; call again for the rest
        WHOLE,
        BROKEN,
    };

    Result Scan(std::string_view octets)
    {
        while (m_at < octets.size())
        {
            const bool afterCr = m_at > 0 && octets[m_at - 1] == '\r';
            const bool isLf = octets[m_at++] == '\n';
            if (afterCr != isLf)
            {
                return Result::BROKEN;
            }
            if (isLf)
            {
                const bool first = m_line == 0;
                const bool empty = m_at - m_line == 2;
                m_line = m_at;
                if (first)
                {
                    return empty ? Result::BROKEN : Result::FIRST_LINE;
                }
                if (empty)
                {
                    return Result::WHOLE;
                }
            }
        }
        return Result::MORE;
    }

    /** \return octets up to and with the end found */
    std::size_t Size() const
    {
        return m_at;
    }

  private:
    std::size_t m_at{0};   //!< looked at so far
    std::size_t m_line{0}; //!< where the present line begins
};

bool
IsDecimal(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/** What RFC 9112 section 6.3 demands of the framing fields and Beast lets pass. */
H1Fault
CheckFraming(const H1Head& head)
{
    const std::size_t lengths = head.fields.Count("Content-Length");
    if (lengths > 1 || (lengths == 1 && !IsDecimal(*head.fields.Find("Content-Length"))))
    {
        return H1Fault::MALFORMED;
    }
    if (!head.fields.Has("Transfer-Encoding"))
    {
        return H1Fault::NONE;
    }
    const auto codings = head.fields.List("Transfer-Encoding");
    const auto isChunked = [](const std::string& c) { return EqualsIgnoringCase(c, "chunked"); };
    const bool onceAtTheEnd = !codings.empty() && isChunked(codings.back()) &&
                              std::count_if(codings.begin(), codings.end(), isChunked) == 1;
    if (lengths > 0 || head.version != H1Version::V11 || !onceAtTheEnd)
    {
        return H1Fault::MALFORMED;
    }
    return codings.size() == 1 ? H1Fault::NONE : H1Fault::TRANSFER_CODING;
}

/** Whether a request line ends in a version, if only one that nobody knows. */
bool
NamesAVersion(std::string_view line)
{
    const std::string_view word = line.substr(line.rfind(' ') + 1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return word.size() == 8 && word.substr(0, 5) == "HTTP/" && isDigit(word[5]) && word[6] == '.' &&
           isDigit(word[7]);
}

} // namespace

bool
H1Head::Persists() const
{
    if (version == H1Version::V09 || untilClose || fields.HasToken("Connection", "close"))
    {
        return false;
    }
    return version == H1Version::V11 || fields.HasToken("Connection", "keep-alive");
}

int
StatusOf(H1Fault fault)
{
    switch (fault)
    {
    case H1Fault::HEADER_TOO_LARGE:
        return 431;
    case H1Fault::VERSION:
        return 505;
    case H1Fault::TRANSFER_CODING:
        return 501;
    default:
        return 400;
    }
}

class H1Parser::Impl
{
  public:
    Impl(Kind kind, std::size_t maxHeaderBytes)
        : m_kind(kind),
          m_maxHeaderBytes(maxHeaderBytes)
    {}

    void Start(bool noContent)
    {
        m_found = Found();
        m_scanner = HeadScanner();
        m_contentOctets = 0;
        m_phase = Phase::BEFORE;
        m_request.reset();
        m_response.reset();
        if (m_kind == Kind::REQUEST)
        {
            m_request.emplace(m_found);
        }
        else if (m_kind == Kind::RESPONSE)
        {
            m_response.emplace(m_found);
            m_response->skip(noContent);
        }
    }

    Event Next(std::string_view octets)
    {
        m_taken = 0;
        m_found.content = {};
        switch (m_phase)
        {
        case Phase::BEFORE:
        case Phase::HEAD:
            return NextInHead(octets);
        case Phase::CONTENT:
            return NextInContent(octets);
        case Phase::OVER:
            break;
        }
        return m_fault == H1Fault::NONE ? Event::NEED_MORE : Event::FAULT;
    }

    Event NextAtEnd()
    {
        m_taken = 0;
        if (m_phase == Phase::BEFORE && m_kind == Kind::BARE_RESPONSE)
        {
            return BareHead();
        }
        if (m_phase == Phase::CONTENT && m_found.head.untilClose)
        {
            m_found.ended = true;
        }
        if (m_phase == Phase::CONTENT && m_found.ended)
        {
            m_phase = Phase::OVER;
            return Event::END;
        }
        return MidMessage() ? Fail(H1Fault::EARLY_END) : Event::NEED_MORE;
    }

    bool MidMessage() const
    {
        return m_phase == Phase::HEAD || m_phase == Phase::CONTENT;
    }

    Found m_found;
    H1Fault m_fault{H1Fault::NONE};
    std::size_t m_taken{0};
    std::size_t m_contentOctets{0};

  private:
    enum class Phase
    {
        BEFORE,
        HEAD,
        CONTENT, //!< also when there is none and only the end is to be told
        OVER,
    };

    Event Fail(H1Fault fault)
    {
        m_fault = fault;
        m_phase = Phase::OVER;
        return Event::FAULT;
    }

    Event NextInHead(std::string_view octets)
    {
        if (m_kind == Kind::BARE_RESPONSE)
        {
            return octets.empty() ? Event::NEED_MORE : BareHead();
        }
        const std::size_t before = m_phase == Phase::BEFORE ? EmptyLines(octets) : 0;
        const std::string_view rest = octets.substr(before);
        m_taken = before;
        if (rest.empty() || (m_phase == Phase::BEFORE && rest == "\r" && m_request))
        {
            return Event::NEED_MORE;
        }
        m_phase = Phase::HEAD;
        auto result = m_scanner.Scan(rest);
        if (result == HeadScanner::Result::FIRST_LINE)
        {
            const std::string_view line = rest.substr(0, m_scanner.Size() - 2);
            if (m_request && m_scanner.Size() <= m_maxHeaderBytes && IsSimpleRequest(line))
            {
                return SimpleHead(line);
            }
            result = m_scanner.Scan(rest);
        }
        if (m_scanner.Size() > m_maxHeaderBytes)
        {
            return Fail(H1Fault::HEADER_TOO_LARGE);
        }
        switch (result)
        {
        case HeadScanner::Result::WHOLE:
            return ParseHead(rest.substr(0, m_scanner.Size()));
        case HeadScanner::Result::BROKEN:
            return Fail(H1Fault::MALFORMED);
        default:
            return Event::NEED_MORE;
        }
    }

    /** Octets of the empty lines that may precede a request (RFC 9112 section 2.2). */
    std::size_t EmptyLines(std::string_view octets) const
    {
        std::size_t size = 0;
        while (m_request && octets.substr(size, 2) == "\r\n")
        {
            size += 2;
        }
        return size;
    }

    /** RFC 1945 section 5: "GET" SP Request-URI CRLF. */
    static bool IsSimpleRequest(std::string_view line)
    {
        return line.size() > 4 && line.substr(0, 4) == "GET " &&
               std::all_of(line.begin() + 4, line.end(), [](char c) {
                   return static_cast<unsigned char>(c) > ' ' && c != 127;
               });
    }

    Event SimpleHead(std::string_view line)
    {
        m_found.head.version = H1Version::V09;
        m_found.head.method = "GET";
        m_found.head.target = std::string(line.substr(4));
        m_found.head.size = line.size() + 2;
        m_found.ended = true;
        m_taken += line.size() + 2;
        m_phase = Phase::CONTENT;
        return Event::HEAD;
    }

    Event BareHead()
    {
        m_found.head.version = H1Version::V09;
        m_found.head.status = 200;
        m_found.head.hasContent = true;
        m_found.head.untilClose = true;
        m_phase = Phase::CONTENT;
        return Event::HEAD;
    }

    /** One call of Beast. \return whether it took something without finding a fault */
    bool Put(std::string_view octets, beast::error_code& error)
    {
        m_found.input = octets;
        const boost::asio::const_buffer buffer(octets.data(), octets.size());
        const std::size_t taken =
            m_request ? m_request->put(buffer, error) : m_response->put(buffer, error);
        m_taken += taken;
        return !error;
    }

    Event ParseHead(std::string_view head)
    {
        const std::string_view line = head.substr(0, head.find('\r'));
        beast::error_code error;
        if (!Put(head, error))
        {
            const bool version =
                m_request && error == bh::error::bad_version && NamesAVersion(line);
            return Fail(version ? H1Fault::VERSION : H1Fault::MALFORMED);
        }
        assert(m_found.headDone);
        if (const H1Fault fault = CheckFraming(m_found.head); fault != H1Fault::NONE)
        {
            return Fail(fault);
        }
        m_found.head.size = head.size();
        m_found.head.hasContent = !m_found.ended;
        m_found.head.untilClose = m_response && m_response->need_eof();
        m_phase = Phase::CONTENT;
        return Event::HEAD;
    }

    Event NextInContent(std::string_view octets)
    {
        if (m_kind == Kind::BARE_RESPONSE)
        {
            m_found.content = octets;
            m_taken = octets.size();
        }
        while (!m_found.ended && m_found.content.empty() && m_taken < octets.size())
        {
            beast::error_code error;
            const std::string_view rest = octets.substr(m_taken);
            if (!Put(rest, error))
            {
                if (error != bh::error::need_more)
                {
                    return Fail(H1Fault::MALFORMED);
                }
                // Chunk lines and trailers that do not end.
                return rest.size() > m_maxHeaderBytes ? Fail(H1Fault::HEADER_TOO_LARGE)
                                                      : Counted(Event::NEED_MORE);
            }
        }
        if (!m_found.content.empty())
        {
            return Counted(Event::CONTENT);
        }
        if (!m_found.ended)
        {
            return Counted(Event::NEED_MORE);
        }
        m_phase = Phase::OVER;
        return Counted(Event::END);
    }

    Event Counted(Event event)
    {
        m_contentOctets += m_taken;
        return event;
    }

    const Kind m_kind;
    const std::size_t m_maxHeaderBytes;
    Phase m_phase{Phase::OVER};
    HeadScanner m_scanner;
    std::optional<Recorder<true>> m_request;
    std::optional<Recorder<false>> m_response;
};

H1Parser::H1Parser(Kind kind, std::size_t maxHeaderBytes)
    : m_impl(std::make_unique<Impl>(kind, maxHeaderBytes))
{
    Start();
}

H1Parser::~H1Parser() = default;

void
H1Parser::Start(bool noContent)
{
    m_impl->Start(noContent);
}

H1Parser::Event
H1Parser::Next(std::string_view octets)
{
    return m_impl->Next(octets);
}

H1Parser::Event
H1Parser::NextAtEnd()
{
    return m_impl->NextAtEnd();
}

std::size_t
H1Parser::Taken() const
{
    return m_impl->m_taken;
}

bool
H1Parser::MidMessage() const
{
    return m_impl->MidMessage();
}

std::size_t
H1Parser::ContentOctets() const
{
    return m_impl->m_contentOctets;
}

H1Head&
H1Parser::Head()
{
    return m_impl->m_found.head;
}

std::string_view
H1Parser::Content() const
{
    return m_impl->m_found.content;
}

const HeaderFields&
H1Parser::Trailers() const
{
    return m_impl->m_found.trailers;
}

H1Fault
H1Parser::Fault() const
{
    return m_impl->m_fault;
}

} // namespace pagewire
