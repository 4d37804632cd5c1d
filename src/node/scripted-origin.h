// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SCRIPTED_ORIGIN_H
#define PAGEWIRE_NODE_SCRIPTED_ORIGIN_H

#include "node/http-front.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** How a ScriptedOrigin answers a request. */
struct ScriptedAnswer
{
    Response response;               //!< all its fields but the framing, which the codec adds
    std::string content{};           //!< left out where the method or status has none
    HeaderFields trailers{};         //!< with any, HTTP/1.1 sends the content in chunks
    std::vector<Response> interim{}; //!< 1xx, sent at once, where the version has them
    ns3::Time pause{0};              //!< from the whole request to the response
    /** The connection, or the stream of HTTP/2 and 3, is broken off behind so many octets of
     * content, if there are more; 0: before the header section. */
    std::optional<std::uint64_t> disconnectAfter{};
};

/** Says how a request is answered, which is whole. */
using OriginScript =
    std::function<ScriptedAnswer(const Request& request, std::string_view content)>;

/** A web server whose answers a function gives. Set that before the start. */
class ScriptedOrigin : public HttpFront
{
  public:
    static ns3::TypeId GetTypeId();

    ScriptedOrigin();
    ~ScriptedOrigin() override;

    void SetScript(OriginScript script);

  private:
    class Answer;

    void StartApplication() override;
    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void DropExchanges() override;

    OriginScript m_script;
    std::map<ServerExchange*, std::unique_ptr<Answer>> m_answers; //!< never walked through
};

} // namespace pagewire

#endif
