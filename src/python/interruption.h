// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_INTERRUPTION_H
#define PAGEWIRE_PYTHON_INTERRUPTION_H

#include <pybind11/pybind11.h>

#include <cstdint>

namespace pagewire
{

/**
 * To be called now and then by what goes on for long without the lock of Python, and takes it for
 * a moment: signals that came, such as that of Ctrl-C, are handled.
 * \param progress None, or called with how much is done
 * \throws pybind11::error_already_set if either raised
 */
inline void
LookForInterruption(const pybind11::object& progress, std::uint64_t done)
{
    const pybind11::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0)
    {
        throw pybind11::error_already_set();
    }
    if (!progress.is_none())
    {
        progress(done);
    }
}

} // namespace pagewire

#endif
