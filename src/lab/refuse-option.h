// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REFUSE_OPTION_H
#define PAGEWIRE_LAB_REFUSE_OPTION_H

#include "base/error.h"
#include "lab/scenario.h"

#include <string>

namespace pagewire
{

/** An option that was given cannot stand: says why, at its place. \throws InputError always */
[[noreturn]] inline void
RefuseOption(const Scenario& scenario, const std::string& option, const std::string& sentence)
{
    const Setting& setting = *scenario.Given(option);
    throw InputError(setting.place.file,
                     setting.place.line,
                     option + " = " + setting.text + " " + sentence);
}

} // namespace pagewire

#endif
