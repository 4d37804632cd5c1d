// SPDX-License-Identifier: GPL-2.0-only
#include "cache/zstd-input.h"

#include "base/error.h"

#include <zstd.h>

namespace pagewire
{

ZstdInput::ZstdInput(std::istream& compressed, const std::string& file)
    : m_compressed(compressed),
      m_file(file),
      m_context(ZSTD_createDCtx(), ZSTD_freeDCtx),
      m_in(ZSTD_DStreamInSize()),
      m_out(ZSTD_DStreamOutSize())
{}

ZstdInput::~ZstdInput() = default;

std::streambuf::int_type
ZstdInput::underflow()
{
    // A frame may give nothing for a while: its header, or an empty block.
    while (m_inUsed < m_inSize || Refill())
    {
        ZSTD_inBuffer in{m_in.data(), m_inSize, m_inUsed};
        ZSTD_outBuffer out{m_out.data(), m_out.size(), 0};
        const std::size_t left = ZSTD_decompressStream(m_context.get(), &out, &in);
        if (ZSTD_isError(left))
        {
            throw InputError(m_file,
                             0,
                             std::string("the file is not compressed by zstd, or damaged (") +
                                 ZSTD_getErrorName(left) +
                                 "): get it again, or take .zst from its name");
        }
        m_inUsed = in.pos;
        m_inFrame = left > 0;
        if (out.pos > 0)
        {
            setg(m_out.data(), m_out.data(), m_out.data() + out.pos);
            return traits_type::to_int_type(m_out.front());
        }
    }
    if (m_inFrame)
    {
        throw InputError(m_file,
                         0,
                         "the file is cut off amid what zstd compressed: get the whole file");
    }
    return traits_type::eof();
}

bool
ZstdInput::Refill()
{
    m_compressed.read(m_in.data(), static_cast<std::streamsize>(m_in.size()));
    m_inSize = static_cast<std::size_t>(m_compressed.gcount());
    m_inUsed = 0;
    return m_inSize > 0;
}

} // namespace pagewire
