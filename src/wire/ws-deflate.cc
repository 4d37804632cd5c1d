// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-deflate.h"

#include <array>
#include <cassert>
#include <zlib.h>

namespace pagewire
{

namespace
{

/** What ends each flush of zlib, and is neither sent nor expected: an empty block without
 * compression, after its header bits (RFC 7692 section 7.2.1). */
constexpr std::string_view FLUSH_END("\x00\x00\xff\xff", 4);

/** An empty message: the first octet of an empty block (section 7.2.3.6). */
constexpr std::string_view EMPTY_MESSAGE("\x00", 1);

constexpr std::size_t STEP = 16384; //!< octets of output at a time

/** zlib only reads from it. */
Bytef*
InputOf(std::string_view text)
{
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

} // namespace

void
DeflateStreamDeleter::operator()(z_stream_s* stream) const
{
    deflateEnd(stream);
    delete stream;
}

void
InflateStreamDeleter::operator()(z_stream_s* stream) const
{
    inflateEnd(stream);
    delete stream;
}

WsDeflater::WsDeflater(const WsDeflateDirection& direction)
    : m_contextTakeover(direction.contextTakeover),
      m_stream(new z_stream())
{
    // zlib has no raw stream with a window of 256 octets. Matches at a distance of one octet, all
    // that Z_RLE makes, fit into any window.
    const bool small = direction.windowBits < 9;
    [[maybe_unused]] const int result = deflateInit2(m_stream.get(),
                                                     Z_DEFAULT_COMPRESSION,
                                                     Z_DEFLATED,
                                                     small ? -9 : -direction.windowBits,
                                                     8,
                                                     small ? Z_RLE : Z_DEFAULT_STRATEGY);
    assert(result == Z_OK);
}

std::string
WsDeflater::Compress(std::string_view message)
{
    if (message.empty())
    {
        return std::string(EMPTY_MESSAGE); // a second flush would give nothing at all
    }
    if (!m_contextTakeover)
    {
        deflateReset(m_stream.get());
    }
    m_stream->next_in = InputOf(message);
    m_stream->avail_in = static_cast<uInt>(message.size());
    std::string output;
    do
    {
        const std::size_t before = output.size();
        output.resize(before + STEP);
        m_stream->next_out = reinterpret_cast<Bytef*>(&output[before]);
        m_stream->avail_out = STEP;
        deflate(m_stream.get(), Z_SYNC_FLUSH);
        output.resize(output.size() - m_stream->avail_out);
    } while (m_stream->avail_out == 0);
    assert(output.size() > FLUSH_END.size());
    output.resize(output.size() - FLUSH_END.size());
    return output;
}

WsInflater::WsInflater(const WsDeflateDirection& direction)
    : m_contextTakeover(direction.contextTakeover),
      m_stream(new z_stream())
{
    [[maybe_unused]] const int result = inflateInit2(m_stream.get(), -direction.windowBits);
    assert(result == Z_OK);
}

WsInflater::Result
WsInflater::Decompress(std::string_view compressed, std::size_t limit, std::string& message)
{
    message.clear();
    if (!m_contextTakeover)
    {
        inflateReset(m_stream.get());
    }
    Result result = Inflate(compressed, limit, message);
    if (result == Result::OK)
    {
        result = Inflate(FLUSH_END, limit, message);
    }
    // zlib's mark of standing between two blocks, where each message has to end.
    constexpr int BETWEEN_BLOCKS = 128;
    const bool cut = result == Result::OK && (m_stream->data_type & BETWEEN_BLOCKS) == 0;
    return cut ? Result::CORRUPT : result;
}

/** Appends what the input gives. */
WsInflater::Result
WsInflater::Inflate(std::string_view input, std::size_t limit, std::string& message)
{
    m_stream->next_in = InputOf(input);
    m_stream->avail_in = static_cast<uInt>(input.size());
    do
    {
        std::array<char, STEP> output;
        m_stream->next_out = reinterpret_cast<Bytef*>(output.data());
        m_stream->avail_out = STEP;
        const int result = inflate(m_stream.get(), Z_SYNC_FLUSH);
        message.append(output.data(), STEP - m_stream->avail_out);
        if (message.size() > limit)
        {
            return Result::TOO_BIG;
        }
        if (result == Z_STREAM_END)
        {
            StartAnew();
        }
        else if (result != Z_OK && result != Z_BUF_ERROR)
        {
            return Result::CORRUPT;
        }
    } while (m_stream->avail_in > 0 || m_stream->avail_out == 0);
    return Result::OK;
}

/** After a block marked as the last (section 7.2.3.4) others may follow, with the same window. */
void
WsInflater::StartAnew()
{
    std::array<Bytef, 32768> window;
    uInt size = 0;
    inflateGetDictionary(m_stream.get(), window.data(), &size);
    inflateReset(m_stream.get());
    inflateSetDictionary(m_stream.get(), window.data(), size);
}

} // namespace pagewire
