// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_SIZES_H
#define PAGEWIRE_PAGE_HAR_SIZES_H

#include "page/har-selection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** The octets of requests and responses as a first visit moves them. */
class HarSizes
{
  public:
    /** Learns from all requests of a page what the file leaves out for some of them. */
    explicit HarSizes(const std::vector<CapturedRequest>& requests);

    /** How a content size came about. */
    enum class Origin
    {
        MOVED,  //!< it was transferred
        CACHED, //!< a cache answered: its size is known all the same
        SCALED, //!< a cache answered: decoded size times what its type compressed to elsewhere
    };

    /** A content size. */
    struct Content
    {
        std::uint64_t size{0};
        Origin origin{Origin::MOVED};
    };

    /** \return octets of the response's content as sent, compressed where it was */
    Content ContentOf(const CapturedRequest& request) const;

    /** \return octets of the request's content */
    static std::uint64_t RequestContentOf(const HarEntry& entry);

    /** \return octets of request line and fields as HTTP/1.1 writes them; 0 if nothing is known */
    static std::uint32_t RequestHeadOf(const CapturedRequest& request);

    /** \return octets of status line and fields as HTTP/1.1 writes them; 0 if nothing is known */
    static std::uint32_t ResponseHeadOf(const HarEntry& entry);

  private:
    /** What one type of resource compressed to. */
    struct Compression
    {
        std::uint64_t sent{0};
        std::uint64_t decoded{0};
    };

    std::uint64_t MovedContent(const HarEntry& entry) const;
    Content CachedContent(const CapturedRequest& request) const;
    std::uint64_t OverheadOf(const HarEntry& entry) const;

    std::map<std::string, std::uint64_t> m_overhead;  //!< by server; "": over all
    std::map<std::string, Compression> m_compression; //!< by type; "": over all
};

} // namespace pagewire

#endif
