// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_CALLBACKS_H
#define PAGEWIRE_WIRE_H2_CALLBACKS_H

#include "wire/h2-session.h"

#include <nghttp2/nghttp2.h>

namespace pagewire
{

/** What nghttp2 calls, turned into calls of an H2Session, which is its user data. */
class H2Callbacks
{
  public:
    /** \return a new nghttp2 session that calls this one and begins with SETTINGS */
    static nghttp2_session* NewSession(H2Session& session,
                                       const H2Options& options,
                                       H2Session::Role role);

    /** What gives the content of any stream. */
    static nghttp2_data_provider Provider();

  private:
    static void SubmitSettings(nghttp2_session* session, const H2Options& options, bool client);
    static void Register(nghttp2_session_callbacks* table);
    static int BeginFrame(nghttp2_session*, const nghttp2_frame_hd* hd, void* self);
    static int BeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int InvalidHeader(nghttp2_session*,
                             const nghttp2_frame*,
                             const std::uint8_t* name,
                             std::size_t nameSize,
                             const std::uint8_t* value,
                             std::size_t valueSize,
                             std::uint8_t flags,
                             void* self);
    static int Header(nghttp2_session*,
                      const nghttp2_frame* frame,
                      const std::uint8_t* name,
                      std::size_t nameSize,
                      const std::uint8_t* value,
                      std::size_t valueSize,
                      std::uint8_t flags,
                      void* self);
    static int FrameReceived(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int DataChunk(nghttp2_session*,
                         std::uint8_t flags,
                         std::int32_t id,
                         const std::uint8_t* data,
                         std::size_t size,
                         void* self);
    static int StreamClosed(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self);
    static int BeforeSend(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int FrameSent(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int FrameNotSent(nghttp2_session*, const nghttp2_frame* frame, int error, void* self);
    static ssize_t ReadBody(nghttp2_session*,
                            std::int32_t id,
                            std::uint8_t* data,
                            std::size_t max,
                            std::uint32_t* flags,
                            nghttp2_data_source*,
                            void* self);
    static ssize_t ReadLength(nghttp2_session*,
                              std::uint8_t type,
                              std::int32_t id,
                              std::int32_t connectionWindow,
                              std::int32_t streamWindow,
                              std::uint32_t maxFrameSize,
                              void* self);
};

} // namespace pagewire

#endif
