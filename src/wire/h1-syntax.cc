// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-syntax.h"

#include <algorithm>

namespace pagewire
{

namespace
{

bool
IsDecimal(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
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

H1LineScanner::Result
H1LineScanner::Scan(std::string_view octets, bool fields)
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
            const bool empty = m_at - m_line == 2;
            m_line = m_at;
            if (empty || !fields)
            {
                return empty == fields ? Result::WHOLE : Result::BROKEN;
            }
        }
    }
    return Result::MORE;
}

std::size_t
H1LineScanner::Size() const
{
    return m_at;
}

H1Fault
CheckH1Framing(const H1Head& head)
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

bool
NamesHttpVersion(std::string_view line)
{
    const std::string_view word = line.substr(line.rfind(' ') + 1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::count(line.begin(), line.end(), ' ') == 2 && word.size() == 8 &&
           word.substr(0, 5) == "HTTP/" && isDigit(word[5]) && word[6] == '.' && isDigit(word[7]);
}

bool
IsSimpleRequest(std::string_view line)
{
    return line.size() > 4 && line.substr(0, 4) == "GET " &&
           std::all_of(line.begin() + 4, line.end(), [](char c) {
               return static_cast<unsigned char>(c) > ' ' && c != 127;
           });
}

} // namespace pagewire
