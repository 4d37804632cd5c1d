// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-callbacks.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <vector>

namespace pagewire
{

namespace
{

/** The frame header (RFC 9113 section 4.1). */
constexpr std::size_t FRAME_HEADER = 9;

/** nghttp2 splits header blocks into frames of this size. */
constexpr std::size_t HEADER_FRAME = 16384;

H2Session&
Of(void* self)
{
    return *static_cast<H2Session*>(self);
}

std::string_view
Text(const std::uint8_t* bytes, std::size_t size)
{
    return {reinterpret_cast<const char*>(bytes), size};
}

/** \return octets of a header section with the headers of the frames nghttp2 cuts it into */
std::size_t
SentOctets(const nghttp2_frame_hd& hd)
{
    const std::size_t frames =
        std::max<std::size_t>(1, (hd.length + HEADER_FRAME - 1) / HEADER_FRAME);
    return hd.length + frames * FRAME_HEADER;
}

} // namespace

nghttp2_session*
H2Callbacks::NewSession(H2Session& session, const H2Options& options, H2Session::Role role)
{
    nghttp2_session_callbacks* table = nullptr;
    nghttp2_option* option = nullptr;
    nghttp2_session* made = nullptr;
    nghttp2_session_callbacks_new(&table);
    nghttp2_option_new(&option);
    Register(table);
    nghttp2_option_set_no_auto_window_update(option, 1);
    nghttp2_option_set_no_closed_streams(option, 1);
    nghttp2_option_set_max_deflate_dynamic_table_size(option,
                                                      options.indexFields ? options.headerTableSize
                                                                          : 0);
    nghttp2_option_set_builtin_recv_extension_type(option, NGHTTP2_PRIORITY_UPDATE);
    // nghttp2's own limit goes by the wall clock; the server side keeps one in virtual time.
    nghttp2_option_set_stream_reset_rate_limit(option,
                                               std::numeric_limits<std::uint64_t>::max(),
                                               0);
    const int error = role == H2Session::Role::CLIENT
                        ? nghttp2_session_client_new2(&made, table, &session, option)
                        : nghttp2_session_server_new2(&made, table, &session, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(table);
    assert(error == 0);
    static_cast<void>(error);
    SubmitSettings(made, options, role == H2Session::Role::CLIENT);
    return made;
}

void
H2Callbacks::SubmitSettings(nghttp2_session* session, const H2Options& options, bool client)
{
    std::vector<nghttp2_settings_entry> settings;
    const auto say = [&settings](nghttp2_settings_id id, std::uint32_t value, std::uint32_t known) {
        if (value != known)
        {
            settings.push_back({id, value});
        }
    };
    // Only what differs from the defaults of RFC 9113 section 6.5.2 is sent.
    say(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, options.headerTableSize, 4096);
    if (client)
    {
        say(NGHTTP2_SETTINGS_ENABLE_PUSH, options.enablePush, 1);
    }
    else
    {
        say(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, options.connectProtocol, 0);
    }
    say(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.maxConcurrentStreams, UINT32_MAX);
    say(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, options.initialWindowSize, 65535);
    say(NGHTTP2_SETTINGS_MAX_FRAME_SIZE, options.maxFrameSize, 16384);
    say(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, options.extensiblePriorities, 0);
    int error =
        nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    assert(error == 0);
    const auto window = static_cast<std::int32_t>(options.connectionWindowSize);
    error = nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, window);
    assert(error == 0);
    static_cast<void>(error);
}

void
H2Callbacks::Register(nghttp2_session_callbacks* table)
{
    nghttp2_session_callbacks_set_on_begin_frame_callback(table, BeginFrame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(table, BeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(table, Header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(table, InvalidHeader);
    nghttp2_session_callbacks_set_on_frame_recv_callback(table, FrameReceived);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table, DataChunk);
    nghttp2_session_callbacks_set_on_stream_close_callback(table, StreamClosed);
    nghttp2_session_callbacks_set_before_frame_send_callback(table, BeforeSend);
    nghttp2_session_callbacks_set_on_frame_send_callback(table, FrameSent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(table, FrameNotSent);
    nghttp2_session_callbacks_set_data_source_read_length_callback(table, ReadLength);
}

nghttp2_data_provider
H2Callbacks::Provider()
{
    nghttp2_data_provider provider{};
    provider.read_callback = ReadBody;
    return provider;
}

int
H2Callbacks::BeginFrame(nghttp2_session*, const nghttp2_frame_hd* hd, void* self)
{
    H2Session& session = Of(self);
    if (hd->type == NGHTTP2_DATA)
    {
        session.m_frameContent = 0;
        if (H2Stream* stream = session.Find(hd->stream_id))
        {
            stream->received.data += FRAME_HEADER;
        }
    }
    else if (hd->type == NGHTTP2_CONTINUATION)
    {
        session.m_sectionOctets += hd->length + FRAME_HEADER;
    }
    else
    {
        session.m_sectionOctets = hd->length + FRAME_HEADER;
    }
    return 0;
}

int
H2Callbacks::BeginHeaders(nghttp2_session*, const nghttp2_frame*, void* self)
{
    Of(self).m_section = {};
    return 0;
}

int
H2Callbacks::Header(nghttp2_session*,
                    const nghttp2_frame*,
                    const std::uint8_t* name,
                    std::size_t nameSize,
                    const std::uint8_t* value,
                    std::size_t valueSize,
                    std::uint8_t,
                    void* self)
{
    Of(self).m_section.Add(Text(name, nameSize), Text(value, valueSize));
    return 0;
}

/** nghttp2 would just leave the field out; RFC 9113 section 8.2.1 has the message malformed. */
int
H2Callbacks::InvalidHeader(nghttp2_session*,
                           const nghttp2_frame*,
                           const std::uint8_t*,
                           std::size_t,
                           const std::uint8_t*,
                           std::size_t,
                           std::uint8_t,
                           void*)
{
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

int
H2Callbacks::FrameReceived(nghttp2_session*, const nghttp2_frame* frame, void* self)
{
    H2Session& session = Of(self);
    const std::int32_t id = frame->hd.stream_id;
    if (frame->hd.type == NGHTTP2_WINDOW_UPDATE || frame->hd.type == NGHTTP2_SETTINGS)
    {
        session.m_sendWatch.WindowsChanged(session.m_native);
    }
    if (frame->hd.type == NGHTTP2_HEADERS)
    {
        session.OnSection(*frame, session.m_section, session.m_sectionOctets);
    }
    else if (frame->hd.type == NGHTTP2_PUSH_PROMISE)
    {
        session.OnPromise(*frame, session.m_section, session.m_sectionOctets);
    }
    else if (H2Stream* stream = session.Find(id); stream && frame->hd.type == NGHTTP2_DATA)
    {
        stream->received.data += frame->hd.length - session.m_frameContent;
    }
    else
    {
        session.OnControl(*frame);
    }
    const bool mayEnd = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    H2Stream* stream = session.Find(id);
    if (stream && mayEnd && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
    {
        stream->gotEnd = true;
        session.OnEnd(*stream);
    }
    return 0;
}

int
H2Callbacks::DataChunk(nghttp2_session*,
                       std::uint8_t,
                       std::int32_t id,
                       const std::uint8_t* data,
                       std::size_t size,
                       void* self)
{
    H2Session& session = Of(self);
    session.m_frameContent += size;
    H2Stream* stream = session.Find(id);
    if (!stream)
    {
        session.Consume(id, size);
        return 0;
    }
    stream->received.data += size;
    stream->Received(size);
    session.OnData(*stream, Text(data, size));
    return 0;
}

int
H2Callbacks::StreamClosed(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self)
{
    H2Session& session = Of(self);
    if (H2Stream* stream = session.Find(id))
    {
        session.OnStreamClosed(*stream, code);
    }
    return 0;
}

int
H2Callbacks::BeforeSend(nghttp2_session*, const nghttp2_frame* frame, void* self)
{
    H2Session& session = Of(self);
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
    {
        session.m_reason = "protocol error: " + H2Session::ErrorName(frame->goaway.error_code);
    }
    if (H2Stream* stream = session.Find(frame->hd.stream_id))
    {
        if (frame->hd.type == NGHTTP2_RST_STREAM)
        {
            stream->resetByUs = true;
        }
        else if (frame->hd.type == NGHTTP2_HEADERS)
        {
            stream->sent.headers += SentOctets(frame->hd);
        }
    }
    session.OnSending(*frame);
    H2Stream* stream = session.Find(frame->hd.stream_id);
    if (stream && frame->hd.type == NGHTTP2_HEADERS && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
    {
        stream->sentEnd = true;
        session.m_sendWatch.End(stream->Id());
        session.MarkHanded(stream->Id(), true, SentOctets(frame->hd));
        session.OnSendingEnd(*stream);
    }
    return 0;
}

int
H2Callbacks::FrameSent(nghttp2_session*, const nghttp2_frame* frame, void* self)
{
    if (frame->hd.type != NGHTTP2_DATA)
    {
        Of(self).OnSent(*frame);
    }
    if (frame->hd.type == NGHTTP2_HEADERS)
    {
        Of(self).m_sendWatch.HeadersMade(frame->hd.stream_id, Of(self).m_native);
    }
    return 0;
}

int
H2Callbacks::FrameNotSent(nghttp2_session*, const nghttp2_frame* frame, int, void* self)
{
    Of(self).OnNotSent(*frame);
    return 0;
}

ssize_t
H2Callbacks::ReadBody(nghttp2_session*,
                      std::int32_t id,
                      std::uint8_t* data,
                      std::size_t max,
                      std::uint32_t* flags,
                      nghttp2_data_source*,
                      void* self)
{
    H2Session& session = Of(self);
    H2Stream* stream = session.Find(id);
    if (!stream)
    {
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    const std::ptrdiff_t size = stream->ReadBody(data, max, *flags);
    if (size == NGHTTP2_ERR_DEFERRED)
    {
        session.m_sendWatch.Pause(id);
    }
    if (size >= 0)
    {
        stream->sent.data += size + FRAME_HEADER;
        const bool end =
            (*flags & NGHTTP2_DATA_FLAG_EOF) && !(*flags & NGHTTP2_DATA_FLAG_NO_END_STREAM);
        if (end)
        {
            stream->sentEnd = true;
            session.m_sendWatch.End(id);
            session.MarkHanded(id, true, size + FRAME_HEADER);
            session.OnSendingEnd(*stream);
        }
        const auto used = static_cast<std::int32_t>(size);
        session.m_sendWatch.ContentMade(id,
                                        session.m_connectionWindow - used,
                                        session.m_streamWindow - used);
    }
    return size;
}

ssize_t
H2Callbacks::ReadLength(nghttp2_session*,
                        std::uint8_t,
                        std::int32_t,
                        std::int32_t connectionWindow,
                        std::int32_t streamWindow,
                        std::uint32_t maxFrameSize,
                        void* self)
{
    // Larger frames than 16 KiB only where we would take them ourselves.
    H2Session& session = Of(self);
    session.m_connectionWindow = connectionWindow;
    session.m_streamWindow = streamWindow;
    const std::uint32_t frame = std::min(maxFrameSize, session.m_options.maxFrameSize);
    return std::min({connectionWindow, streamWindow, static_cast<std::int32_t>(frame)});
}

} // namespace pagewire
