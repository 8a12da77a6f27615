/* Evidence: hover, focus or tap opens its notes; Escape shuts everything. */
(() => {
  "use strict";
  const { byId } = window.room;
  if (room.openNotes) return;

  let pinned = null;
  const openNotes = (evidence) => {
    for (const open of document.querySelectorAll(".note.open, .mark.open")) open.classList.remove("open");
    for (const other of document.querySelectorAll('.evidence[aria-expanded="true"]')) {
      other.setAttribute("aria-expanded", "false");
    }
    if (!evidence) return;
    evidence.setAttribute("aria-expanded", "true");
    for (const id of evidence.dataset.notes.split(" ")) {
      byId(id)?.classList.add("open");
      document.querySelector(`[data-mark="${id}"]`)?.classList.add("open");
    }
  };
  const evidenceAt = (node) => (node instanceof Element ? node.closest(".evidence") : null);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const evidence = evidenceAt(event.target);
    if (evidence) openNotes(evidence);
    else if (!event.target.closest?.(".notes")) openNotes(pinned);
  });
  document.addEventListener("focusin", (event) => { pinned = evidenceAt(event.target); openNotes(pinned); });
  document.addEventListener("click", (event) => {
    const evidence = evidenceAt(event.target);
    if (evidence) { pinned = evidence; openNotes(evidence); }
    else if (!event.target.closest?.(".notes")) { pinned = null; openNotes(null); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pinned = null;
    openNotes(null);
  }, true);

  room.openNotes = openNotes;
})();
