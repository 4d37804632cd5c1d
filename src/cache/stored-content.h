// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_STORED_CONTENT_H
#define PAGEWIRE_CACHE_STORED_CONTENT_H

#include "http/header-fields.h"
#include "http/range.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * The octets of a representation, or parts of it, that a cache holds. It may still be growing while
 * others read what is there already. Octets that follow the pattern that simulated origins serve
 * (base/pattern.h) are remembered by their number and take no room in this process.
 */
class StoredContent
{
  public:
    using Watcher = std::function<void()>;

    /** Octets from this position of the representation on. What is held already stays. */
    void Write(std::uint64_t offset, std::string_view octets);

    /** As Write, of octets of the pattern that need not exist: for runs without packets. */
    void WritePattern(std::uint64_t offset, std::uint64_t length);

    /** Takes over what another one holds and this one lacks. */
    void Add(const StoredContent& other);

    /** No more is to come. \param size of the whole representation, where that is known */
    void Finish(std::optional<std::uint64_t> size, const HeaderFields& trailers = {});

    /** \param size of the whole representation, which is known before all of it is here */
    void SetSize(std::uint64_t size);

    /** No more is to come, and what is here is not what was meant to be. */
    void Break();

    bool IsGrowing() const;
    bool IsBroken() const;

    /** \return octets of the whole representation; none: not known (yet) */
    std::optional<std::uint64_t> Size() const;
    const HeaderFields& Trailers() const;

    /** \return octets held */
    std::uint64_t Octets() const;

    /** \return whether the part is held */
    bool Holds(const ByteRange& part) const;

    /** \return whether all of the representation is held */
    bool IsComplete() const;

    /** \return the part of what is held that begins at the offset; its length may be 0 */
    ByteRange HeldFrom(std::uint64_t offset) const;

    /** \return the position behind the offset from which on something is held; none: nothing is */
    std::optional<std::uint64_t> NextHeld(std::uint64_t offset) const;

    /** Copies octets that are held at this position. \return how many; 0: none are */
    std::size_t Read(std::uint64_t offset, char* data, std::size_t max) const;

    /** The watcher is called whenever there is more, or it is finished or broken. \return a number
     * for Unwatch */
    std::size_t Watch(Watcher watcher);
    void Unwatch(std::size_t number);

  private:
    /** Octets in a row. Those of the pattern have no bytes: the first one's place in it tells all.
     */
    struct Extent
    {
        std::uint64_t length;
        std::uint64_t phase;
        std::string bytes;
    };

    void Put(std::uint64_t offset, Extent extent);
    bool Prolong(std::uint64_t offset, const Extent& extent);
    void Tell();

    std::map<std::uint64_t, Extent> m_extents; //!< by offset; none overlap
    std::optional<std::uint64_t> m_size;
    HeaderFields m_trailers;
    bool m_growing{true};
    bool m_broken{false};
    std::uint64_t m_octets{0};
    std::map<std::size_t, Watcher> m_watchers;
    std::size_t m_lastWatcher{0};
};

} // namespace pagewire

#endif
