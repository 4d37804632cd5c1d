// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_RUN_INPUTS_H
#define PAGEWIRE_LAB_RUN_INPUTS_H

#include "lab/request-log-reader.h"
#include "lab/scenario.h"
#include "page/page.h"

#include <map>
#include <optional>
#include <string>

namespace pagewire
{

/** A file that runs depend on, as it is kept beside their results. */
struct RunInput
{
    std::string content;      //!< of a page: its description, also where it came from a HAR file
    std::string sha256;       //!< of content
    std::optional<Page> page; //!< where it is a page
    std::optional<RequestsAndObjects> requests{}; //!< where it is a log of requests
};

/**
 * The pages, link traces and logs of requests of a scenario, read once before anything runs. They
 * are kept in the folder "inputs" of the results, so that these can be handed on and run again as a
 * whole. Their names tell their content, for one directory may hold runs of several scenarios.
 */
class RunInputs
{
  public:
    /**
     * Reads the files that the scenario names, and changes their names in it to those in the
     * results: "inputs/news-1a2b3c4d.json".
     * \throws InputError if one is missing or wrong, or there is no page
     */
    explicit RunInputs(Scenario& scenario);

    /** \return by name ("inputs/news-1a2b3c4d.json") */
    const std::map<std::string, RunInput>& All() const;

    /** \return the name as tables show it: "news.json", where no other input is called so */
    const std::string& LabelOf(const std::string& name) const;

    /** \return the page of this name */
    const Page& PageOf(const std::string& name) const;

    /** \return the log of requests of this name */
    const RequestsAndObjects& RequestsOf(const std::string& name) const;

    /** Writes the folder "inputs" into the directory. */
    void Write(const std::string& directory) const;

  private:
    void Take(const std::string& option, Setting& setting);
    void AddLabel(const std::string& name, const std::string& wanted);

    std::map<std::string, RunInput> m_inputs;
    std::map<std::string, std::string> m_names;  //!< by the path that was read
    std::map<std::string, std::string> m_labels; //!< by name
};

} // namespace pagewire

#endif
