// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_DEFLATE_H
#define PAGEWIRE_WIRE_WS_DEFLATE_H

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace pagewire
{

/** What permessage-deflate was agreed on for one direction (RFC 7692 section 7.1). */
struct WsDeflateDirection
{
    int windowBits{15};         //!< 8 to 15: the LZ77 window has two to the power of these octets
    bool contextTakeover{true}; //!< the window goes on from message to message
};

/** Ends and deletes a stream of zlib. */
struct DeflateStreamDeleter
{
    void operator()(z_stream_s* stream) const;
};

struct InflateStreamDeleter
{
    void operator()(z_stream_s* stream) const;
};

/** Compresses the payload of messages (RFC 7692 section 7.2.1), by zlib at its default level. */
class WsDeflater
{
  public:
    explicit WsDeflater(const WsDeflateDirection& direction);

    /** \return the message as it is sent, the last four octets of the flush left out */
    std::string Compress(std::string_view message);

  private:
    bool m_contextTakeover;
    std::unique_ptr<z_stream_s, DeflateStreamDeleter> m_stream;
};

/** Decompresses the payload of messages (RFC 7692 section 7.2.2), within a bound. */
class WsInflater
{
  public:
    explicit WsInflater(const WsDeflateDirection& direction);

    enum class Result
    {
        OK,
        CORRUPT, //!< no DEFLATE data, cut off, or reaching back beyond the window; no more
                 //!< messages
        TOO_BIG, //!< longer than the limit; no more messages
    };

    /**
     * \param limit octets of the message at most: however small it comes, it does not grow beyond
     * \param message set to it, where the result is OK
     */
    Result Decompress(std::string_view compressed, std::size_t limit, std::string& message);

  private:
    Result Inflate(std::string_view input, std::size_t limit, std::string& message);
    void StartAnew();

    bool m_contextTakeover;
    std::unique_ptr<z_stream_s, InflateStreamDeleter> m_stream;
};

} // namespace pagewire

#endif
