// SPDX-License-Identifier: GPL-2.0-only
#include "node/resource-content.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <cstring>
#include <optional>

namespace pagewire
{

namespace
{

using namespace std::string_literals;

constexpr std::uint64_t LETTERS = 26;

/** The octet of a filler at a position in it. \param phase where in the alphabet it begins */
using FillerOctet = char (*)(std::uint64_t position, std::uint64_t size, std::uint64_t phase);

/** A file: fixed octets, a filler of any size, fixed octets. */
struct Layout
{
    std::string head;
    std::uint64_t fillerSize;
    FillerOctet filler;
    std::string tail;
    std::uint64_t phase{0};
};

char
Pattern(std::uint64_t position, std::uint64_t, std::uint64_t phase)
{
    return static_cast<char>('a' + (position + phase) % LETTERS);
}

std::string
BigEndian(std::uint32_t value)
{
    return {static_cast<char>(value >> 24),
            static_cast<char>(value >> 16),
            static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

/** A comment extension's sub-blocks: a length, then so many octets. */
char
GifFiller(std::uint64_t position, std::uint64_t size, std::uint64_t phase)
{
    constexpr std::uint64_t BLOCK = 256;
    if (position % BLOCK != 0)
    {
        return Pattern(position, size, phase);
    }
    return static_cast<char>(std::min<std::uint64_t>(BLOCK, size - position) - 1);
}

/** One black pixel, then a comment. */
std::optional<Layout>
GifLayout(std::uint64_t size)
{
    const std::string pixel = "GIF89a\1\0\1\0\x80\0\0"s              // 1 by 1, two colours
                              "\0\0\0\xff\xff\xff"s                  // these
                              "\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"s; // the image
    const std::string trailer = "\x3b"s;
    if (size == pixel.size() + trailer.size())
    {
        return Layout{pixel, 0, &GifFiller, trailer}; // the 35 octets of many a counting pixel
    }
    const std::string head = pixel + "\x21\xfe"s;
    const std::string tail = "\0"s + trailer;
    const std::uint64_t fixed = head.size() + tail.size();
    if (size < fixed || (size - fixed) % 256 == 1)
    {
        return std::nullopt;
    }
    return Layout{head, size - fixed, &GifFiller, tail};
}

/** Comment segments: marker, length of two octets that counts itself, text. */
char
JfifFiller(std::uint64_t position, std::uint64_t size, std::uint64_t phase)
{
    constexpr std::uint64_t SEGMENT = 65537;
    const std::uint64_t within = position % SEGMENT;
    const std::uint64_t length = std::min(SEGMENT, size - (position - within)) - 2;
    switch (within)
    {
    case 0:
        return '\xff';
    case 1:
        return '\xfe';
    case 2:
        return static_cast<char>(length >> 8);
    case 3:
        return static_cast<char>(length);
    default:
        return Pattern(position, size, phase);
    }
}

std::optional<Layout>
JfifLayout(std::uint64_t size)
{
    const std::string head = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"s;
    const std::string tail = "\xff\xd9"s;
    const std::uint64_t fixed = head.size() + tail.size();
    if (size < fixed || ((size - fixed) % 65537 != 0 && (size - fixed) % 65537 < 4))
    {
        return std::nullopt;
    }
    return Layout{head, size - fixed, &JfifFiller, tail};
}

std::string
PngChunk(const std::string& type, const std::string& data)
{
    boost::crc_32_type crc;
    crc.process_bytes(type.data(), type.size());
    crc.process_bytes(data.data(), data.size());
    return BigEndian(static_cast<std::uint32_t>(data.size())) + type + data +
           BigEndian(crc.checksum());
}

/** One black pixel, then a text chunk. */
std::optional<Layout>
PngLayout(std::uint64_t size, std::uint64_t phase)
{
    const std::string keyword = "Comment\0"s;
    const std::string image = "\x89PNG\r\n\x1a\n"s +
                              PngChunk("IHDR", "\0\0\0\1\0\0\0\1\x08\0\0\0\0"s) +
                              PngChunk("IDAT", "\x78\x9c\x63\x60\0\0\0\2\0\1"s);
    const std::string end = PngChunk("IEND", "");
    const std::uint64_t fixed = image.size() + PngChunk("tEXt", keyword).size() + end.size();
    if (size < fixed || size - fixed > 0x7fffffff - keyword.size())
    {
        return std::nullopt;
    }
    const std::uint64_t text = size - fixed;
    boost::crc_32_type crc;
    crc.process_bytes("tEXt", 4);
    crc.process_bytes(keyword.data(), keyword.size());
    for (std::uint64_t i = 0; i < text; ++i)
    {
        crc.process_byte(static_cast<unsigned char>(Pattern(i, text, phase)));
    }
    const auto length = static_cast<std::uint32_t>(keyword.size() + text);
    return Layout{image + BigEndian(length) + "tEXt" + keyword,
                  text,
                  &Pattern,
                  BigEndian(crc.checksum()) + end};
}

std::optional<Layout>
LayoutOf(const std::string& mimeType, std::uint64_t size, std::uint64_t phase)
{
    const std::string type = mimeType.substr(0, mimeType.find(';'));
    if (type == "image/gif")
    {
        return GifLayout(size);
    }
    if (type == "image/jpeg")
    {
        return JfifLayout(size);
    }
    return type == "image/png" ? PngLayout(size, phase) : std::nullopt;
}

/** A range of a laid-out file. */
class LaidOutBody : public BodySource
{
  public:
    LaidOutBody(Layout layout, std::uint64_t offset, std::uint64_t length)
        : m_layout(std::move(layout)),
          m_at(offset),
          m_end(offset + length),
          m_length(length)
    {}

    std::optional<std::uint64_t> Length() const override
    {
        return m_length;
    }

    std::size_t Read(char* data, std::size_t max) override
    {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(max, m_end - m_at));
        for (std::size_t i = 0; i < size; ++i)
        {
            data[i] = Octet(m_at++);
        }
        return size;
    }

    bool AtEnd() const override
    {
        return m_at == m_end;
    }

  private:
    char Octet(std::uint64_t position) const
    {
        const std::uint64_t head = m_layout.head.size();
        if (position < head)
        {
            return m_layout.head[position];
        }
        if (position < head + m_layout.fillerSize)
        {
            return m_layout.filler(position - head, m_layout.fillerSize, m_layout.phase);
        }
        return m_layout.tail[position - head - m_layout.fillerSize];
    }

    Layout m_layout;
    std::uint64_t m_at;
    std::uint64_t m_end;
    std::uint64_t m_length;
};

} // namespace

std::unique_ptr<BodySource>
MakeContent(const std::string& mimeType,
            std::uint64_t size,
            std::uint64_t offset,
            std::uint64_t length,
            std::uint64_t version)
{
    const std::uint64_t phase = version % LETTERS;
    if (std::optional<Layout> layout = LayoutOf(mimeType, size, phase))
    {
        layout->phase = phase;
        return std::make_unique<LaidOutBody>(std::move(*layout), offset, length);
    }
    return std::make_unique<PatternBody>(length, offset + phase);
}

} // namespace pagewire
