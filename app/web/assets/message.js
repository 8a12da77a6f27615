/* The message box: it sends on Enter, and keeps the words until the server has stored them. */
(() => {
  "use strict";
  const { announce, byId, remembered, watch, write } = window.room;
  if (room.messageBox) return;

  const messageBox = () => document.querySelector("#message textarea");
  const where = () => byId("talk")?.dataset;
  let sending = null; // {id, after, text} until the server says that it is stored
  let lost = null; // what was sent and never answered
  let giveUp = 0;

  /* ---- Drafts outlive the tab; each turn that can be answered has one of its own. ---- */

  const draftKey = () => `draft ${where()?.rehearsal}${where()?.redo ? ` ${where().redo}` : ""}`;
  const keepDraft = () => {
    const words = messageBox().value;
    if (words) remembered.set(draftKey(), words);
    else remembered.drop(draftKey());
  };
  const draft = () => remembered.get(draftKey()) ?? "";

  const fill = (words) => {
    const box = messageBox();
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* ---- Sending ---- */

  const hold = (on) => {
    const box = messageBox();
    if (box) box.readOnly = on;
    byId("send")?.setAttribute("aria-disabled", String(on || where()?.stage !== "yours"));
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
    room.acted = true;
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
      announce(t("The app does not answer. Your words are still in the box."));
    }, 10000);
  };

  const acknowledge = () => {
    const talk = where();
    if (!sending || talk?.answers !== sending.id) return;
    clearTimeout(giveUp);
    if (talk.refused === "no") {
      fill("");
      remembered.drop(draftKey());
      remembered.drop(sending.draft);
    }
    sending = null;
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#send")) return void post();
    if (event.target.closest("[data-fill]")) {
      fill(where().before);
      messageBox().focus();
    }
  }, true);
  document.addEventListener("input", (event) => {
    if (event.target.closest("#message")) keepDraft();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== messageBox() || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) post();
  }, true);

  /* ---- The draft comes with the box ---- */

  let filledFor = "";
  const refill = (talk) => {
    const box = messageBox();
    if (!box) return void (filledFor = "");
    if (sending || filledFor === draftKey()) return;
    filledFor = draftKey();
    if (talk.redo) box.setAttribute("aria-describedby", "redoing");
    else box.removeAttribute("aria-describedby");
    const words = talk.redo && talk.redo === room.mine ? talk.before : draft();
    room.mine = "";
    if (box.value !== words) fill(words);
    // Gradio scrolls to what is added; going back takes away.
    const said = document.querySelector("#chat .bubble-wrap");
    if (said) requestAnimationFrame(() => { said.scrollTop = said.scrollHeight; });
    if (room.acted && talk.stage === "yours") box.focus();
  };

  watch(() => {
    const talk = where();
    if (!talk) return;
    acknowledge();
    hold(Boolean(sending));
    refill(talk);
    if (talk.stage === "over") remembered.drop(draftKey());
  });

  Object.assign(room, { messageBox, where, draftKey, fill });
})();
