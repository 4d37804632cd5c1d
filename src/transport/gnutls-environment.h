// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_GNUTLS_ENVIRONMENT_H
#define PAGEWIRE_TRANSPORT_GNUTLS_ENVIRONMENT_H

#include "base/seed.h"

#include "ns3/nstime.h"

#include <cstdint>

namespace pagewire
{

/** The Unix time, in seconds, at which every simulation starts as TLS and certificates see it:
 * 14 November 2023. Virtual time is added to it. */
constexpr std::int64_t SIMULATION_EPOCH = 1700000000;

/** \return the virtual time as nanoseconds since the Unix epoch */
std::uint64_t VirtualUnixNanoseconds();

/** \throws std::runtime_error naming the attempt, if GnuTLS reports an error where only a broken
 * installation or a mistake of ours can be the cause */
void CheckGnutls(int result, const char* attempt);

/**
 * While one lives, GnuTLS on this thread reads the virtual clock and takes its random bytes from
 * the given generator; each endpoint has one of its own, so that adding an endpoint does not change
 * what the others send. Every call into GnuTLS, and into libraries that call it, belongs inside
 * one. Scopes nest. Outside, GnuTLS has the real clock and its own generator, so that other users
 * of the library in the same process stay safe.
 */
class GnutlsScope
{
  public:
    /**
     * \param random must outlive the scope
     * \throws std::runtime_error if GnuTLS was loaded in a way that its random bytes cannot be
     * replaced (loaded earlier by another part of the process)
     */
    explicit GnutlsScope(SeededBytes& random);
    ~GnutlsScope();

    GnutlsScope(const GnutlsScope&) = delete;
    GnutlsScope& operator=(const GnutlsScope&) = delete;

  private:
    SeededBytes* m_outer;
};

} // namespace pagewire

#endif
