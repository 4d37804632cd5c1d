// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_NEUTRAL_NAMES_H
#define PAGEWIRE_PAGE_NEUTRAL_NAMES_H

#include "page/page.h"

namespace pagewire
{

/**
 * \return the page with neutral names, the same for the same page: hosts h1.example, h2.example ...
 * in their order; paths "/" for the document, else by type, number and MIME type:
 * "/image-17.jpg". The title and the cache tags go; `source` and every figure stay
 */
Page WithNeutralNames(Page page);

} // namespace pagewire

#endif
