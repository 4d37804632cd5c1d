// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_BASIC_CREDENTIALS_H
#define PAGEWIRE_HTTP_BASIC_CREDENTIALS_H

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** A user and a password (RFC 7617). */
struct BasicCredentials
{
    std::string user; //!< without colon
    std::string password;

    bool operator==(const BasicCredentials& other) const;
};

/** \return the value of Authorization or Proxy-Authorization: "Basic dGVzdDoxMjPCow==" */
std::string FormatBasicCredentials(const BasicCredentials& credentials);

/** \return what such a value says; nothing if its scheme is another or it is malformed */
std::optional<BasicCredentials> ParseBasicCredentials(std::string_view value);

/** \return the value of WWW-Authenticate or Proxy-Authenticate that asks for such credentials
 * \param realm without quotes and control characters */
std::string FormatBasicChallenge(const std::string& realm);

} // namespace pagewire

#endif
