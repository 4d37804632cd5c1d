// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-index.h"

#include "http/origin.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Between partition and URL; neither can have it. */
constexpr char BETWEEN = '\n';

} // namespace

std::string
CacheUrlOf(const Request& request)
{
    const auto origin = ParseAuthority(request.scheme, request.authority);
    return (origin ? origin->Text() : request.scheme + "://" + request.authority) + request.target;
}

std::string
CacheKeyOf(const Request& request, const std::string& partition)
{
    return partition + BETWEEN + CacheUrlOf(request);
}

CacheIndex::CacheIndex(const TierOptions& memory, const TierOptions& disk)
    : m_store(memory, disk)
{}

std::vector<std::shared_ptr<StoredResponse>>
CacheIndex::Find(const std::string& key) const
{
    const auto place = m_byKey.find(key);
    if (place == m_byKey.end())
    {
        return {};
    }
    auto found = place->second;
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a->received != b->received ? a->received > b->received : a->id > b->id;
    });
    return found;
}

std::optional<StoreHit>
CacheIndex::Touch(const StoredResponse& stored)
{
    return m_store.Touch(stored.id);
}

bool
CacheIndex::Insert(std::shared_ptr<StoredResponse> stored)
{
    stored->id = ++m_lastId;
    std::vector<ObjectId> evicted;
    const bool taken = m_store.Insert(stored->id, SizeOf(*stored), evicted);
    ForgetEvicted(evicted);
    if (taken)
    {
        m_byKey[stored->key].push_back(stored);
        m_byId[stored->id] = std::move(stored);
    }
    return taken;
}

void
CacheIndex::Resize(StoredResponse& stored)
{
    if (Has(stored))
    {
        std::vector<ObjectId> evicted;
        m_store.Resize(stored.id, SizeOf(stored), evicted);
        ForgetEvicted(evicted);
    }
}

void
CacheIndex::Remove(const StoredResponse& stored)
{
    m_store.Remove(stored.id);
    Forget(stored.id);
}

bool
CacheIndex::Has(const StoredResponse& stored) const
{
    return m_byId.count(stored.id) > 0;
}

/** What is stored of a response: its octets, and about as much as its fields take. */
std::uint64_t
CacheIndex::SizeOf(const StoredResponse& stored)
{
    return stored.content->Octets() + stored.response.fields.WireSize() + stored.key.size();
}

std::size_t
CacheIndex::RemoveUrl(std::string_view url)
{
    const auto parsed = TryParseUrl(url);
    const std::string text = parsed ? parsed->Text() : std::string(url);
    return RemoveIf([&text](const StoredResponse& stored) {
        return std::string_view(stored.key).substr(stored.key.find(BETWEEN) + 1) == text;
    });
}

std::size_t
CacheIndex::RemoveTag(std::string_view tag)
{
    return RemoveIf([tag](const StoredResponse& stored) {
        const auto tags = stored.response.fields.List("Cache-Tag");
        return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
}

std::size_t
CacheIndex::RemoveIf(const std::function<bool(const StoredResponse&)>& goes)
{
    std::vector<std::shared_ptr<StoredResponse>> gone;
    for (const auto& [id, stored] : m_byId)
    {
        if (goes(*stored))
        {
            gone.push_back(stored);
        }
    }
    for (const auto& stored : gone)
    {
        Remove(*stored);
    }
    return gone.size();
}

void
CacheIndex::Invalidate(const std::string& key)
{
    for (const auto& stored : Find(key))
    {
        stored->invalidated = true;
    }
}

void
CacheIndex::ClearMemory()
{
    m_store.ClearMemory();
    RemoveIf([this](const StoredResponse& stored) { return !m_store.Has(stored.id); });
}

void
CacheIndex::Clear()
{
    m_store.Clear();
    m_byKey.clear();
    m_byId.clear();
}

std::uint64_t
CacheIndex::Bytes() const
{
    return std::max(m_store.Bytes(StoreTier::DISK), m_store.Bytes(StoreTier::MEMORY));
}

std::size_t
CacheIndex::Count() const
{
    return m_byId.size();
}

std::uint64_t
CacheIndex::Evictions() const
{
    return m_evictions;
}

void
CacheIndex::ForgetEvicted(const std::vector<ObjectId>& ids)
{
    m_evictions += ids.size();
    for (const ObjectId id : ids)
    {
        Forget(id);
    }
}

void
CacheIndex::Forget(ObjectId id)
{
    const auto stored = m_byId.find(id);
    if (stored == m_byId.end())
    {
        return;
    }
    const auto variants = m_byKey.find(stored->second->key);
    auto& ofKey = variants->second;
    ofKey.erase(std::remove(ofKey.begin(), ofKey.end(), stored->second), ofKey.end());
    if (ofKey.empty())
    {
        m_byKey.erase(variants);
    }
    m_byId.erase(stored);
}

} // namespace pagewire
