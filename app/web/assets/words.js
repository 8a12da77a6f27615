/* The words of the scripts in the visitor's language, and what Gradio itself writes; the language
   is chosen as app/web/visitor.py chooses it. `roomWords` comes from theme.py. */
(() => {
  "use strict";
  if (window.t) return;

  const { languages, sentences, cookie } = window.roomWords;
  const chosen = document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
  const wanted = [chosen, ...navigator.languages.map((one) => one.slice(0, 2).toLowerCase())];
  const language = wanted.find((code) => code in languages) ?? "en";

  /* The sentence in the visitor's language, with its {names} filled. */
  window.t = (english, values = {}) =>
    (sentences[language][english] || english).replace(/\{(\w+)\}/g, (slot, name) => values[name] ?? slot);

  /* The choice of a language, each in its own words. */
  window.languageChoice = () => {
    const options = Object.entries(languages).map(([code, name]) =>
      `<option value="${code}" lang="${code}"${code === language ? " selected" : ""}>${name}</option>`);
    return `<select id="language" aria-label="${t("Language of the pages")}">${options.join("")}</select>`;
  };
  document.addEventListener("change", (event) => {
    if (event.target.id !== "language") return;
    document.cookie = `${cookie}=${event.target.value}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });

  /* ---- What Gradio writes, once for everybody ---- */

  const put = (node, attribute, words) => {
    if (node && node.getAttribute(attribute) !== words) node.setAttribute(attribute, words);
  };
  const write = (node, words) => {
    if (node && node.textContent.trim() !== words) node.textContent = words;
  };
  const dress = () => {
    put(document.documentElement, "lang", language);
    put(document.querySelector("#message textarea"), "placeholder", t("Your answer"));
    put(document.querySelector("#message textarea"), "aria-label", t("Your answer"));
    write(document.querySelector("#send"), t("Send"));
    put(document.querySelector('#chat [role="log"]'), "aria-label", t("Conversation"));
    for (const said of document.querySelectorAll("#chat .message-content")) put(said, "lang", "en");
    for (const copy of document.querySelectorAll("#chat .message-buttons-left button, #chat .message-buttons-right button")) {
      put(copy, "aria-label", t("Copy message"));
      put(copy, "title", t("Copy message"));
    }
  };
  const begin = () => {
    dress();
    new MutationObserver(dress).observe(document.documentElement, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["lang", "placeholder", "title"],
    });
  };
  put(document.documentElement, "lang", language);
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
