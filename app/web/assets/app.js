/* What the pages need beyond Gradio. Gradio's own `js=` hooks need eval, which our
   Content-Security-Policy forbids, so everything here hangs on the document:
   - an element with data-do is a command; it travels as JSON through a hidden text box
   - the message box sends on Enter, keeps the words until the server has stored them
   - replies are read out whole; focus follows what appears; the theme is remembered. */
(() => {
  "use strict";
  if (window.rehearsalRoom) return;
  window.rehearsalRoom = true;

  const byId = (id) => document.getElementById(id);
  const remembered = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };

  /* ---- Theme ---- */

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (remembered.get("theme") ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const paint = () => {
    const dark = isDark();
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.body?.classList.toggle("dark", dark);
    const toggle = byId("theme");
    if (toggle) {
      toggle.setAttribute("aria-pressed", String(dark));
      toggle.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
    }
  };
  prefersDark.addEventListener("change", paint);

  /* ---- Header, skip link and live region, around what Gradio draws ---- */

  const frame = () => {
    if (byId("site")) return;
    const at = location.pathname.replace(/\/$/, "").split("/").pop();
    const pages = { "": "Practice", review: "Review", progress: "Progress", trainer: "Trainer" };
    const links = Object.entries(pages).map(([path, title]) =>
      `<a href="${path || "./"}"${title === (pages[at] ?? (at === "privacy" ? "" : "Practice")) ? ' aria-current="page"' : ""}>${title}</a>`);
    document.body.insertAdjacentHTML("afterbegin", `
      <a class="skip" href="#content">Skip to the content</a>
      <header id="site"><div><a class="brand" href="./">Rehearsal Room</a>
        <nav aria-label="Pages">${links.join("")}</nav>
        <button type="button" id="theme" class="btn link" aria-pressed="false"></button></div></header>
      <div id="live" class="vh" aria-live="polite"></div>`);
    paint();
    // Gradio writes its own title when it is ready, which may be later than this.
    const title = `${{ ...pages, prepare: "Prepare", privacy: "Privacy" }[at] ?? "Practice"} · Rehearsal Room`;
    const name = () => { if (document.title !== title) document.title = title; };
    name();
    new MutationObserver(name).observe(document.head, { childList: true, subtree: true, characterData: true });
  };

  const announce = (words) => { byId("live").textContent = words; };

  /* ---- Commands ---- */

  const write = (box, value) => {
    const field = document.querySelector(`#${box} textarea, #${box} input`);
    if (!field) return false;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };

  const fields = (form) => Object.fromEntries(new FormData(form));

  let acted = false;

  const send = (command) => {
    acted = true;
    if (command.page !== undefined) command.page = Number(command.page);
    // A nonce makes every command a change, even the same one twice.
    return write("command", JSON.stringify({ ...command, nonce: String(performance.now()) }));
  };

  const fromElement = (element) => {
    const { do: name, form, href, on, ...values } = element.dataset;
    const source = element.tagName === "FORM" ? element : byId(form);
    const command = { ...(source ? fields(source) : {}), ...values, do: name };
    if (name === "redo") return redo(command);
    // The page's base is its folder, so an address needs its path.
    if (href !== undefined) history.pushState(null, "", location.pathname + (href === "?" ? "" : href));
    return command;
  };

  /* An answer to go back to has an address of its own, so that a reload and the back button know. */
  let mine = ""; // the turn whose old words go into the box
  const redoAddress = (rehearsal, turn) =>
    `?rehearsal=${encodeURIComponent(rehearsal)}${turn ? `&redo=${encodeURIComponent(turn)}` : ""}`;
  const redo = ({ turn, mine: own, ...command }) => {
    mine = own === undefined ? "" : turn;
    history.pushState(null, "", location.pathname + redoAddress(command.rehearsal, turn));
    return { ...command, redo: turn };
  };

  const here = () => {
    const page = location.pathname.replace(/\/$/, "").split("/").pop();
    return page === "review" || page === "trainer" ? page : "practice";
  };
  /* What another page does is a link to that page. */
  const elsewhere = (element) => {
    const on = element.dataset.on ?? (element.dataset.do === "redo" ? "practice" : here());
    if (on === here()) return false;
    if (!element.href) location.assign(`./${redoAddress(element.dataset.rehearsal, element.dataset.turn)}`);
    return true;
  };

  const fromAddress = () => {
    const asked = new URLSearchParams(location.search);
    const review = here() === "review";
    const open = asked.get("one") ? "compare" : asked.get("rehearsal") ? "open" : "list";
    return {
      ...(byId("filters") ? fields(byId("filters")) : {}),
      do: review ? open : "arrive",
      ...Object.fromEntries(["rehearsal", "attempt", "scorecard", "redo", "one", "two"].map((name) => [name, asked.get(name) ?? ""])),
      ...(review ? {} : { persona: asked.get("boss") ?? "", rubric: asked.get("rubric") ?? "" }),
    };
  };

  addEventListener("popstate", () => send(fromAddress()));

  /* A command that is on its way is not sent again: a second click changes nothing. */
  let lastCommand = { key: "", at: 0 };
  const again = (key) => {
    const twice = key === lastCommand.key && performance.now() - lastCommand.at < 1000;
    lastCommand = { key, at: performance.now() };
    return twice;
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#send")) return void post();
    const copied = event.target.closest("#chat .message-buttons-left button, #chat .message-buttons-right button");
    if (copied) return copy(event, copied);
    if (event.target.closest("#theme")) {
      remembered.set("theme", isDark() ? "light" : "dark");
      return paint();
    }
    const shut = event.target.closest("[data-shut]");
    if (shut) return closeAsk(shut.closest("details"));
    const clock = event.target.closest("[data-clock]");
    if (clock) {
      remembered.set("clock", remembered.get("clock") === "on" ? "off" : "on");
      return tick();
    }
    if (event.target.closest("[data-fill]")) {
      fill(where().before);
      return messageBox().focus();
    }
    const element = event.target.closest("[data-do]:not(form)");
    if (!element || event.metaKey || event.ctrlKey || event.shiftKey || elsewhere(element)) return;
    event.preventDefault();
    if (!again(JSON.stringify(element.dataset))) send(fromElement(element));
  }, true);

  let typing = 0;
  document.addEventListener("input", (event) => {
    if (event.target.closest("#message")) return keepDraft();
    const form = event.target.closest("form[data-do]");
    if (!form || "quiet" in form.dataset) return; // a quiet form waits until it is sent
    clearTimeout(typing);
    typing = setTimeout(() => send(fromElement(form)), event.target.type === "search" ? 250 : 0);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-do]")) return;
    event.preventDefault();
    send(fromElement(event.target));
  });

  const closeAsk = (details) => {
    details.open = false;
    details.querySelector("summary").focus();
  };

  /* ---- The message box ---- */

  const messageBox = () => document.querySelector("#message textarea");
  let sending = null; // {id, after, text} until the server says that it is stored
  let giveUp = 0;

  const where = () => byId("talk")?.dataset;
  const draftKey = () => `draft ${where()?.rehearsal}${where()?.redo ? ` ${where().redo}` : ""}`;

  const keepDraft = () => {
    try { sessionStorage.setItem(draftKey(), messageBox().value); } catch { /* private window */ }
  };
  const draft = () => { try { return sessionStorage.getItem(draftKey()) ?? ""; } catch { return ""; } };
  const drop = (...keys) => { try { keys.forEach((key) => sessionStorage.removeItem(key)); } catch { /* same */ } };

  const fill = (words) => {
    const box = messageBox();
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const hold = (on) => {
    const box = messageBox();
    if (box) box.readOnly = on;
    const button = document.querySelector("#send");
    button?.setAttribute("aria-disabled", String(on || where()?.stage !== "yours"));
  };

  const post = () => {
    const box = messageBox();
    const talk = where();
    if (!box || !talk || sending || talk.stage !== "yours") return;
    const text = box.value;
    if (!text.trim()) return void box.focus();
    const same = lost && lost.text === text && lost.after === talk.after;
    sending = same ? lost : {
      id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
      after: talk.after, redo: talk.redo, leaf: talk.leaf, draft: draftKey(), text,
    };
    lost = null;
    acted = true;
    hold(true);
    write("outbox", JSON.stringify({
      do: "say", rehearsal: talk.rehearsal, after: sending.after, message_id: sending.id, text,
      redo: sending.redo, leaf: sending.leaf,
    }));
    giveUp = setTimeout(() => {
      // Nothing came back. The same id goes out again, so that it cannot be stored twice.
      lost = sending;
      sending = null;
      hold(false);
      announce("The app does not answer. Your words are still in the box.");
    }, 10000);
  };
  let lost = null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return quieten(event);
    if (event.key !== "Enter") return;
    if (event.target === messageBox() && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) post();
    }
  }, true);

  const acknowledge = () => {
    const talk = where();
    if (!sending || talk?.answers !== sending.id) return;
    clearTimeout(giveUp);
    if (talk.refused === "no") {
      fill("");
      drop(draftKey(), sending.draft);
    }
    sending = null;
  };

  /* ---- The conversation ---- */

  /* gr.Chatbot renders HTML whatever it is told, so it is given escaped words; what is copied is
     therefore taken from the page and not from Gradio. */
  const copy = (event, button) => {
    event.preventDefault();
    event.stopPropagation();
    const rows = [...document.querySelectorAll("#chat .message-row")];
    const buttons = [...document.querySelectorAll("#chat .message-buttons-left, #chat .message-buttons-right")];
    const row = rows[buttons.findIndex((group) => group.contains(button))];
    const words = row?.querySelector(".message-content")?.textContent ?? "";
    navigator.clipboard?.writeText(words.trim()).then(() => announce("Copied"));
  };

  const name = (node, label) => {
    if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
  };
  const nameSpeakers = () => {
    // Gradio would have every piece of a streaming reply read out; #live reads it whole.
    document.querySelector('#chat [role="log"]')?.setAttribute("aria-live", "off");
    const boss = where()?.name ?? "The boss";
    for (const node of document.querySelectorAll('#chat [data-testid="bot"], #chat [data-testid="user"]')) {
      if (!node.role) node.setAttribute("role", "group");
      name(node, node.dataset.testid === "bot" ? `${boss} said` : "You said");
    }
  };

  let announced = null;
  let shownFor = "";
  let filledFor = "";
  /* Each turn that can be answered has a draft of its own; it comes with the box. */
  const refill = (talk) => {
    const box = messageBox();
    if (!box) return void (filledFor = "");
    if (sending || filledFor === draftKey()) return;
    filledFor = draftKey();
    if (talk.redo) box.setAttribute("aria-describedby", "redoing");
    else box.removeAttribute("aria-describedby");
    const words = talk.redo && talk.redo === mine ? talk.before : draft();
    mine = "";
    if (box.value !== words) fill(words);
    // Gradio scrolls to what is added; going back takes away.
    const said = document.querySelector("#chat .bubble-wrap");
    if (said) requestAnimationFrame(() => { said.scrollTop = said.scrollHeight; });
    if (acted && talk.stage === "yours") box.focus();
  };
  const follow = () => {
    const talk = where();
    if (!talk) return;
    acknowledge();
    nameSpeakers();
    hold(Boolean(sending));
    if (draftKey() !== shownFor) {
      shownFor = draftKey();
      history.replaceState(null, "", location.pathname + redoAddress(talk.rehearsal, talk.redo));
      if (!acted) announced = talk.after;
    }
    refill(talk);
    if (talk.announce && talk.after !== announced) {
      announced = talk.after;
      announce(`${talk.name}: ${talk.announce}`);
    }
  };

  /* ---- Focus goes to what has just appeared, unless the page has only loaded ---- */

  let focused = new Set();
  const lead = () => {
    const there = [...document.querySelectorAll("[data-focus]")];
    const fresh = there.find((element) => !focused.has(element.dataset.focus));
    focused = new Set(there.map((element) => element.dataset.focus));
    if (!fresh || !acted) return;
    const target = byId(fresh.dataset.focusOn) ?? fresh;
    target.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = fresh.tagName === "H1" ? 0 : fresh.getBoundingClientRect().top + scrollY - 88;
    scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  };

  /* ---- The clock, in the browser only ---- */

  const tick = () => {
    const clock = document.querySelector("[data-clock]");
    if (!clock) return;
    const on = remembered.get("clock") === "on";
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const words = on ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "Clock";
    if (clock.textContent !== words) clock.textContent = words;
    clock.setAttribute("aria-pressed", String(on));
    name(clock, on ? "Hide the clock" : "Show the clock");
  };
  setInterval(tick, 1000);

  /* ---- Evidence: hover, focus or tap opens its notes; Escape shuts everything ---- */

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
  const quieten = (event) => {
    pinned = null;
    openNotes(null);
    const ask = event.target.closest?.("details.ask[open]");
    if (ask) closeAsk(ask);
  };

  /* ---- Watching what Gradio draws ---- */

  const look = () => {
    frame();
    const main = document.querySelector("gradio-app main, .gradio-container main");
    if (main && !main.id) { main.id = "content"; main.tabIndex = -1; }
    if (document.body.classList.contains("dark") !== isDark()) paint();
    follow();
    lead();
    tick();
  };
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => { due = false; look(); });
  };
  const begin = () => {
    look();
    new MutationObserver(soon).observe(document.body, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ["data-after", "data-stage", "data-answers", "data-focus", "class"],
    });
  };
  paint();
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
