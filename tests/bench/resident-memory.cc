// SPDX-License-Identifier: GPL-2.0-only
#include "bench/resident-memory.h"

#include <cstdlib>
#include <fstream>
#include <string>

namespace pagewire::bench
{

long
ResidentKilobytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.compare(0, 6, "VmRSS:") == 0)
        {
            return std::strtol(line.c_str() + 6, nullptr, 10);
        }
    }
    return 0;
}

} // namespace pagewire::bench
