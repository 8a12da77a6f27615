/* Keyboard shortcuts, and the help that lists them: one table for both. None of them is a plain
   letter while somebody types, and all of them can be turned off. */
(() => {
  "use strict";
  const { byId, messageBox, remembered, watch } = window.room;
  if (room.shortcuts) return;

  const on = () => remembered.get("shortcuts") !== "off";
  const press = (selector) => {
    const found = document.querySelector(selector);
    if (!found?.checkVisibility()) return false;
    found.click();
    return true;
  };
  const endMeeting = () => {
    const ask = document.querySelector(".meet-head details.ask");
    if (!ask) return false;
    ask.open = true;
    ask.querySelector("[data-do]").focus();
    return true;
  };
  const toBox = () => {
    if (!messageBox()?.checkVisibility()) return false;
    messageBox().focus();
    return true;
  };

  /* keys: as they are written; code: the key with Alt and Shift, wherever a layout has it. */
  const shortcuts = [
    { keys: "?", says: t("Open this help") },
    { keys: "Alt+Shift+M", code: "KeyM", says: t("Go to the message box"), act: toBox },
    { keys: "Alt+Shift+H", code: "KeyH", says: t("Ask for a hint"), act: () => press("#ask-hint [data-do]") },
    { keys: "Alt+Shift+D", code: "KeyD", says: t("Dictate, or stop dictating"), when: () => room.voice?.dictates, act: () => press("#dictate") },
    { keys: "Alt+Shift+L", code: "KeyL", says: t("Hear the boss, or be quiet"), when: () => room.voice?.reads, act: () => press("#aloud") },
    { keys: "Alt+Shift+X", code: "KeyX", says: t("Stop a reply or the scoring"), act: () => press('[data-do="stop"]') },
    { keys: "Alt+Shift+E", code: "KeyE", says: t("End the meeting (asks first)"), act: endMeeting },
  ];
  const always = [
    { keys: "Enter", says: t("Send what you wrote") },
    { keys: "Shift+Enter", says: t("Begin a new line") },
    { keys: "Escape", says: t("Close what is open; stop voices") },
  ];

  const usable = ({ when }) => !when || when();
  const row = ({ keys, says }) => {
    const shown = keys.split("+").map((key) => `<kbd>${key}</kbd>`).join(" + ");
    return `<tr><th scope="row">${shown}</th><td>${says}</td></tr>`;
  };
  const dialog = () => {
    if (byId("help")) return byId("help");
    document.body.insertAdjacentHTML("beforeend", `
      <dialog id="help" aria-labelledby="help-title"><h2 id="help-title">${t("Help")}</h2>
        <p>${t("Pick a boss, answer in your own words, end the meeting when you like. The scorecard then shows which of your words earned or cost points.")}</p>
        <table><caption>${t("Keyboard")}</caption><tbody>${[...always, ...shortcuts].filter(usable).map(row).join("")}</tbody></table>
        <p><label><input type="checkbox" id="shortcuts-on"> ${t("Use the shortcuts with ? and Alt+Shift")}</label></p>
        <div id="help-more"></div>
        <p class="acts"><button type="button" class="btn main" id="help-close">${t("Close")}</button></p></dialog>`);
    return byId("help");
  };
  const open = () => {
    const help = dialog();
    if (help.open) return;
    byId("shortcuts-on").checked = on();
    for (const fill of room.helps) fill(byId("help-more"));
    help.showModal();
    byId("help-close").focus();
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#help-open")) open();
    if (event.target.closest("#help-close")) dialog().close();
    if (event.target.id === "help") dialog().close(); // beside the paper
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "shortcuts-on") remembered.set("shortcuts", event.target.checked ? "on" : "off");
  });

  const typing = (node) => node.matches?.('textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"])');
  document.addEventListener("keydown", (event) => {
    if (!on() || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || byId("help")?.open) return;
    if (event.key === "?" && !event.altKey && !typing(event.target)) {
      event.preventDefault();
      return open();
    }
    if (!event.altKey || !event.shiftKey) return;
    const found = shortcuts.find((one) => one.code === event.code);
    if (found?.act()) event.preventDefault();
  });

  room.shortcuts = shortcuts;
  room.helps = []; // what others add to the help, each time it is opened
})();
