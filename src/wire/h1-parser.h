// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_PARSER_H
#define PAGEWIRE_WIRE_H1_PARSER_H

#include "http/header-fields.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

/** The version in a start line; 0.9 has none, that is how it is known. */
enum class H1Version
{
    V09,
    V10,
    V11,
};

/** The start line and header section of a message. */
struct H1Head
{
    H1Version version{H1Version::V11};
    std::string method; //!< requests only
    std::string target; //!< requests only, in the form received
    int status{0};      //!< responses only
    HeaderFields fields;
    std::size_t size{0};    //!< octets from the start line to the empty line
    bool hasContent{false}; //!< whether content follows, if only of length 0 in chunks
    bool untilClose{false}; //!< the content ends where the connection does (a response only)

    /** \return whether the connection may go on after this message, as it says itself (RFC 9112
     * section 9.3) */
    bool Persists() const;
};

/** Why octets are not a message. */
enum class H1Fault
{
    NONE,
    MALFORMED,
    HEADER_TOO_LARGE,
    VERSION,         //!< a version that is neither 1.0 nor 1.1
    TRANSFER_CODING, //!< codings besides chunked
    EARLY_END,       //!< the peer closed in the midst of a message
};

/** \return the status of the response to a request with this fault (RFC 9112 sections 2.2, 3, 6.3)
 */
int StatusOf(H1Fault fault);

/**
 * A strict incremental parser of HTTP/1.x messages (RFC 9112), one message at a time. It is pulled:
 * each Next looks at the octets not yet taken and says what comes next, so that nothing is called
 * back and a caller may stop anywhere.
 *
 * Boost.Beast parses; on top of it this refuses what helps to smuggle: Content-Length beside
 * Transfer-Encoding, more than one Content-Length or a list in one, a final coding other than
 * chunked, Transfer-Encoding in HTTP/1.0, folded lines, a bare CR or LF in a header section.
 */
class H1Parser
{
  public:
    enum class Kind
    {
        REQUEST,       //!< a line without version is HTTP/0.9
        RESPONSE,      //!< HTTP/1.x
        BARE_RESPONSE, //!< HTTP/0.9: content until the end, given a 200 without fields
    };

    enum class Event
    {
        NEED_MORE, //!< the octets do not suffice; give them again with more behind them
        HEAD,      //!< Head() is there
        CONTENT,   //!< Content() is there
        END,       //!< the message is whole, Trailers() are there; Start() begins the next
        FAULT,     //!< Fault() says why; the parser is of no more use
    };

    H1Parser(Kind kind, std::size_t maxHeaderBytes);
    ~H1Parser();

    /** Begins a message. \param noContent it has none whatever its fields say: a response to HEAD
     */
    void Start(bool noContent = false);

    /** \param octets those received and not yet taken; the ones before them were the last call's */
    Event Next(std::string_view octets);

    /** As Next, when the peer has closed and no octets are left. NEED_MORE: between messages. */
    Event NextAtEnd();

    /** \return how many octets from the front the last Next took */
    std::size_t Taken() const;

    /** \return whether some of a message has been seen that has not ended */
    bool MidMessage() const;

    /** \return octets of the content with its framing (chunk lines, trailer section) taken of this
     * message so far */
    std::size_t ContentOctets() const;

    H1Head& Head();
    std::string_view Content() const; //!< inside the octets given to the last Next
    const HeaderFields& Trailers() const;
    H1Fault Fault() const;

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace pagewire

#endif
