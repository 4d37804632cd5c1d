// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_NS3_ARGUMENTS_H
#define PAGEWIRE_LAB_NS3_ARGUMENTS_H

#include "lab/scenario.h"

#include "ns3/object-base.h"

#include <string>
#include <vector>

namespace pagewire
{

/**
 * The arguments that every ns-3 program takes ("--RngRun=3", "--SchedulerType=...",
 * "--ns3::TcpSocket::DelAckCount=1", "--PrintAttributes=ns3::TcpSocket"), checked before anything
 * runs: ns3::CommandLine itself ends the program in the middle of things. Where an option of
 * Pagewire stands in for an attribute, the argument sets that option, so that it holds.
 */
class Ns3Arguments
{
  public:
    /**
     * \param arguments each "--Name=value", or "--PrintSomething"
     * \param ownNames options of the command, among which to look for what a misspelt one meant
     * \throws InputError for what ns-3 does not know, naming what is nearest
     */
    explicit Ns3Arguments(const std::vector<std::string>& arguments,
                          const std::vector<std::string>& ownNames = {});

    /** \return whether one of them asks ns-3 to print something and end */
    bool AsksToPrint() const;

    /** Lets ns-3 print what was asked for; ends the program. */
    [[noreturn]] void Print(const std::string& usage) const;

    /** Puts those that options stand in for into the scenario. */
    void AssignTo(Scenario& scenario) const;

    /** \return those that only ns-3 can heed, in order */
    const std::vector<std::string>& ForNs3() const;

    /** Hands these to ns3::CommandLine; in the worker, before anything is built. */
    static void Apply(const std::vector<std::string>& forNs3);

    /** Sets those among them that are attributes of the object's class, over what built it. */
    static void ApplyTo(const std::vector<std::string>& forNs3, ns3::ObjectBase& object);

  private:
    void Take(const std::string& argument, const std::vector<std::string>& ownNames);

    std::vector<std::string> m_print;
    std::vector<std::string> m_options; //!< "tcp.mss=1400"
    std::vector<std::string> m_forNs3;
};

} // namespace pagewire

#endif
