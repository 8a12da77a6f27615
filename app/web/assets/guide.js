/* A first rehearsal with somebody beside you: a real meeting with the gentlest boss, and a few
   calm words about what to do now. Where it stands is read from the page, so that a reload, a
   longer talk or a boss who ends the meeting cannot lead it astray. It can be left at any time. */
(() => {
  "use strict";
  const { byId, remembered, tell, watch, where } = window.room;
  if (room.guide) return;

  const LEFT = "left"; // what is remembered once it is over; else the rehearsal, or "asked"
  const state = () => remembered.get("guide");
  const set = (value) => remembered.set("guide", value);

  const steps = [
    () => t("{name} has just made you an offer. Your part is written under “Your part”. Answer in your own words: say thank you, and say what you want to go on doing. Then press Enter.", where()),
    () => t("Good. Now give {name} a reason and another way: what does the company gain if you stay, with a figure if you have one? And who or what else could help? One or two sentences are enough.", where()),
    () => t("You can go on, or stop here and see how it reads: choose “End meeting” at the top, then “End and score”."),
    () => t("This is your scorecard. First comes how it ended, then three bars from 0 to 4. “The one moment to redo” shows the answer worth trying again. Underlined words in your answers earned points; dashed ones cost some. Rest on them, or go to them with Tab, to see why."),
  ];
  const over = () => ["scoring", "over"].includes(where().stage);
  const stepNow = () => {
    if (over()) return 3;
    return Math.min(2, document.querySelectorAll('#chat [data-testid="user"]').length);
  };

  const make = () => {
    const panel = document.createElement("section");
    panel.id = "guide";
    panel.setAttribute("aria-labelledby", "guide-title");
    panel.innerHTML = `<h2 id="guide-title"></h2><p role="status"></p>
      <button type="button" class="btn link" data-leave></button>`;
    return panel;
  };
  /* Before the conversation, or before the scorecard: where the eyes are next. */
  const place = (panel, step) => {
    const next = byId(step === 3 ? "card" : "chat");
    const block = next?.closest("#room > *");
    if (block && panel.nextElementSibling !== block) block.before(panel);
  };

  const look = () => {
    const offer = byId("guide-offer");
    if (offer && offer.hidden !== (state() === LEFT)) offer.hidden = state() === LEFT;
    const talk = where();
    if (talk && state() === "asked") set(talk.rehearsal);
    const here = talk && talk.rehearsal === state() && byId("room")?.checkVisibility();
    // No scorecard, no words on how to read it: it is not there yet, or the learner was not well.
    const nothing = talk && over() && document.querySelector("section.scorecard .levels") === null;
    if (!here || nothing) return void byId("guide")?.remove();
    const step = stepNow();
    const panel = byId("guide") ?? make();
    if (panel.dataset.step !== String(step)) panel.dataset.step = step;
    place(panel, step);
    tell(panel.querySelector("h2"), t("Step {step} of {steps}", { step: step + 1, steps: steps.length }));
    tell(panel.querySelector("p"), steps[step]());
    tell(panel.querySelector("button"), step === 3 ? t("Done") : t("Leave the guide"));
  };

  const leave = () => {
    set(LEFT);
    byId("guide")?.remove();
    look();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-guide]")) set("asked"); // commands.js starts the meeting
    if (!event.target.closest("[data-leave]")) return;
    const heading = document.querySelector("#choose-title, section.scorecard [data-focus]");
    leave();
    (room.messageBox() ?? heading)?.focus();
  }, true);

  watch(look);
  room.guide = { leave };
})();
