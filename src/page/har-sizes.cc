// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-sizes.h"

#include "http/status.h"
#include "page/page-fault.h"

#include <algorithm>
#include <charconv>

namespace pagewire
{

namespace
{

/** ": " and CRLF of a field line. */
constexpr std::size_t FIELD_MARKS = 4;

bool
HasNoContent(const HarEntry& entry)
{
    return entry.method == "HEAD" || entry.status == 204;
}

bool
IsEncoded(const HarEntry& entry)
{
    const std::optional<std::string_view> coding = entry.responseFields.Find("content-encoding");
    return coding && !coding->empty() && !EqualsIgnoringCase(*coding, "identity");
}

/** \return Content-Length */
std::optional<std::uint64_t>
LengthField(const HarEntry& entry)
{
    const std::optional<std::string_view> field = entry.responseFields.Find("content-length");
    std::uint64_t length = 0;
    if (!field || std::from_chars(field->data(), field->data() + field->size(), length).ptr !=
                      field->data() + field->size())
    {
        return std::nullopt;
    }
    return length > MAX_CONTENT ? std::nullopt : std::optional<std::uint64_t>(length);
}

bool
IsCached(const HarEntry& entry)
{
    const std::uint64_t moved = entry.transferSize.value_or(0);
    const bool whole = entry.contentSize.value_or(0) > 0;
    const bool nothing =
        moved == 0 && entry.encodedSize.value_or(0) == 0 && entry.bodySize.value_or(0) == 0;
    // Chrome shows a stored response that was revalidated with the status of the stored one.
    const bool less = moved > 0 && LengthField(entry).value_or(0) > moved;
    return entry.cached || entry.status == 304 || (whole && (nothing || less));
}

/** \return Content-Length, unless what was seen belies it: a redirect's content that was not read,
 * a field that a script made up */
std::optional<std::uint64_t>
DeclaredLength(const HarEntry& entry)
{
    const std::optional<std::uint64_t> length = LengthField(entry);
    const std::uint64_t moved = entry.transferSize.value_or(0);
    const bool more = !IsCached(entry) && moved > 0 && length > moved;
    const bool less = length < entry.contentSize.value_or(0) && !IsEncoded(entry);
    return more || less ? std::nullopt : length;
}

/** A response whose head's octets on the wire can be told: all but its known content. */
std::optional<std::uint64_t>
SeenOverhead(const HarEntry& entry)
{
    const std::uint64_t content = entry.contentSize.value_or(0);
    const std::uint64_t moved = entry.transferSize.value_or(0);
    const bool plain = !IsEncoded(entry) && DeclaredLength(entry) == content;
    return plain && !IsCached(entry) && content > 0 && moved >= content
             ? std::optional<std::uint64_t>(moved - content)
             : std::nullopt;
}

std::uint64_t
Median(std::vector<std::uint64_t>& values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/** Octets of the ordinary fields; HTTP/2's pseudo-header fields (RFC 9113 section 8.3) are counted
 * apart. */
struct FieldOctets
{
    std::uint64_t ordinary{0};
    std::uint64_t pseudo{0};
};

FieldOctets
CountFields(const HeaderFields& fields)
{
    FieldOctets octets;
    for (const HeaderField& field : fields)
    {
        // Chrome once showed ":status" without its colon.
        const bool pseudo = !field.name.empty() && (field.name[0] == ':' || field.name == "status");
        (pseudo ? octets.pseudo : octets.ordinary) +=
            field.name.size() + field.value.size() + FIELD_MARKS;
    }
    return octets;
}

std::uint32_t
Bounded(std::uint64_t octets)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(octets, MAX_HEADER_BYTES));
}

std::uint64_t
OrdinaryOctets(const FieldOctets& listed,
               const std::optional<std::uint64_t>& all,
               std::uint64_t pseudo)
{
    return all && *all >= listed.ordinary + pseudo ? *all - pseudo : listed.ordinary;
}

} // namespace

HarSizes::HarSizes(const std::vector<CapturedRequest>& requests)
{
    std::map<std::string, std::vector<std::uint64_t>> overheads;
    for (const CapturedRequest& request : requests)
    {
        if (const std::optional<std::uint64_t> overhead = SeenOverhead(*request.entry))
        {
            overheads[""].push_back(*overhead);
            if (!request.entry->server.empty())
            {
                overheads[request.entry->server].push_back(*overhead);
            }
        }
    }
    for (auto& [server, values] : overheads)
    {
        m_overhead[server] = Median(values);
    }
    for (const CapturedRequest& request : requests)
    {
        if (IsEncoded(*request.entry) && !IsCached(*request.entry))
        {
            for (const std::string& type : {request.type, std::string()})
            {
                m_compression[type].sent += MovedContent(*request.entry);
                m_compression[type].decoded += request.entry->contentSize.value_or(0);
            }
        }
    }
}

