/* After the meeting: the reflection is kept as it is typed, the transcript is copied, the page is
   printed. A reflection goes by fetch and not as a command, which would draw the page anew. */
(() => {
  "use strict";
  if (window.rehearsalAfter) return;
  window.rehearsalAfter = true;

  const PAUSE = 600; // milliseconds without typing, after which it is saved
  const drafts = {
    get: (box) => { try { return sessionStorage.getItem(drafts.key(box)); } catch { return null; } },
    set: (box) => { try { sessionStorage.setItem(drafts.key(box), box.value); } catch { /* private */ } },
    drop: (box) => { try { sessionStorage.removeItem(drafts.key(box)); } catch { /* private */ } },
    key: (box) => `reflection ${box.dataset.rehearsal} ${box.dataset.leaf}`,
  };
  const found = () => document.getElementById("reflection");

  const tell = (box, words, trouble = false) => {
    const line = box.parentElement.querySelector(".reflection-state");
    // The same words again are no news: they would be read out at every pause.
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("trouble", trouble);
    line.classList.remove("pending");
    box.setAttribute("aria-invalid", String(trouble));
  };

  const put = async (box) => {
    const text = box.value;
    if (text === box.dataset.saved) {
      drafts.drop(box);
      return tell(box, box.dataset.said ?? "");
    }
    const { rehearsal, leaf, offline, most, tooLong } = box.dataset;
    if ([...text.trim()].length > Number(most)) return tell(box, tooLong, true);
    try {
      const answer = await fetch(
        `reflection/${encodeURIComponent(rehearsal)}/${encodeURIComponent(leaf)}`,
        { method: "PUT", headers: { "Content-Type": "application/json" },
          body: JSON.stringify(text), keepalive: true });
      const said = await answer.json();
      if (!answer.ok) return tell(box, said.detail, true);
      Object.assign(box.dataset, { saved: text, said: said.said });
      if (box.value === text) drafts.drop(box);
      tell(box, said.said);
    } catch {
      tell(box, offline, true);
      wait(box, 5000);
    }
  };

  let last = Promise.resolve(); // one after the other, so that the last words are the last stored
  const save = (box) => { clearTimeout(timer); last = last.then(() => put(box)); };
  let timer = 0;
  const wait = (box, time) => { clearTimeout(timer); timer = setTimeout(() => save(box), time); };

  const mirror = (box) => { box.parentElement.querySelector(".on-paper").textContent = box.value; };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "reflection") return;
    drafts.set(event.target);
    mirror(event.target);
    event.target.parentElement.querySelector(".reflection-state").classList.add("pending");
    wait(event.target, PAUSE);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "reflection") save(event.target);
  });
  addEventListener("pagehide", () => { const box = found(); if (box?.dataset.saved !== undefined) put(box); });
  addEventListener("online", () => { const box = found(); if (box) save(box); });

  /* What was typed before a reload, and had not reached the store, comes back. */
  const begin = () => {
    const box = found();
    if (!box || box.dataset.saved !== undefined) return;
    box.dataset.saved = box.value;
    const draft = drafts.get(box);
    if (draft === null || draft === box.value) return;
    box.value = draft;
    mirror(box);
    save(box);
  };

  /* ---- Copy and print ---- */

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy);
    const state = button.parentElement.querySelector(".copy-state");
    state.textContent = "";
    let done = false;
    try {
      await navigator.clipboard.writeText(text.value);
      done = true;
    } catch {
      text.hidden = false; // no clipboard, or it is refused: select it, for the keyboard
      text.focus();
      text.select();
      done = document.execCommand("copy");
    }
    if (done) text.hidden = true;
    state.textContent = done ? button.dataset.said : button.dataset.byHand;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    if (event.target.closest("[data-print]")) print();
  });

  /* What is folded is printed, too. */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".scorecard details.behaviours:not([open])")];
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of unfolded) details.open = false; });

  let due = false;
  const watch = () => {
    begin();
    new MutationObserver(() => {
      if (due) return;
      due = true;
      queueMicrotask(() => { due = false; begin(); });
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.body) watch();
  else addEventListener("DOMContentLoaded", watch);
})();
