// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_S3_FIFO_POLICY_H
#define PAGEWIRE_CACHE_S3_FIFO_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-queue.h"

namespace pagewire
{

/**
 * Three FIFO queues (J. Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023).
 * An object comes into the small one, a tenth of the store. What has been hit twice by the time it
 * is the oldest there goes on to the main one, with no hits to its name; what has not is evicted,
 * and its id is remembered in the ghost queue, which holds ids of objects of up to nine tenths of
 * the store's bytes. What comes while it is remembered goes to the main queue at once. In the main
 * queue the oldest object goes to the new end for each of up to three hits before it is evicted.
 * A victim is sought in the main queue if that has more than nine tenths of the bytes, or if the
 * small one is empty.
 *
 * The queues' shares are aims: an object larger than the small queue is taken all the same.
 */
class S3FifoPolicy : public EvictionPolicy
{
  public:
    /** \param capacity of the store in bytes */
    explicit S3FifoPolicy(std::uint64_t capacity);

    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;
    void Announce(ObjectId id) override;
    void Resize(ObjectId id, std::uint64_t size) override;

  private:
    struct Note
    {
        std::uint64_t size;
        unsigned hits; //!< since it came into its queue, at most 3, less the turns it has had there
    };

    /** A FIFO queue with the bytes of its objects. */
    class Queue
    {
      public:
        using Entry = ObjectQueue<Note>::Entry;

        bool Empty() const;
        bool Has(ObjectId id) const;
        std::uint64_t Bytes() const;
        void Push(ObjectId id, const Note& note);
        Entry PopOldest();
        void Drop(ObjectId id);
        void Resize(ObjectId id, std::uint64_t size);
        void Hit(ObjectId id);

      private:
        ObjectQueue<Note> m_queue;
        std::uint64_t m_bytes{0};
    };

    Queue& QueueOf(ObjectId id);
    void Remember(const Queue::Entry& evicted);

    std::uint64_t m_mainShare;  //!< bytes
    std::uint64_t m_ghostShare; //!< bytes
    Queue m_small;
    Queue m_main;
    Queue m_ghost;
    bool m_returning{false}; //!< what was announced last was in the ghost queue
};

} // namespace pagewire

#endif
