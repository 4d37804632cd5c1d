// SPDX-License-Identifier: GPL-2.0-only
#include "transport/gnutls-environment.h"

#include "ns3/simulator.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <algorithm>
#include <ctime>
#include <dlfcn.h>
#include <stdexcept>
#include <string>

// Exported by GnuTLS for its own tests, without a declaration in its headers. TLS 1.3 takes the age
// of a ticket from this clock, everything else from that of gnutls_global_set_time_function.
extern "C" void _gnutls_global_set_gettime_function(void (*function)(struct timespec*));

namespace pagewire
{

namespace
{

/** Whose random bytes are in use; null outside of every scope. Constant-initialised: libraries may
 * ask for random bytes before main. */
thread_local SeededBytes* g_random = nullptr;

constexpr std::uint64_t NANOSECONDS = 1000000000;

time_t
ReadTime(time_t* result)
{
    const time_t now =
        g_random ? static_cast<time_t>(VirtualUnixNanoseconds() / NANOSECONDS) : std::time(nullptr);
    if (result)
    {
        *result = now;
    }
    return now;
}

void
ReadPreciseTime(timespec* result)
{
    if (!g_random)
    {
        clock_gettime(CLOCK_REALTIME, result);
        return;
    }
    const std::uint64_t now = VirtualUnixNanoseconds();
    result->tv_sec = static_cast<time_t>(now / NANOSECONDS);
    result->tv_nsec = static_cast<long>(now % NANOSECONDS);
}

using RandomFunction = int (*)(gnutls_rnd_level_t, void*, size_t);

/** \return GnuTLS's own generator, which ours hides */
RandomFunction
OwnRandomFunction()
{
    static const auto function =
        reinterpret_cast<RandomFunction>(dlsym(RTLD_NEXT, "gnutls_rnd")); // NOLINT
    return function;
}

/** Makes a key through GnuTLS and looks whether it is ours. */
bool
TakesOurRandomBytes()
{
    SeededBytes random(0);
    SeededBytes expected(0);
    unsigned char want[32];
    expected.Fill(want, sizeof want);
    g_random = &random;
    gnutls_datum_t key{nullptr, 0};
    const bool made = gnutls_key_generate(&key, sizeof want) == 0;
    g_random = nullptr;
    const bool ours = made && std::equal(want, want + sizeof want, key.data);
    gnutls_free(key.data);
    return ours;
}

bool
Install()
{
    CheckGnutls(gnutls_global_init(), "initialise GnuTLS");
    gnutls_global_set_time_function(&ReadTime);
    _gnutls_global_set_gettime_function(&ReadPreciseTime);
    if (!TakesOurRandomBytes())
    {
        throw std::runtime_error("GnuTLS was loaded before Pagewire and keeps its own random "
                                 "bytes: load Pagewire first");
    }
    return true;
}

} // namespace

std::uint64_t
VirtualUnixNanoseconds()
{
    return SIMULATION_EPOCH * NANOSECONDS +
           static_cast<std::uint64_t>(ns3::Simulator::Now().GetNanoSeconds());
}

void
CheckGnutls(int result, const char* attempt)
{
    if (result < 0)
    {
        throw std::runtime_error(std::string("cannot ") + attempt + ": " + gnutls_strerror(result));
    }
}

GnutlsScope::GnutlsScope(SeededBytes& random)
    : m_outer(g_random)
{
    static const bool installed = Install();
    static_cast<void>(installed);
    g_random = &random;
}

GnutlsScope::~GnutlsScope()
{
    g_random = m_outer;
}

} // namespace pagewire

/** Stands before GnuTLS's function of this name, for GnuTLS itself and for the libraries on top of
 * it: the loader binds their calls to the first definition it meets. */
extern "C" int
gnutls_rnd(gnutls_rnd_level_t level, void* data, size_t size)
{
    if (pagewire::g_random)
    {
        pagewire::g_random->Fill(data, size);
        return 0;
    }
    const auto own = pagewire::OwnRandomFunction();
    return own ? own(level, data, size) : GNUTLS_E_RANDOM_FAILED;
}
