// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-parser.h"

#include "wire/h1-syntax.h"

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

/** "0 CRLF CRLF": at least so much follows wherever a chunk may begin. Beast 1.74 fails an
 * assertion when it is given less of a last chunk a second time. */
constexpr std::size_t SHORTEST_END = 5;

/** What Beast's callbacks leave behind for H1Parser to hand out. */
struct Found
{
    H1Head head;
    HeaderFields trailers;
    std::string_view content;
    std::string_view input;     //!< what is being parsed
    bool chunked{false};        //!< and how the content is framed
    std::uint64_t chunkLeft{0}; //!< octets of the present chunk to come
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
        m_found.chunked = this->chunked();
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override
    {}

    std::size_t on_body_impl(beast::string_view content, Error&) override
    {
        m_found.content = View(content);
        return content.size();
    }

    void on_chunk_header_impl(std::uint64_t size, beast::string_view, Error&) override
    {
        m_found.chunkLeft = size;
    }

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view content, Error&) override
    {
        m_found.chunkLeft -= content.size();
        m_found.content = View(content);
        return content.size();
    }

    void on_finish_impl(Error&) override
    {
        m_found.ended = true;
    }

    Found& m_found;
};

} // namespace

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
        m_scanner = H1LineScanner();
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
        case Phase::START_LINE:
        case Phase::FIELDS:
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
        return m_phase != Phase::BEFORE && m_phase != Phase::OVER;
    }

    Found m_found;
    H1Fault m_fault{H1Fault::NONE};
    std::size_t m_taken{0};
    std::size_t m_contentOctets{0};

  private:
    enum class Phase
    {
        BEFORE,
        START_LINE,
        FIELDS,
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
        if (m_phase == Phase::BEFORE)
        {
            m_taken = EmptyLines(octets);
            const std::string_view rest = octets.substr(m_taken);
            if (rest.empty() || (m_request && rest == "\r"))
            {
                return Event::NEED_MORE;
            }
            m_phase = Phase::START_LINE;
        }
        if (m_phase == Phase::START_LINE)
        {
            const Event event = NextPart(octets, false);
            if (m_phase != Phase::FIELDS)
            {
                return event;
            }
        }
        return NextPart(octets, true);
    }

    /** Takes the start line, or the field lines, as soon as they are there. */
    Event NextPart(std::string_view octets, bool fields)
    {
        const std::string_view rest = octets.substr(m_taken);
        const H1LineScanner::Result result = m_scanner.Scan(rest, fields);
        if (m_found.head.size + m_scanner.Size() > m_maxHeaderBytes)
        {
            return Fail(H1Fault::HEADER_TOO_LARGE);
        }
        if (result == H1LineScanner::Result::BROKEN)
        {
            return Fail(H1Fault::MALFORMED);
        }
        if (result == H1LineScanner::Result::MORE)
        {
            return Event::NEED_MORE;
        }
        const std::string_view part = rest.substr(0, m_scanner.Size());
        m_found.head.size += part.size();
        m_scanner = H1LineScanner();
        return fields ? ParseFields(part) : ParseStartLine(part.substr(0, part.size() - 2), part);
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

    Event SimpleHead(std::string_view line)
    {
        m_found.head.version = H1Version::V09;
        m_found.head.method = "GET";
        m_found.head.target = std::string(line.substr(4));
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

    /** \param octets the line with its end */
    Event ParseStartLine(std::string_view line, std::string_view octets)
    {
        if (m_request && IsSimpleRequest(line))
        {
            return SimpleHead(line);
        }
        beast::error_code error;
        Put(octets, error);
        if (error != bh::error::need_more)
        {
            const bool version =
                m_request && error == bh::error::bad_version && NamesHttpVersion(line);
            return Fail(version ? H1Fault::VERSION : H1Fault::MALFORMED);
        }
        m_phase = Phase::FIELDS;
        return Event::NEED_MORE;
    }

    Event ParseFields(std::string_view octets)
    {
        beast::error_code error;
        if (!Put(octets, error))
        {
            return Fail(H1Fault::MALFORMED);
        }
        assert(m_found.headDone);
        if (const H1Fault fault = CheckH1Framing(m_found.head); fault != H1Fault::NONE)
        {
            return Fail(fault);
        }
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
            if (m_found.chunked && m_found.chunkLeft == 0 && rest.front() == '0' &&
                rest.size() < SHORTEST_END)
            {
                return Counted(Event::NEED_MORE);
            }
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
    H1LineScanner m_scanner;
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
