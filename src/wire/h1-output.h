// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_OUTPUT_H
#define PAGEWIRE_WIRE_H1_OUTPUT_H

#include "transport/byte-stream.h"
#include "wire/body-source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/** How the end of a message's content is marked (RFC 9112 section 6). */
enum class H1Framing
{
    NONE,    //!< no content
    LENGTH,  //!< Content-Length
    CHUNKED, //!< Transfer-Encoding: chunked
    CLOSE,   //!< the end of the connection
};

/** The content of an outgoing message, pulled from its source block by block and framed. */
class H1Content
{
  public:
    enum class State
    {
        MORE,   //!< Produce may give more, now or after the source's waker
        DONE,   //!< all of it was produced
        BROKEN, //!< the source ended before the length it had promised
    };

    /** \param source may be null for H1Framing::NONE */
    H1Content(std::unique_ptr<BodySource> source, H1Framing framing);

    /** Appends framed content until the buffer has `fill` octets, or the source pauses. */
    void Produce(std::string& buffer, std::size_t fill);

    State GetState() const;

  private:
    void ProduceChunk(std::string& buffer, std::size_t max);
    void ProducePlain(std::string& buffer, std::size_t max);
    void CheckEnd(std::string& buffer);

    std::unique_ptr<BodySource> m_source;
    H1Framing m_framing;
    std::uint64_t m_left{0}; //!< of a promised length
    bool m_starved{false};   //!< the source had nothing the last time
    State m_state{State::MORE};
};

/**
 * Octets on their way to a stream: collected, so that a head and what follows it share a Write, and
 * handed over while the network keeps up, so that little lies unsent and what is sent next is
 * decided late.
 */
class H1Output
{
  public:
    /** Octets of a Write, as a rule: one full TLS record. */
    static constexpr std::size_t BLOCK = 16384;

    explicit H1Output(ByteStream& stream);

    /** Asks the stream to tell when it runs low. Called when it is open. */
    void Open();

    /** \return where to append, before Flush */
    std::string& Pending();

    /** Hands what is pending to the stream. \return whether more should be produced at once; if
     * not, HandleWritable comes */
    bool Flush();

    /** Of what the stream has taken, the octets up to this one belong to the exchange. */
    void Claim(std::uint64_t end, std::uint64_t exchange);

    /** There is more of the exchange to append, or no longer. */
    void SetReady(std::uint64_t exchange, bool ready);

    /** \return octets ever appended, and ever taken by the stream, as of the last Flush */
    std::uint64_t Produced() const;
    std::uint64_t Taken() const;

  private:
    ByteStream& m_stream;
    bool m_tellsLow{false}; //!< the stream heeds the low-water mark
    std::string m_pending;
    std::uint64_t m_taken{0};
};

} // namespace pagewire

#endif
