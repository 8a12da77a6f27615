/* Words that are selected in the transcript go into the form that adds what the judge missed. */
(() => {
  "use strict";
  if (window.rehearsalTrainer) return;
  window.rehearsalTrainer = true;

  const turnOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)
    ?.closest?.(".said.learner [data-turn]");

  let taken = ""; // what was selected last: words that somebody typed are never replaced
  document.addEventListener("selectionchange", () => {
    const words = document.getElementById("missed-words");
    const selection = getSelection();
    if (!words?.checkVisibility() || !selection || selection.isCollapsed) return;
    const turn = turnOf(selection.anchorNode);
    if (!turn || turn !== turnOf(selection.focusNode)) return;
    if (words.value && words.value !== taken) return;
    taken = words.value = selection.toString().trim();
    document.getElementById("missed-turn").value = turn.dataset.turn;
  });
})();
