// SPDX-License-Identifier: GPL-2.0-only
#include "lab/progress-line.h"

#include <unistd.h>

#include <cmath>
#include <iostream>
#include <utility>

namespace pagewire
{

namespace
{

std::string
FormatLeft(double seconds)
{
    if (seconds < 90)
    {
        return std::to_string(static_cast<long>(std::ceil(seconds))) + " s";
    }
    if (seconds < 90 * 60)
    {
        return std::to_string(std::lround(seconds / 60)) + " min";
    }
    return std::to_string(std::lround(seconds / 3600)) + " h";
}

} // namespace

std::string
FormatProgress(std::size_t done,
               std::size_t failed,
               std::size_t total,
               const std::string& what,
               std::chrono::duration<double> elapsed)
{
    std::string text = std::to_string(done) + " of " + std::to_string(total) + " " + what;
    if (failed > 0)
    {
        text += ", " + std::to_string(failed) + " failed";
    }
    if (done > 0 && done < total)
    {
        const double left =
            elapsed.count() * static_cast<double>(total - done) / static_cast<double>(done);
        text += ", about " + FormatLeft(left) + " left";
    }
    return text;
}

ProgressLine::ProgressLine(std::string what)
    : m_what(std::move(what)),
      m_terminal(isatty(STDERR_FILENO) == 1),
      m_start(std::chrono::steady_clock::now())
{}

ProgressLine::~ProgressLine()
{
    Clear();
}

void
ProgressLine::Show(std::size_t done, std::size_t failed, std::size_t total)
{
    const std::string text =
        FormatProgress(done, failed, total, m_what, std::chrono::steady_clock::now() - m_start);
    if (m_terminal && text != m_shown)
    {
        std::cerr << "\r\033[K" << text << std::flush;
        m_shown = text;
    }
}

void
ProgressLine::Clear()
{
    if (!m_shown.empty())
    {
        std::cerr << "\r\033[K" << std::flush;
        m_shown.clear();
    }
}

} // namespace pagewire
