// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_SESSION_H
#define PAGEWIRE_WIRE_H3_SESSION_H

#include "transport/quic-connection.h"
#include "wire/connection-options.h"
#include "wire/field-section.h"
#include "wire/h3-settings-reader.h"
#include "wire/h3-stream.h"

#include <nghttp3/nghttp3.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * What both sides of an HTTP/3 connection share (RFC 9114): nghttp3 between a QuicConnection and
 * the request streams. QUIC pulls what is to be sent, so that priorities decide when it goes.
 *
 * What was sent is told to receivers in an event of its own, before anything else they hear: QUIC
 * may be in the middle of a packet when it takes octets.
 */
class H3Session : public QuicApplication
{
  public:
    enum class Role
    {
        CLIENT,
        SERVER
    };

    H3Session(std::unique_ptr<QuicConnection> quic, const H3Options& options, Role role);
    ~H3Session() override;

    H3Session(const H3Session&) = delete;
    H3Session& operator=(const H3Session&) = delete;

    nghttp3_conn* Native() const
    {
        return m_native;
    }

    const H3Options& Options() const
    {
        return m_options;
    }

    /** Something was submitted: QUIC asks for it. */
    void Wake();

    /** See QuicConnection. */
    void SetReady(QuicStreamId id, bool ready)
    {
        m_quic->SetReady(id, ready);
    }

    /** The content of this stream has something again. */
    void Resume(QuicStreamId id);

    /** Flow control: so many octets of this stream, open or not, have been used up. */
    void Consume(QuicStreamId id, std::size_t bytes);

    /** The application gives the stream up. */
    virtual void Abandon(H3Stream& stream) = 0;

    /** RESET_STREAM and STOP_SENDING. */
    void Reset(QuicStreamId id, std::uint64_t code);

    /** STOP_SENDING: what else comes is dropped. */
    void StopReading(QuicStreamId id, std::uint64_t code);

    /** RESET_STREAM: nothing else is sent. */
    void StopWriting(QuicStreamId id, std::uint64_t code);

  protected:
    /** What has come to pass on a stream, to be told soon. */
    enum class Mark
    {
        STARTED,  //!< its first octet was sent
        WHOLE,    //!< its last octet was sent
        ABANDONED //!< the application has given it up
    };

    QuicConnection& Quic() const
    {
        return *m_quic;
    }

    void Adopt(std::unique_ptr<H3Stream> stream);

    /** \return the stream, null where it is over or not ours */
    H3Stream* Find(QuicStreamId id) const;

    /** The stream is over: nobody finds it any more; kept until QUIC is done with it. */
    void Retire(H3Stream& stream);

    /** Destroys it in an event of its own. */
    void Trash(std::unique_ptr<H3Stream> stream);

    /** Streams that are not over, by identifier. */
    const std::map<QuicStreamId, std::unique_ptr<H3Stream>>& Streams() const
    {
        return m_streams;
    }

    /** \return whether QUIC is done with every stream that the peer has opened for a request */
    bool PeersStreamsAreClosed() const
    {
        return m_peers.empty();
    }

    /** \return whether the control streams are open, and so others may be */
    bool IsBound() const
    {
        return m_bound;
    }

    /** \return whether nothing is sent any more */
    bool Over() const
    {
        return m_broken;
    }

    /** \return octets that the control stream has sent */
    std::uint64_t ControlSent() const
    {
        return m_controlSent;
    }

    /** Calls OnMark soon, before anything else happens on the stream. */
    void Note(QuicStreamId id, Mark mark);

    /** Calls OnRest in an event of its own. */
    void Later();

    /** Closes QUIC; OnBroken and OnGone follow with the reason. \param phrase said to the peer */
    void Close(const std::string& reason,
               const std::string& phrase,
               std::uint64_t code = NGHTTP3_H3_NO_ERROR);

    /** Closes QUIC as all is done. */
    void CloseInOrder();

    /** Streams may be opened for the first time. */
    virtual void OnReady() = 0;

    /** The server did not take 0-RTT: ends every stream, all of them are void. */
    virtual void OnEarlyDataRejected()
    {}

    /** The header section of a request or of an interim or final response. \param end whether it is
     * known that no content follows */
    virtual void OnHeaders(QuicStreamId id, FieldSection& section, bool end) = 0;
    virtual void OnTrailers(H3Stream& stream, FieldSection& section) = 0;

    /** A section is larger than H3Options::maxFieldSection. */
    virtual void OnTooLarge(QuicStreamId id, FieldSection& section) = 0;

    virtual void OnData(H3Stream& stream, std::string_view bytes) = 0;

    /** The peer's message is whole. */
    virtual void OnEnd(H3Stream& stream) = 0;

