// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_NO_NOTE_H
#define PAGEWIRE_CACHE_NO_NOTE_H

namespace pagewire
{

/** The note that a policy keeps with each object if it needs none. */
struct NoNote
{};

} // namespace pagewire

#endif
