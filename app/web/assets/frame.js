/* What the pages need beyond Gradio. Gradio's own `js=` hooks need eval, which our
   Content-Security-Policy forbids, so everything hangs on the document. The scripts are inlined
   in the order of theme.SCRIPTS; what they share is `window.room`, made here:
   the frame around what Gradio draws, the theme, and the one watch over the page. */
(() => {
  "use strict";
  if (window.room) return;

  const byId = (id) => document.getElementById(id);
  const remembered = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* same */ } },
  };
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const announce = (words) => { byId("live").textContent = words; };
  const name = (node, label) => {
    if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
  };
  /* Text that is the same is no change, or the watch below would see one. */
  const tell = (node, words) => { if (node.textContent !== words) node.textContent = words; };

  const looks = [];
  /* Have `look` called whenever Gradio has drawn something. */
  const watch = (look) => { looks.push(look); };

  window.room = {
    byId, remembered, calm, announce, name, tell, watch,
    acted: false, // whether the visitor has done anything since the page was loaded
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
      name(toggle, dark ? t("Use light colours") : t("Use dark colours"));
    }
  };
  prefersDark.addEventListener("change", paint);

  /* ---- Header, skip link and live region, around what Gradio draws ---- */

  const frame = () => {
    if (byId("site")) return;
    const at = location.pathname.replace(/\/$/, "").split("/").pop();
    const pages = { "": t("Practice"), review: t("Review"), progress: t("Progress"), trainer: t("Trainer") };
    const links = Object.entries(pages).map(([path, title]) =>
      `<a href="${path || "./"}"${title === (pages[at] ?? (at === "privacy" ? "" : pages[""])) ? ' aria-current="page"' : ""}>${title}</a>`);
    document.body.insertAdjacentHTML("afterbegin", `
      <a class="skip" href="#content">${t("Skip to the content")}</a>
      <header id="site"><div><a class="brand" href="./">Rehearsal Room</a>
        <nav aria-label="${t("Pages")}">${links.join("")}</nav>
        <div class="visitor"></div><span class="tools">${languageChoice()}<button type="button" id="help-open" class="btn link" aria-haspopup="dialog"
          aria-label="${t("Help and keyboard")}"><span aria-hidden="true">?</span></button>
        <button type="button" id="theme" class="btn link" aria-pressed="false"></button></span></div></header>
      <div id="live" class="vh" aria-live="polite"></div>`);
    paint();
    greet();
    // Gradio writes its own title when it is ready, which may be later than this.
    const title = `${{ ...pages, prepare: t("Prepare"), privacy: t("Privacy") }[at] ?? pages[""]} · Rehearsal Room`;
    const titled = () => { if (document.title !== title) document.title = title; };
    titled();
    new MutationObserver(titled).observe(document.head, { childList: true, subtree: true, characterData: true });
  };

  /* ---- Who is signed in, where there are accounts ---- */

  const greet = async () => {
    if (!document.querySelector('meta[name="room-accounts"]')) return;
    const forTrainers = document.querySelector('#site nav a[href="trainer"]');
    if (forTrainers) forTrainers.hidden = true;
    const answer = await fetch("account/me");
    if (!answer.ok) return;
    const who = await answer.json();
    if (forTrainers) forTrainers.hidden = who.role === "learner";
    const visitor = document.querySelector("#site .visitor");
    visitor.innerHTML = `<a href="account"></a><form method="post" action="sign-out">
      <button class="btn link">${t("Sign out")}</button></form>`;
    visitor.querySelector("a").textContent = who.name;
    if (who.role === "admin") {
      document.querySelector("#site nav").insertAdjacentHTML("beforeend", `<a href="people">${t("People")}</a>`);
    }
  };

  /* Whoever was signed out meanwhile signs in again and comes back here; drafts are kept. */
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (answer.status === 401) {
      location.assign(`sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
    return answer;
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#theme")) {
      remembered.set("theme", isDark() ? "light" : "dark");
      paint();
    }
    // The page's base is its folder, so the browser itself would follow this link to another page;
    // and it would say that the address has changed, which draws the page anew.
    if (event.target.closest(".skip")) {
      event.preventDefault();
      byId("content")?.focus();
    }
  }, true);

  /* ---- Focus goes to what has just appeared, unless the page has only loaded ---- */

  let focused = new Set();
  const lead = () => {
    const there = [...document.querySelectorAll("[data-focus]")];
    const fresh = there.find((element) => !focused.has(element.dataset.focus));
    focused = new Set(there.map((element) => element.dataset.focus));
    if (!fresh || !room.acted) return;
    const target = byId(fresh.dataset.focusOn) ?? fresh;
    target.focus({ preventScroll: true });
    // The guide says how to read what is below it.
    const first = (fresh.closest("#card") && byId("guide")) || fresh;
    const top = fresh.tagName === "H1" ? 0 : first.getBoundingClientRect().top + scrollY - 88;
    scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
  };

  /* ---- Watching what Gradio draws ---- */

  const look = () => {
    frame();
    const main = document.querySelector("gradio-app main, .gradio-container main");
    if (main && !main.id) { main.id = "content"; main.tabIndex = -1; }
    if (document.body.classList.contains("dark") !== isDark()) paint();
    for (const each of looks) each();
    lead();
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
  // All scripts have had their say by then.
  queueMicrotask(() => (document.body ? begin() : addEventListener("DOMContentLoaded", begin)));
})();
