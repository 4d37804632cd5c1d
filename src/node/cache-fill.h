// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHE_FILL_H
#define PAGEWIRE_NODE_CACHE_FILL_H

#include "cache/stored-content.h"
#include "wire/body-source.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace pagewire
{

/** Takes the content of a response into a cache as fast as it comes, whoever reads it there. */
class CacheFill
{
  public:
    /** \param body null: there is none \param offset in the representation, where it begins
     * \param whole called when all is written, which the content is not yet told of */
    CacheFill(std::unique_ptr<BodySource> body,
              std::shared_ptr<StoredContent> content,
              std::uint64_t offset,
              std::function<void()> whole);
    ~CacheFill();

    CacheFill(const CacheFill&) = delete;
    CacheFill& operator=(const CacheFill&) = delete;

    /** May call `whole` at once. */
    void Start();

    /** \return octets written */
    std::uint64_t Octets() const;

    HeaderFields Trailers() const;

  private:
    void Pull();

    std::unique_ptr<BodySource> m_body;
    std::shared_ptr<StoredContent> m_content;
    std::uint64_t m_offset;
    std::function<void()> m_whole;
    std::uint64_t m_octets{0};
    bool m_pulling{false};
    bool m_ended{false};
};

} // namespace pagewire

#endif
