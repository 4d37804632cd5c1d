// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_INDEX_H
#define PAGEWIRE_CACHE_CACHE_INDEX_H

#include "cache/stored-response.h"
#include "cache/tiered-store.h"
#include "http/message.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pagewire
{

/** \return the URL that a request is for, as keys have it: the host in lower case, without the port
 * where it is the scheme's own */
std::string CacheUrlOf(const Request& request);

/** \return the primary cache key of a request (RFC 9111 section 2): its partition and URL */
std::string CacheKeyOf(const Request& request, const std::string& partition);

/** What a cache holds: responses by their primary key, within the bounds of a tiered store, which
 * says what goes when room is needed. */
class CacheIndex
{
  public:
    CacheIndex(const TierOptions& memory, const TierOptions& disk);

    /** \return the responses of this key, the one last received first */
    std::vector<std::shared_ptr<StoredResponse>> Find(const std::string& key) const;

    /** \return where it is, which counts as a use of it; none: it is no more */
    std::optional<StoreHit> Touch(const StoredResponse& stored);

    /** Takes it in; what has to go for it goes. \return whether it has room at all */
    bool Insert(std::shared_ptr<StoredResponse> stored);

    /** Its size has changed. It may be its own victim. */
    void Resize(StoredResponse& stored);

    void Remove(const StoredResponse& stored);

    /** \return whether it is still held */
    bool Has(const StoredResponse& stored) const;

    /** \return how many were taken out: of a URL in every partition, or with a tag */
    std::size_t RemoveUrl(std::string_view url);
    std::size_t RemoveTag(std::string_view tag);

    /** Marks what is held of a URL and partition as to be validated (RFC 9111 section 4.4). */
    void Invalidate(const std::string& key);

    void ClearMemory();
    void Clear();

    std::uint64_t Bytes() const;
    std::size_t Count() const;

    /** \return how many had to go for others to have room */
    std::uint64_t Evictions() const;

  private:
    static std::uint64_t SizeOf(const StoredResponse& stored);
    std::size_t RemoveIf(const std::function<bool(const StoredResponse&)>& goes);
    void ForgetEvicted(const std::vector<ObjectId>& ids);
    void Forget(ObjectId id);

    TieredStore m_store;
    ObjectId m_lastId{0};
    std::uint64_t m_evictions{0};
    std::unordered_map<std::string, std::vector<std::shared_ptr<StoredResponse>>> m_byKey;
    std::map<ObjectId, std::shared_ptr<StoredResponse>> m_byId;
};

} // namespace pagewire

#endif
