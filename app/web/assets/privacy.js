/* The line at the foot of every page: what is kept of the visitor. */
(() => {
  "use strict";
  const draw = () => {
    // What was typed but not sent goes, too.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('#privacy [data-do="erase"]')) return;
    try { sessionStorage.clear(); } catch { /* private window: nothing was kept */ }
  });
  if (document.getElementById("foot-of-room")) return;
    const here = location.pathname.replace(/\/$/, "").endsWith("/privacy");
    document.body.insertAdjacentHTML("beforeend", `<footer id="foot-of-room">
      <a href="privacy"${here ? ' aria-current="page"' : ""}>What is kept of you</a></footer>`);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
  else draw();
})();
