// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PROGRESS_LINE_H
#define PAGEWIRE_LAB_PROGRESS_LINE_H

#include <chrono>
#include <cstddef>
#include <string>

namespace pagewire
{

/** \return "12 of 40 runs, 1 failed, about 2 min left" \param what they are: "runs" */
std::string FormatProgress(std::size_t done,
                           std::size_t failed,
                           std::size_t total,
                           const std::string& what,
                           std::chrono::duration<double> elapsed);

/**
 * One line on the standard error that is written over as things end; nothing where that is no
 * terminal. The only place that looks at a real clock.
 */
class ProgressLine
{
  public:
    /** \param what ends: "runs" */
    explicit ProgressLine(std::string what);
    ~ProgressLine();

    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void Show(std::size_t done, std::size_t failed, std::size_t total);

    /** Wipes the line, so that something else can be printed. */
    void Clear();

  private:
    std::string m_what;
    bool m_terminal;
    std::string m_shown;
    std::chrono::steady_clock::time_point m_start;
};

} // namespace pagewire

#endif
