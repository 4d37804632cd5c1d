// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_RUN_WRITER_H
#define PAGEWIRE_REPORT_RUN_WRITER_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/**
 * Writes the text to the file, replacing it.
 * \throws InputError naming the file and the system's reason
 */
void WriteTextFile(const std::string& file, const std::string& text);

/** What is written of a run besides the tables that always are. */
struct RunExtras
{
    bool har{false};      //!< page.har
    bool hops{false};     //!< hops.csv and tunnels.csv
    bool states{false};   //!< states.csv
    bool messages{false}; //!< messages.csv and clients.csv
    bool visits{false};   //!< visits.csv
    bool cache{false};    //!< cache.csv
    bool windows{false};  //!< windows.csv
    bool queues{false};   //!< queues.csv
};

/**
 * Writes runs.csv, requests.csv, connections.csv and stalls.csv, what else is asked for or of a
 * workload of requests (cache-tiers.csv, answers.csv, load.csv), a .sqlog
 * file for each qlog, and keys.log where TLS was used, into a directory that exists. Whoever calls
 * it makes the directory appear whole or not at all. \throws InputError naming the file that cannot
 * be written
 */
void WriteRun(const RunResult& result,
              const RunIdentity& identity,
              const std::string& directory,
              const RunExtras& extras);

} // namespace pagewire

#endif
