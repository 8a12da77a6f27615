/* An element with data-do is a command; it travels as JSON through a hidden text box. */
(() => {
  "use strict";
  const { byId } = window.room;
  if (room.send) return;

  const write = (box, value) => {
    const field = document.querySelector(`#${box} textarea, #${box} input`);
    if (!field) return false;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };

  const fields = (form) => Object.fromEntries(new FormData(form));

  const send = (command) => {
    room.acted = true;
    if (command.page !== undefined) command.page = Number(command.page);
    // A nonce makes every command a change, even the same one twice.
    return write("command", JSON.stringify({ ...command, nonce: String(performance.now()) }));
  };

  /* ---- Addresses. The page's base is its folder, so an address needs its path. ---- */

  let shown = location.pathname + location.search; // what the page shows
  const visit = (query) => {
    history.pushState(null, "", location.pathname + query);
    shown = location.pathname + location.search;
  };
  const revisit = (query) => {
    history.replaceState(null, "", location.pathname + query);
    shown = location.pathname + location.search;
  };

  const fromElement = (element) => {
    const { do: name, form, href, on, ...values } = element.dataset;
    const source = element.tagName === "FORM" ? element : byId(form);
    const command = { ...(source ? fields(source) : {}), ...values, do: name };
    if (name === "redo") return redo(command);
    if (href !== undefined) visit(href === "?" ? "" : href);
    return command;
  };

  /* An answer to go back to has an address of its own, so that a reload and the back button know. */
  const redoAddress = (rehearsal, turn) =>
    `?rehearsal=${encodeURIComponent(rehearsal)}${turn ? `&redo=${encodeURIComponent(turn)}` : ""}`;
  const redo = ({ turn, mine, ...command }) => {
    room.mine = mine === undefined ? "" : turn;
    visit(redoAddress(command.rehearsal, turn));
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

  addEventListener("popstate", () => {
    // A link within the page tells of itself here, too. Drawing the page anew for it would take
    // the focus away, and its answer could come after that of the next command.
    if (shown === location.pathname + location.search) return;
    shown = location.pathname + location.search;
    send(fromAddress());
  });

  /* A command that is on its way is not sent again: a second click changes nothing. */
  let last = { key: "", at: 0 };
  const again = (key) => {
    const twice = key === last.key && performance.now() - last.at < 1000;
    last = { key, at: performance.now() };
    return twice;
  };

  const closeAsk = (details) => {
    details.open = false;
    details.querySelector("summary").focus();
  };

  document.addEventListener("click", (event) => {
    const shut = event.target.closest("[data-shut]");
    if (shut) return closeAsk(shut.closest("details"));
    const element = event.target.closest("[data-do]:not(form)");
    if (!element || event.metaKey || event.ctrlKey || event.shiftKey || elsewhere(element)) return;
    event.preventDefault();
    if (!again(JSON.stringify(element.dataset))) send(fromElement(element));
  }, true);

  let typing = 0;
  document.addEventListener("input", (event) => {
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
  document.addEventListener("keydown", (event) => {
    const ask = event.key === "Escape" && event.target.closest?.("details.ask[open]");
    if (ask) closeAsk(ask);
  }, true);

  Object.assign(room, { write, send, redoAddress, revisit, mine: "" }); // mine: the turn whose old words go into the box
})();
