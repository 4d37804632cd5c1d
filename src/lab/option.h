// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OPTION_H
#define PAGEWIRE_LAB_OPTION_H

#include "lab/scenario-options.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What the text of an option's value must look like. */
enum class OptionKind
{
    TEXT,     //!< anything on one line
    FILE,     //!< a path, relative to the scenario file's folder
    CHOICE,   //!< one of the option's words
    SWITCH,   //!< yes or no
    COUNT,    //!< a whole number
    NUMBER,   //!< a decimal number
    DURATION, //!< "25ms"
    BIT_RATE, //!< "10Mbps"
    FRACTION, //!< "1%" or "0.01"
    BYTES,    //!< "64KB"
    QUEUE,    //!< "1bdp", "100p" (packets) or "64KB"
    NUMBERS,  //!< whole numbers from 1 on with commas between: "3,7"
};

/** \return the kind in a few words with an example, for the reference: "duration, like 25ms" */
std::string DescribeKind(OptionKind kind);

/** A value that was read: its text and, by kind, what that means. */
struct OptionValue
{
    std::string text;
    std::uint64_t number{0};            //!< COUNT, BIT_RATE (bit/s), BYTES; SWITCH as 0 or 1
    double real{0};                     //!< NUMBER, FRACTION (0 to 1)
    Nanoseconds duration{0};            //!< DURATION
    QueueOptions queue;                 //!< QUEUE: unit and limit
    std::vector<std::uint64_t> numbers; //!< NUMBERS

    /** \return the duration in ns-3's type */
    ns3::Time AsTime() const
    {
        return ns3::NanoSeconds(duration.count());
    }

    /** \return the number, which the option's bounds keep within 32 bits */
    std::uint32_t AsUint32() const
    {
        return static_cast<std::uint32_t>(number);
    }
};

/** One thing that can be set: all that is known of it, in one place. */
struct Option
{
    std::string name; //!< "section.key", or a bare key for the head of the file
    OptionKind kind{OptionKind::TEXT};
    std::string defaultText; //!< as a scenario file would write it; empty: left alone
    std::string help;        //!< one sentence without its full stop
    /** Puts a value into the typed options; called in the order of the table. */
    std::function<void(ScenarioOptions&, const OptionValue&)> apply;
    std::vector<std::string> words{}; //!< the choices; with another kind, words it takes besides
    double least{0};       //!< smallest value, in the kind's base unit (ns, bit/s, bytes)
    double most{0};        //!< largest value; 0: no bound
    std::string ns3Name{}; //!< the ns-3 attribute or global value that it stands in for

    /** \return what is before the dot, empty for the head of the file */
    std::string Section() const;
    /** \return what is after the dot */
    std::string Key() const;
    /** \return the values it takes, for people: "1 to 64", "none, 1.2 or 1.3" */
    std::string Allowed() const;
};

/**
 * Reads a value as the option's kind wants it.
 * \throws InputError naming the text and what would be right
 */
OptionValue ParseOptionValue(const Option& option, std::string_view text);

} // namespace pagewire

#endif
