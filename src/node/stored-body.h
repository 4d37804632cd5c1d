// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_STORED_BODY_H
#define PAGEWIRE_NODE_STORED_BODY_H

#include "cache/stored-content.h"
#include "wire/body-source.h"

#include <memory>

namespace pagewire
{

/** Content out of a cache, which may still be on its way into it. If it breaks, this never comes to
 * its end. */
class StoredBody : public BodySource
{
  public:
    /** \param offset of the first octet \param length of the part; none: all there will be */
    StoredBody(std::shared_ptr<StoredContent> content,
               std::uint64_t offset,
               std::optional<std::uint64_t> length);
    ~StoredBody() override;

    StoredBody(const StoredBody&) = delete;
    StoredBody& operator=(const StoredBody&) = delete;

    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;
    HeaderFields Trailers() const override;
    void SetWaker(std::function<void()> waker) override;

  private:
    std::shared_ptr<StoredContent> m_content;
    std::uint64_t m_offset;
    std::optional<std::uint64_t> m_length;
    std::uint64_t m_read{0};
    std::optional<std::size_t> m_watcher;
};

} // namespace pagewire

#endif
