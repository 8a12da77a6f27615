/* What this browser remembers of the side of a meeting: whether the notes are unfolded, and
   whether the meter of what has been touched is wanted (it is not, until somebody asks). */
(() => {
  "use strict";
  if (window.rehearsalCoach) return;
  window.rehearsalCoach = true;

  const remembered = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };
  const roomy = matchMedia("(min-width: 60.01rem)");

  let hints = 0;
  const look = () => {
    const now = document.querySelectorAll(".hints li").length;
    if (now > hints) {
      // The conversation has become lower: what is to be answered stays in sight.
      const talk = document.querySelector("#chat .bubble-wrap");
      requestAnimationFrame(() => { if (talk) talk.scrollTop = talk.scrollHeight; });
    }
    hints = now;
    const notes = document.querySelector("details[data-unfold]");
    if (notes && !notes.dataset.seen) {
      notes.dataset.seen = "yes";
      notes.open = roomy.matches && remembered.get("notes") !== "folded";
    }
    const meter = document.querySelector("[data-meter]");
    if (!meter) return;
    const on = remembered.get("meter") === "on";
    const words = on ? meter.dataset.hide : meter.dataset.show;
    if (meter.textContent !== words) meter.textContent = words;
    if (meter.getAttribute("aria-expanded") !== String(on)) meter.setAttribute("aria-expanded", String(on));
    const rows = document.getElementById("meter-rows");
    if (rows && rows.hidden === on) rows.hidden = !on;
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-meter]")) {
      remembered.set("meter", remembered.get("meter") === "on" ? "off" : "on");
      return look();
    }
    const notes = event.target.closest?.("details[data-unfold] > summary")?.parentElement;
    if (notes && roomy.matches) remembered.set("notes", notes.open ? "folded" : "open");
  });

  const begin = () => {
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
