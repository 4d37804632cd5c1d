// SPDX-License-Identifier: GPL-2.0-only
#include "base/nearest-name.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::size_t COMPARED = 200; // the cost is the product of the lengths

std::string_view
LastPart(std::string_view name)
{
    const std::size_t at = name.find_last_of(".:");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

/** \return how many letters of a name may be wrong: a third; beyond that a suggestion only misleads
 */
std::size_t
MostWrong(std::string_view name)
{
    return std::max<std::size_t>(2, name.size() / 3);
}

/** \return the name at the least distance; empty if all are farther than the most */
template <typename Distance>
std::string
Nearest(const std::vector<std::string>& names, std::size_t most, const Distance& distanceTo)
{
    std::size_t best = most + 1;
    std::string nearest;
    for (const std::string& name : names)
    {
        const std::size_t distance = distanceTo(name);
        if (distance < best)
        {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace

std::size_t
EditDistance(std::string_view a, std::string_view b)
{
    a = a.substr(0, COMPARED);
    b = b.substr(0, COMPARED);
    // Three rows of the usual table: a swap of neighbours looks two rows back.
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
    {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i)
    {
        std::swap(before, last);
        std::swap(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j)
        {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({change, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

std::string
NearestName(std::string_view wrong, const std::vector<std::string>& names)
{
    return Nearest(names, MostWrong(wrong), [wrong](const std::string& name) {
        const std::size_t distance = EditDistance(wrong, name);
        // The right word in the wrong section.
        return LastPart(name) == LastPart(wrong) ? std::min<std::size_t>(distance, 2) : distance;
    });
}

std::string
NearestSpelling(std::string_view wrong, const std::vector<std::string>& names)
{
    const std::size_t most = std::min(MostWrong(wrong), wrong.size() / 2);
    return Nearest(names, most, [wrong](const std::string& name) {
        return EditDistance(wrong, name);
    });
}

std::string
DidYouMean(std::string_view wrong,
           const std::vector<std::string>& names,
           const std::string& otherwise)
{
    const std::string nearest = NearestName(wrong, names);
    return nearest.empty() ? otherwise : "did you mean '" + nearest + "'?";
}

std::string
OneOf(const std::vector<std::string>& names)
{
    std::string text = "it is one of";
    for (const std::string& name : names)
    {
        text += (&name == &names.front() ? " " : ", ") + name;
    }
    return text;
}

} // namespace pagewire
