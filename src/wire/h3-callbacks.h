// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_CALLBACKS_H
#define PAGEWIRE_WIRE_H3_CALLBACKS_H

#include "wire/h3-session.h"

#include <nghttp3/nghttp3.h>

namespace pagewire
{

/** What nghttp3 calls, turned into calls of an H3Session, which is its user data. */
class H3Callbacks
{
  public:
    /** \return a new connection of nghttp3 that calls this session */
    static nghttp3_conn* NewConnection(H3Session& session,
                                       const H3Options& options,
                                       H3Session::Role role);

    /** What gives the content of any stream. */
    static nghttp3_data_reader Reader();

  private:
    static nghttp3_callbacks Table();
    static int Acked(nghttp3_conn*, int64_t id, uint64_t size, void* self, void*);
    static int Data(nghttp3_conn*,
                    int64_t id,
                    const uint8_t* data,
                    std::size_t size,
                    void* self,
                    void*);
    static int Consumed(nghttp3_conn*, int64_t id, std::size_t size, void* self, void*);
    static int BeginSection(nghttp3_conn*, int64_t id, void* self, void*);
    static int Field(nghttp3_conn*,
                     int64_t id,
                     int32_t token,
                     nghttp3_rcbuf* name,
                     nghttp3_rcbuf* value,
                     uint8_t flags,
                     void* self,
                     void*);
    static int EndHeaders(nghttp3_conn*, int64_t id, int fin, void* self, void*);
    static int EndTrailers(nghttp3_conn*, int64_t id, int fin, void* self, void*);
    static int EndStream(nghttp3_conn*, int64_t id, void* self, void*);
    static int StopSending(nghttp3_conn*, int64_t id, uint64_t code, void* self, void*);
    static int ResetStream(nghttp3_conn*, int64_t id, uint64_t code, void* self, void*);
    static int Goaway(nghttp3_conn*, int64_t id, void* self);
    static nghttp3_ssize ReadBody(nghttp3_conn*,
                                  int64_t id,
                                  nghttp3_vec* pieces,
                                  std::size_t room,
                                  uint32_t* flags,
                                  void* self,
                                  void*);
};

} // namespace pagewire

#endif
