// SPDX-License-Identifier: GPL-2.0-only
#include "http/message.h"

#include "http/method.h"

namespace pagewire
{

bool
OpensTunnel(const std::string& method, const std::string& protocol, int status)
{
    return method == "CONNECT" ? status / 100 == 2 : status == 101 && !protocol.empty();
}

bool
OpensTunnel(const Request& request, int status)
{
    return OpensTunnel(request.method, request.protocol, status);
}

bool
AsksForTunnel(const Request& request)
{
    return request.method == "CONNECT" || !request.protocol.empty();
}

bool
ResponseHasContent(const std::string& method, int status)
{
    const bool tunnel = method == "CONNECT" && status / 100 == 2;
    return method != "HEAD" && status / 100 != 1 && status != 204 && status != 304 && !tunnel;
}

bool
ResponseTellsLength(const std::string& method, int status)
{
    return ResponseHasContent(method == "HEAD" ? "GET" : method, status);
}

bool
IsIdempotent(const std::string& method)
{
    const MethodInfo* const info = FindMethod(method);
    return info && info->idempotent;
}

bool
IsSafe(const std::string& method)
{
    const MethodInfo* const info = FindMethod(method);
    return info && info->safe;
}

} // namespace pagewire