HarSizes::Content
HarSizes::ContentOf(const CapturedRequest& request) const
{
    if (HasNoContent(*request.entry))
    {
        return {};
    }
    return IsCached(*request.entry) ? CachedContent(request)
                                    : Content{MovedContent(*request.entry), Origin::MOVED};
}

std::uint64_t
HarSizes::MovedContent(const HarEntry& entry) const
{
    const std::uint64_t moved = entry.transferSize.value_or(0);
    const std::uint64_t decoded = entry.contentSize.value_or(0);
    if (entry.encodedSize.value_or(0) > 0)
    {
        return *entry.encodedSize;
    }
    if (const std::optional<std::uint64_t> declared = DeclaredLength(entry))
    {
        return *declared;
    }
    if (!IsEncoded(entry) && decoded > 0 && (moved == 0 || decoded <= moved))
    {
        return decoded;
    }
    // Writers that do not know the head of an HTTP/2 response give all of it as its body.
    if (entry.bodySize.value_or(0) > 0 && entry.bodySize != entry.transferSize)
    {
        return *entry.bodySize;
    }
    if (moved > 0 && entry.contentSize != 0)
    {
        return moved - std::min(moved, OverheadOf(entry));
    }
    return decoded;
}

HarSizes::Content
HarSizes::CachedContent(const CapturedRequest& request) const
{
    const HarEntry& entry = *request.entry;
    const std::uint64_t decoded = entry.contentSize.value_or(0);
    if (const std::optional<std::uint64_t> declared = DeclaredLength(entry))
    {
        return {*declared, Origin::CACHED};
    }
    for (const std::string& type : {request.type, std::string()})
    {
        const auto known = m_compression.find(type);
        if (IsEncoded(entry) && known != m_compression.end() && known->second.decoded > 0)
        {
            const double ratio = static_cast<double>(known->second.sent) /
                                 static_cast<double>(known->second.decoded);
            return {static_cast<std::uint64_t>(static_cast<double>(decoded) * std::min(ratio, 1.0)),
                    Origin::SCALED};
        }
    }
    return {decoded, Origin::CACHED};
}

std::uint64_t
HarSizes::OverheadOf(const HarEntry& entry) const
{
    if (entry.responseHeaderSize)
    {
        return *entry.responseHeaderSize;
    }
    for (const std::string& server : {entry.server, std::string()})
    {
        const auto seen = m_overhead.find(server);
        if (seen != m_overhead.end())
        {
            return seen->second;
        }
    }
    // Static Huffman coding alone (RFC 7541) takes off about a third, the static table more.
    return CountFields(entry.responseFields).ordinary / 2;
}

std::uint64_t
HarSizes::RequestContentOf(const HarEntry& entry)
{
    if (entry.requestBodySize.value_or(0) > 0)
    {
        return *entry.requestBodySize;
    }
    const std::optional<std::string_view> field = entry.requestFields.Find("content-length");
    std::uint64_t length = 0;
    if (field)
    {
        std::from_chars(field->data(), field->data() + field->size(), length);
    }
    return length <= MAX_CONTENT ? length : 0;
}

std::uint32_t
HarSizes::RequestHeadOf(const CapturedRequest& request)
{
    const HarEntry& entry = *request.entry;
    if (entry.requestHeaderSize)
    {
        return Bounded(*entry.requestHeaderSize);
    }
    const FieldOctets listed = CountFields(entry.requestFields);
    if (!entry.requestFieldOctets && entry.requestFields.Empty())
    {
        return 0;
    }
    const std::string authority = request.url.origin.Authority();
    const std::string_view scheme = request.url.origin.scheme;
    const std::uint64_t line = entry.method.size() + request.url.target.size() + 12;
    const std::uint64_t host = entry.requestFields.Has("host") ? 0 : authority.size() + 8;
    // :method, :authority, :scheme, :path; the list may hold but some of them.
    const std::uint64_t pseudo = 7 + 10 + 7 + 5 + 4 * FIELD_MARKS + entry.method.size() +
                                 authority.size() + scheme.size() + request.url.target.size();
    return Bounded(
        line + host + 2 +
        OrdinaryOctets(listed, entry.requestFieldOctets, listed.pseudo > 0 ? pseudo : 0));
}

std::uint32_t
HarSizes::ResponseHeadOf(const HarEntry& entry)
{
    if (entry.responseHeaderSize)
    {
        return Bounded(*entry.responseHeaderSize);
    }
    const FieldOctets listed = CountFields(entry.responseFields);
    if (!entry.responseFieldOctets && entry.responseFields.Empty())
    {
        return 0;
    }
    const std::uint64_t reason =
        entry.statusText.empty() ? ReasonPhrase(entry.status).size() : entry.statusText.size();
    const std::uint64_t line = 9 + 3 + 1 + reason + 2;
    return Bounded(line + 2 + OrdinaryOctets(listed, entry.responseFieldOctets, listed.pseudo));
}

} // namespace pagewire
