// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONTENT_PIPE_H
#define PAGEWIRE_NODE_CONTENT_PIPE_H

#include "http/header-fields.h"
#include "wire/body-source.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace pagewire
{

/**
 * Content on its way through a proxy: pushed by the connection it comes on, pulled by the codec of
 * the one it goes out on. What was pulled is told, so that the sender may send as much more: no
 * more is held than the windows of that connection allow. Content that is not longer than `keep` is
 * kept, so that it can be pulled again by another attempt.
 */
class ContentPipe
{
  public:
    /**
     * \param keep octets that are kept for another time
     * \param taken told how many octets were pulled for the first time, or settled
     */
    ContentPipe(std::size_t keep, std::function<void(std::size_t)> taken);

    /** The source may live on; it gives what was pushed, and no end that was not told. */
    ~ContentPipe();

    ContentPipe(const ContentPipe&) = delete;
    ContentPipe& operator=(const ContentPipe&) = delete;

    /** More content has come. Must not be called after End. */
    void Push(std::string_view bytes);

    /** It was whole. */
    void End(const HeaderFields& trailers);

    /** Tells what was pushed so far as taken, though it lies here: it may not do so again. */
    void Settle();

    /** \return octets pushed so far */
    std::uint64_t Total() const;

    /** \return octets pushed and not pulled by the present source, nor kept for it */
    std::size_t Waiting() const;

    bool Ended() const;

    /** \return whether a further source would give the content from its beginning */
    bool Repeatable() const;

    /** \param length what the source is to say of it \return the content from its beginning; an
     * earlier source gives nothing any more */
    std::unique_ptr<BodySource> MakeSource(std::optional<std::uint64_t> length);

  private:
    struct State;
    class Source;

    std::shared_ptr<State> m_state;
};

} // namespace pagewire

#endif
