// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_BYTE_QUEUE_H
#define PAGEWIRE_TRANSPORT_BYTE_QUEUE_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * A first-in first-out queue of bytes, any part of which can be looked at. It lies in blocks that
 * queues share, so that bytes move on from one queue to another without being copied.
 */
class ByteQueue
{
  public:
    std::size_t Size() const
    {
        return static_cast<std::size_t>(m_end - m_begin);
    }

    void Append(std::string_view bytes);

    /**
     * \param offset counted from the front; offset and size lie within the queue
     * \param scratch holds the bytes where they do not lie in one place
     * \return the bytes, valid until the queue or the scratch changes
     */
    std::string_view Peek(std::size_t offset, std::size_t size, std::string& scratch) const;

    /** Has bytes that will soon be looked at brought into the processor's cache meanwhile; what
     * lies outside the queue does no harm. */
    void Prefetch(std::size_t offset, std::size_t size) const;

    /** Moves bytes from the front to the end of the buffer. */
    void MoveTo(std::string& buffer, std::size_t size);

    /** The same to a place that has room for them. */
    void MoveTo(char* place, std::size_t size);

    /** The same to the end of another queue. */
    void MoveTo(ByteQueue& other, std::size_t size);

    void DropFront(std::size_t size);

    /** Gives the memory back. */
    void Clear();

  private:
    /** Memory that one queue fills, from the front, and never changes while others look at it. */
    struct Block : public ns3::SimpleRefCount<Block>
    {
        explicit Block(std::size_t size);

        std::unique_ptr<char[]> octets;
        std::size_t capacity;
        std::size_t used{0};
    };

    /** Bytes that lie in one place. */
    struct Piece
    {
        ns3::Ptr<Block> block;
        const char* octets{nullptr};
        std::uint64_t begin{0}; //!< as m_begin
        std::size_t size{0};
    };

    std::vector<Piece>::const_iterator Find(std::uint64_t position) const;
    void MakeRoom(std::size_t size);
    void Add(const ns3::Ptr<Block>& block, const char* octets, std::size_t size);
    std::string_view Front(std::size_t most) const;

    std::vector<Piece> m_pieces;
    std::size_t m_head{0};    //!< the first of them that is still in use
    ns3::Ptr<Block> m_block;  //!< that Append fills
    std::uint64_t m_begin{0}; //!< position of the front, of all bytes that ever came
    std::uint64_t m_end{0};
};

} // namespace pagewire

#endif
