// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_BYTE_QUEUE_H
#define PAGEWIRE_TRANSPORT_TCP_BYTE_QUEUE_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A first-in first-out queue of bytes in a ring that grows; any part of it can be looked at. */
class TcpByteQueue
{
  public:
    std::size_t Size() const
    {
        return m_size;
    }

    void Append(std::string_view bytes);

    /**
     * \param offset counted from the front; offset and size lie within the queue
     * \param scratch holds the bytes where they wrap around the ring's end
     * \return the bytes, valid until the queue or the scratch changes
     */
    std::string_view Peek(std::size_t offset, std::size_t size, std::string& scratch) const;

    /** Moves bytes from the front to the end of the buffer. */
    void MoveTo(std::string& buffer, std::size_t size);

    void DropFront(std::size_t size);

    /** Gives the memory back. */
    void Clear();

  private:
    void Grow(std::size_t size);

    std::vector<char> m_ring; //!< its size is 0 or a power of two
    std::size_t m_front{0};
    std::size_t m_size{0};
};

} // namespace pagewire

#endif
