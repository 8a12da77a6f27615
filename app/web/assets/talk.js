/* The conversation: who said what, replies read out whole, what is waited for, and the clock. */
(() => {
  "use strict";
  const { announce, draftKey, name, redoAddress, remembered, revisit, tell, watch, where } = window.room;
  if (room.tick) return;

  /* gr.Chatbot renders HTML whatever it is told, so it is given escaped words; what is copied is
     therefore taken from the page and not from Gradio. */
  const copy = (event, button) => {
    event.preventDefault();
    event.stopPropagation();
    const rows = [...document.querySelectorAll("#chat .message-row")];
    const buttons = [...document.querySelectorAll("#chat .message-buttons-left, #chat .message-buttons-right")];
    const row = rows[buttons.findIndex((group) => group.contains(button))];
    const words = row?.querySelector(".message-content")?.textContent ?? "";
    navigator.clipboard?.writeText(words.trim()).then(() => announce(t("Copied")));
  };

  const nameSpeakers = () => {
    // Gradio would have every piece of a streaming reply read out; #live reads it whole.
    document.querySelector('#chat [role="log"]')?.setAttribute("aria-live", "off");
    const boss = where()?.name ?? t("The boss");
    for (const node of document.querySelectorAll('#chat [data-testid="bot"], #chat [data-testid="user"]')) {
      if (!node.role) node.setAttribute("role", "group");
      name(node, node.dataset.testid === "bot" ? t("{name} said", { name: boss }) : t("You said"));
    }
  };

  let announced = null;
  let shownFor = "";
  watch(() => {
    const talk = where();
    if (!talk) return;
    nameSpeakers();
    if (draftKey() !== shownFor) {
      shownFor = draftKey();
      revisit(redoAddress(talk.rehearsal, talk.redo));
      if (!room.acted) announced = talk.after;
    }
    if (talk.announce && talk.after !== announced) {
      announced = talk.after;
      announce(`${talk.name}: ${talk.announce}`);
    }
  });

  /* ---- Whatever takes more than a second says how long it has taken ---- */

  let waiting = { key: "", since: 0 };
  const wait = () => {
    const line = document.querySelector("[data-waiting]");
    if (!line) return void (waiting = { key: "", since: 0 });
    if (line.dataset.waiting !== waiting.key) waiting = { key: line.dataset.waiting, since: performance.now() };
    const seconds = Math.floor((performance.now() - waiting.since) / 1000);
    tell(line.querySelector(".elapsed"), seconds < 2 ? "" : t("{seconds} seconds", { seconds }));
  };

  /* Who has stopped a reply has lost the button under the fingers: the next one is to go on. */
  let stopped = false;
  watch(() => {
    // More than once: what was stopped may still say so itself, and be drawn anew.
    if (!stopped || where()?.stage !== "stuck" || document.activeElement !== document.body) return;
    document.querySelector("#talk .notice [data-do]")?.focus();
  });
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { stopped = false; }, true);
  }

  /* ---- The clock, in the browser only ---- */

  const tick = () => {
    wait();
    const clock = document.querySelector("[data-clock]");
    if (!clock) return;
    const on = remembered.get("clock") === "on";
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    tell(clock, on ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : t("Clock"));
    clock.setAttribute("aria-pressed", String(on));
    name(clock, on ? t("Hide the clock") : t("Show the clock"));
  };
  watch(tick);
  setInterval(tick, 1000);

  document.addEventListener("click", (event) => {
    const copied = event.target.closest("#chat .message-buttons-left button, #chat .message-buttons-right button");
    if (copied) return copy(event, copied);
    if (event.target.closest('[data-do="stop"]')) stopped = true;
    if (event.target.closest("[data-clock]")) {
      remembered.set("clock", remembered.get("clock") === "on" ? "off" : "on");
      tick();
    }
  }, true);

  room.tick = tick;
})();
