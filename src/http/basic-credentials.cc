// SPDX-License-Identifier: GPL-2.0-only
#include "http/basic-credentials.h"

#include "http/header-fields.h"

#include <gnutls/gnutls.h>

#include <cassert>

namespace pagewire
{

namespace
{

constexpr std::string_view SCHEME = "Basic";

/** Memory that GnuTLS allocated. */
struct Datum
{
    ~Datum()
    {
        gnutls_free(datum.data);
    }

    std::string Text() const
    {
        return {reinterpret_cast<const char*>(datum.data), datum.size};
    }

    gnutls_datum_t datum{nullptr, 0};
};

/** GnuTLS takes its input by a pointer that it does not write through. */
gnutls_datum_t
View(std::string_view text)
{
    auto* const data =
        const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(text.data()));
    return {data, static_cast<unsigned>(text.size())};
}

std::string
EncodeBase64(std::string_view text)
{
    Datum encoded;
    const gnutls_datum_t input = View(text);
    const int error = gnutls_base64_encode2(&input, &encoded.datum);
    assert(error == GNUTLS_E_SUCCESS);
    static_cast<void>(error);
    return encoded.Text();
}

std::optional<std::string>
DecodeBase64(std::string_view text)
{
    Datum decoded;
    const gnutls_datum_t input = View(text);
    if (text.empty() || gnutls_base64_decode2(&input, &decoded.datum) != GNUTLS_E_SUCCESS)
    {
        return std::nullopt;
    }
    return decoded.Text();
}

} // namespace

bool
BasicCredentials::operator==(const BasicCredentials& other) const
{
    return user == other.user && password == other.password;
}

std::string
FormatBasicCredentials(const BasicCredentials& credentials)
{
    assert(credentials.user.find(':') == std::string::npos);
    return std::string(SCHEME) + " " + EncodeBase64(credentials.user + ":" + credentials.password);
}

std::optional<BasicCredentials>
ParseBasicCredentials(std::string_view value)
{
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos || !EqualsIgnoringCase(value.substr(0, space), SCHEME))
    {
        return std::nullopt;
    }
    const auto text = DecodeBase64(TrimOws(value.substr(space)));
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos)
    {
        return std::nullopt;
    }
    return BasicCredentials{text->substr(0, colon), text->substr(colon + 1)};
}

std::string
FormatBasicChallenge(const std::string& realm)
{
    return std::string(SCHEME) + " realm=\"" + realm + "\", charset=\"UTF-8\"";
}

} // namespace pagewire
