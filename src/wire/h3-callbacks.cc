// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-callbacks.h"

#include <cassert>
#include <string_view>

namespace pagewire
{

namespace
{

/** Streams that a client may open in all (RFC 9000 section 4.6 allows no more): how many it may at
 * a time is QUIC's affair, which knows. */
constexpr std::uint64_t ALL_STREAMS = std::uint64_t{1} << 60;

/** How many streams nghttp3 is to expect at a time: it bounds the QPACK instructions that may wait
 * to be sent, and fails beyond. */
constexpr std::size_t STREAMS_AT_A_TIME = 10000;

H3Session&
Of(void* self)
{
    return *static_cast<H3Session*>(self);
}

std::string_view
Text(nghttp3_rcbuf* buffer)
{
    const nghttp3_vec bytes = nghttp3_rcbuf_get_buf(buffer);
    return {reinterpret_cast<const char*>(bytes.base), bytes.len};
}

} // namespace

nghttp3_conn*
H3Callbacks::NewConnection(H3Session& session, const H3Options& options, H3Session::Role role)
{
    nghttp3_settings settings;
    nghttp3_settings_default(&settings);
    settings.max_field_section_size = options.maxFieldSection;
    settings.qpack_max_dtable_capacity = options.qpackTableCapacity;
    settings.qpack_encoder_max_dtable_capacity = options.qpackTableCapacity;
    settings.qpack_blocked_streams = options.qpackBlockedStreams;
    settings.enable_connect_protocol =
        role == H3Session::Role::SERVER && options.connectProtocol ? 1 : 0;
    const nghttp3_callbacks table = Table();
    nghttp3_conn* made = nullptr;
    const int error = role == H3Session::Role::CLIENT
                        ? nghttp3_conn_client_new(&made, &table, &settings, nullptr, &session)
                        : nghttp3_conn_server_new(&made, &table, &settings, nullptr, &session);
    assert(error == 0);
    static_cast<void>(error);
    if (role == H3Session::Role::SERVER)
    {
        nghttp3_conn_set_max_client_streams_bidi(made, ALL_STREAMS);
    }
    nghttp3_conn_set_max_concurrent_streams(made, STREAMS_AT_A_TIME);
    return made;
}

nghttp3_callbacks
H3Callbacks::Table()
{
    nghttp3_callbacks table{};
    table.acked_stream_data = Acked;
    table.recv_data = Data;
    table.deferred_consume = Consumed;
    table.begin_headers = BeginSection;
    table.recv_header = Field;
    table.end_headers = EndHeaders;
    table.begin_trailers = BeginSection;
    table.recv_trailer = Field;
    table.end_trailers = EndTrailers;
    table.stop_sending = StopSending;
    table.end_stream = EndStream;
    table.reset_stream = ResetStream;
    table.shutdown = Goaway;
    return table;
}

nghttp3_data_reader
H3Callbacks::Reader()
{
    return {ReadBody};
}

int
H3Callbacks::Acked(nghttp3_conn*, int64_t id, uint64_t size, void* self, void*)
{
    if (H3Stream* stream = Of(self).FindKept(id))
    {
        stream->Acked(static_cast<std::size_t>(size));
    }
    return 0;
}

int
H3Callbacks::Data(nghttp3_conn*,
                  int64_t id,
                  const uint8_t* data,
                  std::size_t size,
                  void* self,
                  void*)
{
    H3Session& session = Of(self);
    session.m_content += size;
    if (H3Stream* stream = session.Find(id))
    {
        stream->Received(size);
        session.OnData(*stream, {reinterpret_cast<const char*>(data), size});
    }
    else
    {
        session.Consume(id, size);
    }
    return 0;
}

int
H3Callbacks::Consumed(nghttp3_conn*, int64_t id, std::size_t size, void* self, void*)
{
    Of(self).Consume(id, size);
    return 0;
}

int
H3Callbacks::BeginSection(nghttp3_conn*, int64_t id, void* self, void*)
{
    Of(self).m_sections[id] = {};
    return 0;
}

int
H3Callbacks::Field(nghttp3_conn*,
                   int64_t id,
                   int32_t,
                   nghttp3_rcbuf* name,
                   nghttp3_rcbuf* value,
                   uint8_t,
                   void* self,
                   void*)
{
    H3Session& session = Of(self);
    FieldSection& section = session.m_sections[id];
    // What is beyond is too large as it stands and need not grow.
    if (section.Octets() <= session.m_options.maxFieldSection)
    {
        section.Add(Text(name), Text(value));
    }
    return 0;
}

int
H3Callbacks::EndHeaders(nghttp3_conn*, int64_t id, int fin, void* self, void*)
{
    Of(self).EndSection(id, false, fin != 0);
    return 0;
}

int
H3Callbacks::EndTrailers(nghttp3_conn*, int64_t id, int fin, void* self, void*)
{
    Of(self).EndSection(id, true, fin != 0);
    return 0;
}

int
H3Callbacks::EndStream(nghttp3_conn*, int64_t id, void* self, void*)
{
    H3Session& session = Of(self);
    if (H3Stream* stream = session.Find(id))
    {
        stream->gotEnd = true;
        session.OnEnd(*stream);
    }
    return 0;
}

int
H3Callbacks::StopSending(nghttp3_conn*, int64_t id, uint64_t code, void* self, void*)
{
    Of(self).m_quic->ShutdownRead(id, code);
    Of(self).EndIfMalformed(id, code);
    return 0;
}

int
H3Callbacks::ResetStream(nghttp3_conn*, int64_t id, uint64_t code, void* self, void*)
{
    Of(self).m_quic->ShutdownWrite(id, code);
    Of(self).EndIfMalformed(id, code);
    return 0;
}

int
H3Callbacks::Goaway(nghttp3_conn*, int64_t id, void* self)
{
    Of(self).OnGoaway(id);
    return 0;
}

nghttp3_ssize
H3Callbacks::ReadBody(nghttp3_conn*,
                      int64_t id,
                      nghttp3_vec* pieces,
                      std::size_t,
                      uint32_t* flags,
                      void* self,
                      void*)
{
    H3Stream* stream = Of(self).FindKept(id);
    return stream ? stream->ReadBody(pieces[0], *flags) : NGHTTP3_ERR_WOULDBLOCK;
}

} // namespace pagewire
