// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_BODY_SOURCE_H
#define PAGEWIRE_WIRE_BODY_SOURCE_H

#include "http/header-fields.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * The content of a message, pulled by a codec as the wire has room, so that no message is held
 * whole. A source that has nothing for now returns 0 from Read and calls the waker when it has
 * more.
 */
class BodySource
{
  public:
    virtual ~BodySource() = default;

    /** \return the length in bytes if it is known beforehand; else the codec chooses its own
     * framing (chunked) */
    virtual std::optional<std::uint64_t> Length() const = 0;

    /** Writes at most max bytes at data. \return how many; 0: none for now, or the end */
    virtual std::size_t Read(char* data, std::size_t max) = 0;

    /** \return whether all has been read */
    virtual bool AtEnd() const = 0;

    /** \return the trailer section, sent after the content where the version can */
    virtual HeaderFields Trailers() const;

    /** Who to call when Read has something again. Sources that never pause need not keep it. */
    virtual void SetWaker(std::function<void()> waker);
};

/** So many bytes of a pattern that a position fixes; what Origin serves. Byte i is 'a' + i % 26 of
 * the whole body. */
class PatternBody : public BodySource
{
  public:
    /** \param offset the position of the first byte in the whole body, for ranges */
    explicit PatternBody(std::uint64_t size, std::uint64_t offset = 0);

    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;

  private:
    std::uint64_t m_position;
    std::uint64_t m_end;
    std::uint64_t m_size;
};

/** The bytes of a string. */
class StringBody : public BodySource
{
  public:
    explicit StringBody(std::string bytes);

    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;

  private:
    std::string m_bytes;
    std::size_t m_position{0};
};

} // namespace pagewire

#endif
