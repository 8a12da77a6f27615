/* The charts: what a mark says is written below it, and the arrow keys go from mark to mark. */
(() => {
  "use strict";
  if (window.rehearsalProgress) return;
  window.rehearsalProgress = true;

  const markAt = (node) => (node instanceof Element ? node.closest(".over-time .mark") : null);
  const marksAround = (mark) => [...mark.closest("svg").querySelectorAll(".mark")];

  const tell = (event) => {
    const mark = markAt(event.target);
    const says = mark?.closest(".over-time").querySelector(".says");
    if (says) says.textContent = mark.getAttribute("aria-label");
  };
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);

  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  document.addEventListener("keydown", (event) => {
    const mark = markAt(event.target);
    if (!mark || !(event.key in steps)) return;
    event.preventDefault();
    const all = marksAround(mark);
    const to = Math.min(all.length - 1, Math.max(0, all.indexOf(mark) + steps[event.key]));
    mark.setAttribute("tabindex", "-1");
    all[to].setAttribute("tabindex", "0");
    all[to].focus();
  });
})();
