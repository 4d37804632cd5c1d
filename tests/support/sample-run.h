// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_SAMPLE_RUN_H
#define PAGEWIRE_TESTS_SUPPORT_SAMPLE_RUN_H

#include "report/run-result.h"

namespace pagewire::test
{

/**
 * A run made by hand: a document on a new TLS connection, an image on the same one, and a script
 * that failed. The navigation starts at 100 ms.
 */
RunResult MakeSampleRun();

} // namespace pagewire::test

#endif
