// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_STREAM_H
#define PAGEWIRE_TRANSPORT_TLS_STREAM_H

#include "transport/byte-stream.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

enum class TlsVersion
{
    TLS12, //!< RFC 5246
    TLS13, //!< RFC 8446
};

/** How many octets of plaintext go into a record. */
struct TlsRecordSize
{
    bool dynamic{true}; //!< small records until warmUp bytes were sent since the last idle period,
                        //!< then large
    std::uint32_t small{1369};       //!< fits one segment with its record overhead
    std::uint32_t large{16384};      //!< the protocol's limit; the only size where dynamic is false
    std::uint64_t warmUp{1000000};   //!< bytes
    ns3::Time idle{ns3::Seconds(1)}; //!< a pause that starts over with small records
};

/** What a finished or running handshake came to. */
struct TlsInfo
{
    TlsVersion version{TlsVersion::TLS13};
    bool resumed{false};         //!< by a session ticket, without certificates
    bool earlyData{false};       //!< 0-RTT was accepted; over QUIC only
    std::string cipher;          //!< GnuTLS's name of the cipher suite
    ns3::Time handshakeStart{0}; //!< the ClientHello was handed down, or came in
    ns3::Time handshakeEnd{0};   //!< application data may flow; 0 before
};

/** Settings of the servers and clients of one simulation; randomness, clock and key log are
 * arranged by them. */
struct TlsOptions
{
    TlsVersion version{TlsVersion::TLS13}; //!< the only one offered and accepted
    TlsRecordSize recordSize;
    bool tickets{true};      //!< the server sends session tickets
    bool resume{true};       //!< the client resumes a session where it has a ticket
    unsigned ticketCount{2}; //!< TLS 1.3: how many, as OpenSSL and nginx
    std::uint32_t chainBytes{
        0}; //!< DER octets of the server's chain, filled up to this; 0: one small certificate
    bool helloRetry{false}; //!< TLS 1.3 server takes no key share that clients send at first: a
                            //!< HelloRetryRequest (RFC 8446 section 4.1.4)
    bool falseStart{false}; //!< TLS 1.2 client sends data before the server's Finished (RFC 7918)
};

/** A server's keys, certificate chain (real X.509, by a root that clients trust) and ticket key. */
class TlsServerContext;
/** A client's trust and the sessions that it can resume, by server name. */
class TlsClientContext;

/** Where key log lines go (RFC 9850's format): one line, without line end. */
using KeyLogSink = std::function<void(const std::string& line)>;

/** \param seed fixes keys, certificates and randoms; \param names the host names of the certificate
 */
std::shared_ptr<TlsServerContext> MakeTlsServerContext(const TlsOptions& options,
                                                       const std::vector<std::string>& names,
                                                       std::uint64_t seed);
/** \param keyLog may be empty */
std::shared_ptr<TlsClientContext> MakeTlsClientContext(const TlsOptions& options,
                                                       std::uint64_t seed,
                                                       KeyLogSink keyLog);

/** The client was closed and started again: it has no sessions left to resume. */
void ForgetServers(TlsClientContext& context);

/** TLS over any byte stream, which it owns. */
class TlsStream : public ByteStream
{
  public:
    virtual const TlsInfo& Info() const = 0;
};

/** \param serverName SNI, checked against the certificate; \param alpn offered, most wanted first;
 * may be empty */
std::unique_ptr<TlsStream> MakeTlsClient(std::unique_ptr<ByteStream> below,
                                         std::shared_ptr<TlsClientContext> context,
                                         const std::string& serverName,
                                         const std::vector<std::string>& alpn);

/** \param alpn accepted, most wanted first; a client offering none of them gets no ALPN */
std::unique_ptr<TlsStream> MakeTlsServer(std::unique_ptr<ByteStream> below,
                                         std::shared_ptr<TlsServerContext> context,
                                         const std::vector<std::string>& alpn);

} // namespace pagewire

#endif
