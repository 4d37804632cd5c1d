// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_CALLBACKS_H
#define PAGEWIRE_TRANSPORT_QUIC_CALLBACKS_H

#include "transport/quic-engine.h"

namespace pagewire
{

/** What ngtcp2 calls, turned into calls of a QuicEngine, which is its user data. */
class QuicCallbacks
{
  public:
    /** \return the table for a server or a client */
    static ngtcp2_callbacks Table(bool server);

    /** Takes a piece of qlog. */
    static void Qlog(void* self, std::uint32_t flags, const void* data, std::size_t size);

    /** Fills with random bytes; the context points to a SeededBytes. */
    static void Random(std::uint8_t* data, std::size_t size, const ngtcp2_rand_ctx* context);

  private:
    static QuicEngine& Of(void* self);
    static void AddStreams(ngtcp2_callbacks& table);
    static void AddConnection(ngtcp2_callbacks& table);

    static int Encrypt(std::uint8_t* dest,
                       const ngtcp2_crypto_aead* aead,
                       const ngtcp2_crypto_aead_ctx* context,
                       const std::uint8_t* plaintext,
                       std::size_t size,
                       const std::uint8_t* nonce,
                       std::size_t nonceSize,
                       const std::uint8_t* associated,
                       std::size_t associatedSize);
    static int Decrypt(std::uint8_t* dest,
                       const ngtcp2_crypto_aead* aead,
                       const ngtcp2_crypto_aead_ctx* context,
                       const std::uint8_t* ciphertext,
                       std::size_t size,
                       const std::uint8_t* nonce,
                       std::size_t nonceSize,
                       const std::uint8_t* associated,
                       std::size_t associatedSize);
    static int StreamData(ngtcp2_conn*,
                          std::uint32_t flags,
                          std::int64_t stream,
                          std::uint64_t offset,
                          const std::uint8_t* data,
                          std::size_t size,
                          void* self,
                          void*);
    static int StreamAcked(ngtcp2_conn*,
                           std::int64_t stream,
                           std::uint64_t offset,
                           std::uint64_t size,
                           void* self,
                           void*);
    static int StreamClosed(ngtcp2_conn*,
                            std::uint32_t flags,
                            std::int64_t stream,
                            std::uint64_t code,
                            void* self,
                            void*);
    static int StreamReset(ngtcp2_conn*,
                           std::int64_t stream,
                           std::uint64_t size,
                           std::uint64_t code,
                           void* self,
                           void*);
    static int MoreStreams(ngtcp2_conn*, std::uint64_t most, void* self);
    static int MoreStreamData(ngtcp2_conn*,
                              std::int64_t stream,
                              std::uint64_t most,
                              void* self,
                              void*);
    static int HandshakeDone(ngtcp2_conn*, void* self);
    static int HandshakeConfirmed(ngtcp2_conn*, void* self);
    static int EarlyDataRejected(ngtcp2_conn*, void* self);
    static int SendingKey(ngtcp2_conn*, QuicEncryptionLevel level, void* self);
    static int NewCid(ngtcp2_conn*,
                      ngtcp2_cid* cid,
                      std::uint8_t* token,
                      std::size_t size,
                      void* self);
    static int RetireCid(ngtcp2_conn*, const ngtcp2_cid* cid, void* self);
    static int NewToken(ngtcp2_conn*, const ngtcp2_vec* token, void* self);
    static int Versions(ngtcp2_conn*,
                        const ngtcp2_pkt_hd*,
                        const std::uint32_t* versions,
                        std::size_t count,
                        void* self);
    static int StatelessReset(ngtcp2_conn*, const ngtcp2_pkt_stateless_reset*, void* self);
};

} // namespace pagewire

#endif