    /** What the peer has sent on the stream is no message; the stream is reset. */
    virtual void OnMalformed(H3Stream& stream) = 0;

    virtual void OnReset(H3Stream& stream, std::uint64_t code) = 0;

    /** The peer wants no more; QUIC has said RESET_STREAM by itself. */
    virtual void OnStopSending(H3Stream&)
    {}

    /** QUIC is done with the stream, which is not over. */
    virtual void OnStreamClosed(H3Stream& stream, std::uint64_t code) = 0;

    /** QUIC is done with a stream of a request, of ours or not. */
    virtual void OnStreamForgotten()
    {}

    virtual void OnMark(H3Stream& stream, Mark mark) = 0;

    /** All that the control stream has sent has arrived. */
    virtual void OnControlAcked()
    {}

    /** The peer's SETTINGS are in, which say whether it takes extended CONNECT (RFC 9220). */
    virtual void OnSettings(bool)
    {}

    /** GOAWAY, with the first stream that surely is not processed. */
    virtual void OnGoaway(QuicStreamId)
    {}

    /** The peer allows more streams, or they may be opened anew after OnEarlyDataRejected. */
    virtual void OnStreamRoom()
    {}

    /** Nothing else happens in this instant for now. */
    virtual void OnRest() = 0;

    /** The connection breaks: ends every stream that is left. \param reason for tables */
    virtual void OnBroken(const std::string& reason) = 0;

    /** QUIC is gone. */
    virtual void OnGone(const std::string& reason) = 0;

  private:
    friend class H3Callbacks;

    void HandleReady() override;
    void HandleHandshakeDone() override;
    void HandleEarlyDataRejected() override;
    void HandleStreamData(QuicStreamId id, std::string_view bytes, bool fin) override;
    void HandleAcked(QuicStreamId id, std::uint64_t bytes) override;
    void HandleReset(QuicStreamId id, std::uint64_t code) override;
    void HandleStopSending(QuicStreamId id, std::uint64_t code) override;
    void HandleStreamClosed(QuicStreamId id, std::optional<std::uint64_t> code) override;
    void HandleStreamRoom() override;
    void HandleUnblocked(QuicStreamId id) override;
    void Next(QuicChunk& chunk) override;
    void HandleTaken(QuicStreamId id, std::size_t bytes, bool fin) override;
    void HandleBlocked(QuicStreamId id) override;
    void HandleShut(QuicStreamId id) override;
    std::string DescribeClose(std::uint64_t code) const override;
    void HandleClosed(std::string_view reason) override;

    H3Stream* FindKept(QuicStreamId id) const;
    bool IsOwnControl(QuicStreamId id) const;
    void NotePeers(QuicStreamId id);
    bool Bind();
    void EndIfMalformed(QuicStreamId id, std::uint64_t code);
    void HandleReadError(QuicStreamId id, int error, std::size_t bytes);
    void NoteDecoded(H3Stream& stream);
    void EndSection(QuicStreamId id, bool trailers, bool end);
    void CountSent(H3Stream& stream, std::size_t bytes);
    void Settle();
    void Rest();
    void Fail(std::uint64_t code, const std::string& what);
    void Break(const std::string& reason);

    std::unique_ptr<QuicConnection> m_quic;
    const H3Options m_options;
    const Role m_role;
    std::shared_ptr<H3Session*> m_self;
    nghttp3_conn* m_native;
    std::map<QuicStreamId, std::unique_ptr<H3Stream>> m_streams;
    std::map<QuicStreamId, std::unique_ptr<H3Stream>> m_kept; //!< over, but QUIC may need octets
    std::vector<std::unique_ptr<H3Stream>> m_trash;
    std::set<QuicStreamId> m_peers;   //!< a server's: clients' streams that QUIC is not done with
    std::set<QuicStreamId> m_blocked; //!< they wait for QUIC's flow control
    std::map<QuicStreamId, FieldSection> m_sections; //!< being received
    std::deque<std::pair<QuicStreamId, Mark>> m_marks;

    QuicChunk m_next;         //!< what Next gave, as far as it is not taken
    std::size_t m_content{0}; //!< octets of it in the call of nghttp3 in progress
    std::array<QuicStreamId, 3> m_control{-1, -1, -1}; //!< control, QPACK encoder, QPACK decoder
    H3SettingsReader m_settings;                       //!< of the peer
    std::uint64_t m_controlSent{0};
    std::uint64_t m_controlAcked{0};

    std::string m_reason; //!< why the connection breaks; empty: it does not, or QUIC will say
    bool m_ready{false};  //!< HandleReady has come
    bool m_bound{false};  //!< the control streams are open
    bool m_broken{false}; //!< no use of nghttp3 any more
    bool m_gone{false};   //!< no use of QUIC any more
    bool m_later{false};
};

} // namespace pagewire

#endif
