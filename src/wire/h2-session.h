// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_SESSION_H
#define PAGEWIRE_WIRE_H2_SESSION_H

#include "transport/byte-stream.h"
#include "wire/connection-options.h"
#include "wire/field-section.h"
#include "wire/h2-frame-walk.h"
#include "wire/h2-send-watch.h"
#include "wire/h2-stream.h"

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * What both sides of an HTTP/2 connection share (RFC 9113): nghttp2 between a ByteStream and the
 * streams of the connection. It moves bytes in a pump that is never entered twice: nghttp2 forbids
 * it, and receivers may send, cancel and consume from inside their calls.
 *
 * No more than H2Options::sendAhead octets are handed down beyond what the network has sent, so
 * that priorities decide late.
 */
class H2Session : public ByteStreamListener
{
  public:
    enum class Role
    {
        CLIENT,
        SERVER
    };

    H2Session(std::unique_ptr<ByteStream> stream, const H2Options& options, Role role);
    ~H2Session() override;

    H2Session(const H2Session&) = delete;
    H2Session& operator=(const H2Session&) = delete;

    nghttp2_session* Native() const
    {
        return m_native;
    }

    /** \return something that locks as long as this lives */
    std::weak_ptr<H2Session*> Token() const
    {
        return m_self;
    }

    /** Pumps in an event of its own, so that what is submitted in one instant leaves in one write.
     */
    void Wake();

    /** The content of this stream has something again. */
    void Resume(std::int32_t id);

    /** Flow control: so many octets of this stream, open or not, have been used up. */
    void Consume(std::int32_t id, std::size_t bytes);

    /** Who is to know what streams have to send. */
    H2SendWatch& SendWatch()
    {
        return m_sendWatch;
    }

    /** The application gives the stream up: RST_STREAM. */
    virtual void Abandon(H2Stream& stream) = 0;

    /** Sends RST_STREAM. */
    void Reset(std::int32_t id, std::uint32_t code);

  protected:
    ByteStream& Below() const
    {
        return *m_stream;
    }

    const H2Options& Options() const
    {
        return m_options;
    }

    /** Begins to move bytes over the stream below; open or not yet. */
    void Start(std::string alreadyRead);

    void Adopt(std::unique_ptr<H2Stream> stream);

    /** \return the stream, null where it is over or not ours */
    H2Stream* Find(std::int32_t id) const;

    /** The stream is over: nobody finds it any more; destroyed when the pump rests. */
    void Retire(H2Stream& stream);

    /** Streams that are not over, by identifier. */
    const std::map<std::int32_t, std::unique_ptr<H2Stream>>& Streams() const
    {
        return m_streams;
    }

    /** \return whether nothing is sent any more */
    bool Over() const
    {
        return m_shut || m_gone;
    }

    /** \return why the connection breaks; empty: it does not */
    const std::string& Reason() const
    {
        return m_reason;
    }

    /** Gives the stream below up at once; OnBroken and OnGone follow with the reason. */
    void Break(const std::string& reason);

    /** Ends every stream and our direction, without a word of HTTP/2; OnBroken follows with the
     * reason, and OnGone once the peer has closed, too. */
    void BreakInOrder(const std::string& reason);

    /** Receives and sends what there is, now; see Wake. */
    void Pump();

    /** Tells OnHanded when the stream below has taken all that nghttp2 has made so far and `more`
     * octets beyond. */
    void MarkHanded(std::int32_t id, bool wholeRequest, std::size_t more);

    /** \return a word for tables: "CANCEL", "REFUSED_STREAM", ... (RFC 9113 section 7) */
    static std::string ErrorName(std::uint32_t code);

    /** The stream below is open. */
    virtual void OnOpen() = 0;

    /** A header or trailer section that is no promise. */
    virtual void OnSection(const nghttp2_frame& frame,
                           FieldSection& section,
                           std::size_t octets) = 0;

    virtual void OnPromise(const nghttp2_frame& frame,
                           FieldSection& section,
                           std::size_t octets) = 0;
    virtual void OnData(H2Stream& stream, std::string_view bytes) = 0;

    /** END_STREAM came. */
    virtual void OnEnd(H2Stream& stream) = 0;

    /** nghttp2 has closed the stream. */
    virtual void OnStreamClosed(H2Stream& stream, std::uint32_t code) = 0;

    /** SETTINGS, PING, GOAWAY, RST_STREAM and such came. */
    virtual void OnControl(const nghttp2_frame& frame) = 0;

    /** A frame other than DATA is about to be sent. */
    virtual void OnSending(const nghttp2_frame& frame) = 0;

    /** A frame other than DATA was sent. */
    virtual void OnSent(const nghttp2_frame& frame) = 0;

    /** A frame cannot be sent and is dropped. */
    virtual void OnNotSent(const nghttp2_frame& frame) = 0;

    /** END_STREAM was made, by DATA or HEADERS. */
    virtual void OnSendingEnd(H2Stream& stream) = 0;

    /** See MarkHanded. */
    virtual void OnHanded(std::int32_t id, bool wholeRequest) = 0;

    /** The pump has come to rest. */
    virtual void OnRest() = 0;

    /** The connection breaks: ends every stream that is left. \param reason for tables */
    virtual void OnBroken(const std::string& reason) = 0;

    /** The stream below is gone. */
    virtual void OnGone(const std::string& reason) = 0;

  private:
    friend class H2Callbacks;

    /** A point in the bytes sent. */
    struct Mark
    {
        std::uint64_t offset;
        std::int32_t id;
        bool wholeRequest;
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Receive();
    void Feed(std::string_view bytes);
    void Transmit();
    bool Fill();
    bool Flush();
    std::size_t SendRoom() const;
    void Settle();
    void Fail(const std::string& reason);
    void Linger(const std::string& reason);
    void CloseIfOver();
    void Shut();
    void Finish();

    std::unique_ptr<ByteStream> m_stream;
    H2Options m_options;
    std::shared_ptr<H2Session*> m_self;
    nghttp2_session* m_native{nullptr};
    H2FrameWalk m_readWalk;
    H2FrameWalk m_sentWalk;
    H2SendWatch m_sendWatch;
    std::map<std::int32_t, std::unique_ptr<H2Stream>> m_streams;
    std::vector<std::unique_ptr<H2Stream>> m_retired;

    FieldSection m_section;             //!< being received
    std::size_t m_sectionOctets{0};     //!< its frames so far
    std::size_t m_frameContent{0};      //!< content octets of the DATA frame being received
    std::int32_t m_connectionWindow{0}; //!< of the peer, before the DATA frame being made
    std::int32_t m_streamWindow{0};     //!< likewise

    std::string m_in;        //!< read, for nghttp2
    std::string m_out;       //!< made by nghttp2, for the stream below
    std::size_t m_outAt{0};  //!< how much of it the stream has taken
    std::uint64_t m_made{0}; //!< octets that nghttp2 has made
    std::uint64_t m_handed{0};
    std::deque<Mark> m_marks;

    std::string m_reason; //!< why the connection breaks; empty: it does not
    bool m_lowWater{false};
    bool m_started{false};
    bool m_pumping{false};
    bool m_again{false};
    bool m_wakeScheduled{false};
    bool m_deaf{false};      //!< nghttp2 takes no more input
    bool m_shut{false};      //!< our direction is closed
    bool m_lingering{false}; //!< the peer has so long to close its side
    bool m_gone{false};      //!< the stream below is over
    bool m_finished{false};
};

} // namespace pagewire

#endif
