// SPDX-License-Identifier: GPL-2.0-only
// Shows the archive that is chosen with the viewer that stands before this script.
"use strict";

(function () {
  const choice = document.getElementById("archive");
  const visit = document.getElementById("visit");
  const place = document.getElementById("waterfall");
  if (!choice || !place) {
    return;
  }

  // Pictures of a simulated page exist nowhere: the tab that would fetch them goes.
  function withoutPreviews(documents) {
    for (const page of documents.pages) {
      for (const entry of page.entries) {
        entry.tabs = entry.tabs.filter((tab) => tab.title !== "Preview");
      }
    }
  }

  // The places of the pages that have entries: the viewer takes no others.
  function filledPages(log) {
    return log.pages.map((page, number) => number).filter((number) =>
      log.entries.some((entry) => entry.pageref === log.pages[number].id));
  }

  function draw(archive, number) {
    const chart = window.perfCascade.fromHar(archive, {
      legendHolder: document.getElementById("legend"),
      onParsed: withoutPreviews,
      selectedPage: number,
      showIndicatorIcons: false,
    });
    chart.setAttribute("aria-label", "Waterfall of " + choice.selectedOptions[0].textContent);
    place.replaceChildren(chart);
  }

  function show() {
    const archive = JSON.parse(document.getElementById("archive-" + choice.value).textContent);
    const filled = filledPages(archive.log);
    visit.replaceChildren(...filled.map((number) =>
      new Option(number + 1 + ": " + archive.log.pages[number].title, number)));
    visit.parentElement.hidden = filled.length < 2;
    visit.onchange = () => draw(archive, Number(visit.value));
    draw(archive, filled[0]);
  }

  // Nor does an address of it lead anywhere; rows and buttons are links, too, but need not be followed.
  place.addEventListener("click", (event) => {
    if (event.target.closest("a")) {
      event.preventDefault();
    }
  });
  choice.addEventListener("change", show);
  show();
})();
