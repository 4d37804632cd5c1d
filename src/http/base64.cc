// SPDX-License-Identifier: GPL-2.0-only
#include "http/base64.h"

#include <cassert>
#include <gnutls/gnutls.h>

namespace pagewire
{

namespace
{

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

} // namespace

std::string
EncodeBase64(std::string_view octets)
{
    Datum encoded;
    const gnutls_datum_t input = View(octets);
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
    // GnuTLS lets white space and missing padding pass, which come back otherwise.
    const std::string octets = decoded.Text();
    return EncodeBase64(octets) == text ? std::make_optional(octets) : std::nullopt;
}

} // namespace pagewire
