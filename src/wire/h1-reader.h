// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_READER_H
#define PAGEWIRE_WIRE_H1_READER_H

#include "transport/byte-stream.h"
#include "wire/h1-parser.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/** Pulls messages out of a stream, reading no more than it is allowed to. */
class H1Reader
{
  public:
    /** \param alreadyRead octets taken from the stream before */
    H1Reader(ByteStream& stream,
             H1Parser::Kind kind,
             std::size_t maxHeaderBytes,
             std::string alreadyRead = {});

    /** Begins a message, as H1Parser::Start. */
    void Start(bool noContent);

    /**
     * \return the next event; NEED_MORE: the stream has nothing for now, or nothing for good
     * \param max octets to read from the stream at a time, at least 1; Content() is never longer
     * than that or what an earlier call left
     */
    H1Parser::Event Next(std::size_t max);

    /** \return at most max octets that belong to no message any more, valid until the next call;
     * empty: none for now, or for good */
    std::string_view NextRaw(std::size_t max);

    /** \return whether anything has come that no message has taken, or can be read now */
    bool HasOctets();

    /** Reads and forgets whatever there is. */
    void Drop();

    /** \return octets that messages have taken so far */
    std::uint64_t Position() const;

    H1Parser& Parser();

  private:
    bool Fill(std::size_t max);

    ByteStream& m_stream;
    H1Parser m_parser;
    std::string m_octets;  //!< read from the stream
    std::size_t m_used{0}; //!< of these, taken by the parser
    std::uint64_t m_position{0};
};

} // namespace pagewire

#endif
