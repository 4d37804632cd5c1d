// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-callbacks.h"

namespace pagewire
{

QuicEngine&
QuicCallbacks::Of(void* self)
{
    return *static_cast<QuicEngine*>(self);
}

ngtcp2_callbacks
QuicCallbacks::Table(bool server)
{
    ngtcp2_callbacks table{};
    if (server)
    {
        table.recv_client_initial = ngtcp2_crypto_recv_client_initial_cb;
    }
    else
    {
        table.client_initial = ngtcp2_crypto_client_initial_cb;
        table.recv_retry = ngtcp2_crypto_recv_retry_cb;
        table.recv_new_token = NewToken;
        table.recv_version_negotiation = Versions;
        table.early_data_rejected = EarlyDataRejected;
    }
    table.recv_crypto_data = ngtcp2_crypto_recv_crypto_data_cb;
    table.encrypt = Encrypt;
    table.decrypt = Decrypt;
    table.hp_mask = ngtcp2_crypto_hp_mask_cb;
    table.update_key = ngtcp2_crypto_update_key_cb;
    table.delete_crypto_aead_ctx = ngtcp2_crypto_delete_crypto_aead_ctx_cb;
    table.delete_crypto_cipher_ctx = ngtcp2_crypto_delete_crypto_cipher_ctx_cb;
    table.get_path_challenge_data = ngtcp2_crypto_get_path_challenge_data_cb;
    table.version_negotiation = ngtcp2_crypto_version_negotiation_cb;
    AddStreams(table);
    AddConnection(table);
    return table;
}

void
QuicCallbacks::AddStreams(ngtcp2_callbacks& table)
{
    table.recv_stream_data = StreamData;
    table.acked_stream_data_offset = StreamAcked;
    table.stream_close = StreamClosed;
    table.stream_reset = StreamReset;
    table.extend_max_local_streams_bidi = MoreStreams;
    table.extend_max_stream_data = MoreStreamData;
}

void
QuicCallbacks::AddConnection(ngtcp2_callbacks& table)
{
    table.handshake_completed = HandshakeDone;
    table.handshake_confirmed = HandshakeConfirmed;
    table.recv_tx_key = SendingKey;
    table.recv_stateless_reset = StatelessReset;
    table.rand = Random;
    table.get_new_connection_id = NewCid;
    table.remove_connection_id = RetireCid;
}

void
QuicCallbacks::Qlog(void* self, std::uint32_t, const void* data, std::size_t size)
{
    const QuicEngine& engine = Of(self);
    engine.m_qlog(engine.m_qlogName, std::string_view(static_cast<const char*>(data), size));
}

void
QuicCallbacks::Random(std::uint8_t* data, std::size_t size, const ngtcp2_rand_ctx* context)
{
    static_cast<SeededBytes*>(context->native_handle)->Fill(data, size);
}

int
QuicCallbacks::Encrypt(std::uint8_t* dest,
                       const ngtcp2_crypto_aead* aead,
                       const ngtcp2_crypto_aead_ctx* context,
                       const std::uint8_t* plaintext,
                       std::size_t size,
                       const std::uint8_t* nonce,
                       std::size_t nonceSize,
                       const std::uint8_t* associated,
                       std::size_t associatedSize)
{
    if (QuicAccounts* accounts = QuicAccountsScope::Current())
    {
        accounts->NoteSending(plaintext, size);
    }
    return ngtcp2_crypto_encrypt_cb(dest,
                                    aead,
                                    context,
                                    plaintext,
                                    size,
                                    nonce,
                                    nonceSize,
                                    associated,
                                    associatedSize);
}

int
QuicCallbacks::Decrypt(std::uint8_t* dest,
                       const ngtcp2_crypto_aead* aead,
                       const ngtcp2_crypto_aead_ctx* context,
                       const std::uint8_t* ciphertext,
                       std::size_t size,
                       const std::uint8_t* nonce,
                       std::size_t nonceSize,
                       const std::uint8_t* associated,
                       std::size_t associatedSize)
{
    const int result = ngtcp2_crypto_decrypt_cb(dest,
                                                aead,
                                                context,
                                                ciphertext,
                                                size,
                                                nonce,
                                                nonceSize,
                                                associated,
                                                associatedSize);
    QuicAccounts* const accounts = QuicAccountsScope::Current();
    if (result == 0 && accounts && size >= aead->max_overhead)
    {
        accounts->NoteReceived(dest, size - aead->max_overhead);
    }
    return result;
}

int
QuicCallbacks::StreamData(ngtcp2_conn*,
                          std::uint32_t flags,
                          std::int64_t stream,
                          std::uint64_t offset,
                          const std::uint8_t* data,
                          std::size_t size,
                          void* self,
                          void*)
{
    QuicEngine& engine = Of(self);
    engine.NoteArrivals();
    engine.m_ledger.Delivered(stream, offset + size);
    // A whole response is followed by requests, a request by its response.
    const bool fin = (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0;
    engine.m_awaitsApplication = engine.m_awaitsApplication || engine.m_server || fin;
    engine.m_application->HandleStreamData(
        stream,
        std::string_view(reinterpret_cast<const char*>(data), size),
        fin);
    return engine.m_pendingClose ? NGTCP2_ERR_CALLBACK_FAILURE : 0;
}

int
QuicCallbacks::StreamAcked(ngtcp2_conn*,
                           std::int64_t stream,
                           std::uint64_t,
                           std::uint64_t size,
                           void* self,
                           void*)
{
    Of(self).m_application->HandleAcked(stream, size);
    return 0;
}

int
QuicCallbacks::StreamClosed(ngtcp2_conn*,
                            std::uint32_t flags,
                            std::int64_t stream,
                            std::uint64_t code,
                            void* self,
                            void*)
{
    const bool coded = (flags & NGTCP2_STREAM_CLOSE_FLAG_APP_ERROR_CODE_SET) != 0;
    Of(self).m_accounts.Forget(stream);
    Of(self).m_ledger.Forget(stream, Of(self).Now());
    Of(self).m_stopped.erase(stream);
    Of(self).m_application->HandleStreamClosed(stream,
                                               coded ? std::optional<std::uint64_t>(code)
                                                     : std::nullopt);
    return 0;
}

int
QuicCallbacks::StreamReset(ngtcp2_conn*,
                           std::int64_t stream,
                           std::uint64_t,
                           std::uint64_t code,
                           void* self,
                           void*)
{
    Of(self).m_application->HandleReset(stream, code);
    return 0;
}

int
QuicCallbacks::MoreStreams(ngtcp2_conn*, std::uint64_t, void* self)
{
    if (Of(self).m_ready)
    {
        Of(self).m_application->HandleStreamRoom();
    }
    return 0;
}

int
QuicCallbacks::MoreStreamData(ngtcp2_conn*, std::int64_t stream, std::uint64_t, void* self, void*)
{
    Of(self).m_ledger.SetBlocked(stream, false, Of(self).Now());
    Of(self).m_application->HandleUnblocked(stream);
    return 0;
}

int
QuicCallbacks::HandshakeDone(ngtcp2_conn*, void* self)
{
    Of(self).HandleHandshakeDone();
    return 0;
}

int
QuicCallbacks::HandshakeConfirmed(ngtcp2_conn*, void* self)
{
    Of(self).OnHandshakeConfirmed();
    return 0;
}

int
QuicCallbacks::EarlyDataRejected(ngtcp2_conn*, void* self)
{
    Of(self).StartAgain();
    Of(self).m_application->HandleEarlyDataRejected();
    return 0;
}

int
QuicCallbacks::SendingKey(ngtcp2_conn*, QuicEncryptionLevel level, void* self)
{
    if (level == QUIC_LEVEL_1RTT)
    {
        Of(self).OnSendingKey();
    }
    return 0;
}

int
QuicCallbacks::NewCid(ngtcp2_conn*,
                      ngtcp2_cid* cid,
                      std::uint8_t* token,
                      std::size_t size,
                      void* self)
{
    QuicEngine& engine = Of(self);
    *cid = engine.NewCid(size);
    engine.MakeResetToken(token, *cid);
    engine.OnCid(*cid);
    return 0;
}

int
QuicCallbacks::RetireCid(ngtcp2_conn*, const ngtcp2_cid* cid, void* self)
{
    Of(self).OnCidRetired(*cid);
    return 0;
}

int
QuicCallbacks::NewToken(ngtcp2_conn*, const ngtcp2_vec* token, void* self)
{
    Of(self).OnToken(std::string_view(reinterpret_cast<const char*>(token->base), token->len));
    return 0;
}

int
QuicCallbacks::Versions(ngtcp2_conn*,
                        const ngtcp2_pkt_hd*,
                        const std::uint32_t* versions,
                        std::size_t count,
                        void* self)
{
    Of(self).m_offered.assign(versions, versions + count);
    return 0;
}

int
QuicCallbacks::StatelessReset(ngtcp2_conn*, const ngtcp2_pkt_stateless_reset*, void* self)
{
    Of(self).m_reset = true;
    return 0;
}

} // namespace pagewire
