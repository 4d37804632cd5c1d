// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_ENDPOINT_H
#define PAGEWIRE_TRANSPORT_TLS_ENDPOINT_H

#include "transport/tls-positions.h"
#include "transport/tls-record-sizer.h"
#include "transport/tls-session.h"
#include "transport/tls-stream.h"

#include "ns3/event-id.h"

#include <optional>

namespace pagewire
{

/**
 * Joins a TLS session to the stream below. All news from below end in Step, which never runs inside
 * itself or inside another call of ours: what happens meanwhile is noted and looked at afterwards.
 * What the listener writes during a step leaves at its end, in one piece with what the session has
 * to send, so that a client's Finished and its request share a segment.
 *
 * At most one record of ciphertext waits here beyond what the stream below takes, and at most one
 * record of plaintext (plus 16 KiB of ciphertext) is taken from below before it is read.
 */
class TlsEndpoint : public TlsStream, private ByteStreamListener
{
  public:
    TlsEndpoint(std::unique_ptr<ByteStream> below, std::unique_ptr<TlsSession> session);
    ~TlsEndpoint() override;

    void SetListener(ByteStreamListener* listener) override;
    void Open() override;
    std::size_t Write(std::string_view bytes) override;
    void Push() override;
    std::size_t WriteRoom() const override;
    std::size_t Unsent() const override;
    bool SetUnsentLowWater(std::size_t bytes) override;
    std::size_t Read(std::string& buffer, std::size_t max) override;
    bool AtEnd() const override;
    void CloseWrite() override;
    void Abort() override;
    std::string_view Alpn() const override;
    ByteStream* Below() const override;
    void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable) override;
    void ClaimWritten(std::uint64_t end, std::uint64_t exchange) override;
    const TlsInfo& Info() const override;

  private:
    class Busy;

    enum class State
    {
        OPENING,     //!< the stream below is not open yet
        HANDSHAKING, //!< no application data may flow
        OPEN,
        OVER, //!< broken, aborted or closed both ways
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Step();
    void StepLater();
    void CancelStep();
    void ContinueHandshake();
    void FinishHandshake();
    void SendTickets();
    void ReadAhead();
    bool Fill();
    void Flush();
    void SendClose();
    void End(StreamEnd end);
    void TellReadable();
    void TellWritable();
    void TellClosed();
    std::size_t Unread() const;

    std::unique_ptr<ByteStream> m_below;
    std::unique_ptr<TlsSession> m_session;
    TlsRecordSizer m_sizer;
    TlsInfo m_info;
    TlsPositions m_read;           //!< of the records opened
    TlsPositions m_written;        //!< of the records made
    std::uint64_t m_handedDown{0}; //!< octets taken by the stream below
    ByteStreamListener* m_listener{nullptr};
    State m_state{State::OPENING};
    ns3::EventId m_later;
    std::string m_plain;       //!< read from the session
    std::size_t m_plainAt{0};  //!< of these, given to Read already
    std::size_t m_lowWater{0}; //!< see SetUnsentLowWater
    std::optional<StreamEnd> m_end;
    bool m_busy{false};
    bool m_again{false};         //!< something happened while busy
    bool m_scheduled{false};     //!< m_later is on its way
    bool m_news{false};          //!< the stream below has become readable
    bool m_wantRoom{false};      //!< a Write took less than it was given
    bool m_tellLowWater{false};  //!< SetUnsentLowWater was called
    bool m_aboveLowWater{false}; //!< and since then more was unsent
    bool m_peerEnded{false};     //!< its close_notify has come
    bool m_toldEnd{false};       //!< the listener has heard of that
    bool m_belowClosed{false};   //!< the stream below is over, in order
    bool m_closeWanted{false};
    bool m_closeSent{false};
    bool m_belowEnded{false}; //!< we have closed our direction below
};

} // namespace pagewire

#endif
