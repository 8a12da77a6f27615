/* The line at the foot of every page: what is kept of the visitor. */
(() => {
  "use strict";
  const draw = () => {
    if (document.getElementById("foot-of-room")) return;
    const here = location.pathname.replace(/\/$/, "").endsWith("/privacy");
    document.body.insertAdjacentHTML("beforeend", `<footer id="foot-of-room">
      <a href="privacy"${here ? ' aria-current="page"' : ""}>${t("What is kept of you")}</a></footer>`);
  };
  // What was typed but not sent goes, too.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('#privacy [data-do="erase"]')) return;
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft")) localStorage.removeItem(key);
      sessionStorage.clear();
    } catch { /* private window: nothing was kept */ }
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
  else draw();
})();
