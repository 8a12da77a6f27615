/* The worksheet keeps itself: one attempt at a time, and a copy in this window until the server
   has said that it is stored. */
(() => {
  "use strict";
  if (window.rehearsalPrepare) return;
  window.rehearsalPrepare = true;

  const byId = (id) => document.getElementById(id);
  const form = () => byId("worksheet");
  const note = () => byId("sheet-state");
  const typed = () => JSON.stringify(Object.fromEntries(new FormData(form())));
  const key = () => `worksheet ${form().dataset.situation}`;
  const copy = {
    get: () => { try { return JSON.parse(sessionStorage.getItem(key())); } catch { return null; } },
    set: (value) => { try { sessionStorage.setItem(key(), JSON.stringify(value)); } catch { /* private window */ } },
    drop: () => { try { sessionStorage.removeItem(key()); } catch { /* same */ } },
  };

  let begun = null; // the form whose answers are watched
  let kept = ""; // what the server has
  let written = ""; // since when
  let sent = null; // {id, sheet} on its way
  let wait = 0;
  let giveUp = 0;
  let onwards = ""; // where to go once everything is kept

  const dirty = () => Boolean(form()) && (sent !== null || typed() !== kept);
  const say = (words) => { note().firstElementChild.textContent = words; };

  const save = () => {
    clearTimeout(wait);
    if (!form() || sent || typed() === kept) return;
    sent = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, sheet: typed() };
    copy.set({ written, sent: sent.sheet, sheet: sent.sheet });
    say(form().dataset.saving);
    const button = byId("keep");
    Object.assign(button.dataset, { situation: form().dataset.situation, sheet: sent.sheet, written, message_id: sent.id });
    button.click();
    giveUp = setTimeout(() => {
      sent = null;
      onwards = "";
      say(form().dataset.lost);
    }, 10000);
  };

  const soon = () => {
    copy.set({ written, sent: sent?.sheet ?? null, sheet: typed() });
    clearTimeout(wait);
    wait = setTimeout(save, 500);
  };

  const acknowledge = () => {
    const answer = note()?.dataset;
    if (!sent || !answer || answer.answers !== sent.id) return;
    clearTimeout(giveUp);
    const { sheet } = sent;
    sent = null;
    if (answer.refused === "yes") {
      onwards = "";
      return;
    }
    kept = sheet;
    written = answer.written;
    if (typed() !== kept) return save();
    copy.drop();
    if (onwards) location.assign(onwards);
  };

  /* What was typed last and not kept comes back, unless the worksheet was changed elsewhere. */
  const restore = () => {
    const last = copy.get();
    if (!last || last.sheet === kept || (last.written !== written && last.sent !== kept)) return copy.drop();
    for (const [field, words] of Object.entries(JSON.parse(last.sheet))) {
      if (form().elements[field]) form().elements[field].value = words;
    }
    save();
  };

  const measure = (field) => {
    const most = Number(field.dataset.most);
    const told = `${field.id}-told`;
    const over = field.value.trim().length > most;
    byId(told)?.remove();
    if (over) {
      const words = field.dataset.told.replace("{number}", field.value.trim().length);
      field.insertAdjacentHTML("afterend", `<p class="refused" id="${told}"></p>`);
      byId(told).textContent = words;
    }
    field.toggleAttribute("aria-invalid", over);
    if (over) field.setAttribute("aria-invalid", "true");
    if (over) field.setAttribute("aria-describedby", told);
    else field.removeAttribute("aria-describedby");
  };

  const grow = (field) => {
    if (field.tagName !== "TEXTAREA") return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  document.addEventListener("input", (event) => {
    if (event.target.form !== form() || !form()) return;
    measure(event.target);
    grow(event.target);
    soon();
  });
  document.addEventListener("change", (event) => { if (form() && event.target.form === form()) save(); });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    save();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !dirty() || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onwards = link.href;
    save();
    setTimeout(() => { if (onwards) location.assign(onwards); }, 2000); // a copy stays in this window
  });

  const look = () => {
    if (form() && note() && form() !== begun) {
      begun = form();
      kept = typed();
      written = note().dataset.written;
      sent = null;
      restore();
      for (const field of form().elements) grow(field);
    }
    acknowledge();
  };
  const begin = () => {
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-answers"],
    });
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
