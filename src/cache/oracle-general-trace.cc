// SPDX-License-Identifier: GPL-2.0-only
#include "cache/oracle-general-trace.h"

#include "base/error.h"

#include <array>

namespace pagewire
{

namespace
{

constexpr std::size_t RECORD = 24;
constexpr std::size_t ID_AT = 4;
constexpr std::size_t SIZE_AT = 12;

using Record = std::array<char, RECORD>;

std::uint64_t
LittleEndian(const Record& record, std::size_t at, std::size_t octets)
{
    std::uint64_t value = 0;
    for (std::size_t i = octets; i > 0; --i)
    {
        value = value << 8 | static_cast<unsigned char>(record[at + i - 1]);
    }
    return value;
}

} // namespace

void
ReadOracleGeneralTrace(std::istream& stream, ObjectTraceBuilder& trace)
{
    Record record;
    std::uint64_t number = 1;
    for (; stream.read(record.data(), RECORD); ++number)
    {
        trace.Add(LittleEndian(record, ID_AT, 8), LittleEndian(record, SIZE_AT, 4));
    }
    if (stream.gcount() > 0)
    {
        throw InputError(trace.File(),
                         0,
                         "record " + std::to_string(number) + " is cut off after " +
                             std::to_string(stream.gcount()) + " of " + std::to_string(RECORD) +
                             " octets: get the whole file, or give its format with --format");
    }
}

} // namespace pagewire
