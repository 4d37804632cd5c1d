// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_COUNTED_BODY_H
#define PAGEWIRE_NODE_COUNTED_BODY_H

#include "wire/body-source.h"

#include <memory>

namespace pagewire
{

/** Content whose octets are counted as a codec takes them. */
class CountedBody : public BodySource
{
  public:
    /** \param count goes up; others may look at it when this is gone */
    CountedBody(std::unique_ptr<BodySource> body, std::shared_ptr<std::uint64_t> count);

    std::optional<std::uint64_t> Length() const override;
    std::size_t Read(char* data, std::size_t max) override;
    bool AtEnd() const override;
    HeaderFields Trailers() const override;
    void SetWaker(std::function<void()> waker) override;

  private:
    std::unique_ptr<BodySource> m_body;
    std::shared_ptr<std::uint64_t> m_count;
};

} // namespace pagewire

#endif
