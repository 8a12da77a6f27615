/* Two to compare: what is ticked stays ticked from one page of the list to the next, and a third
   tick lets go of the first. */
(() => {
  "use strict";
  if (window.rehearsalAttempts) return;
  window.rehearsalAttempts = true;

  let ticked = []; // at most two of {place, name}

  const said = (text) => {
    const words = [text.dataset.none, text.dataset.first, text.dataset.both][ticked.length];
    const names = { "{first}": ticked[0]?.name, "{second}": ticked[1]?.name };
    return words.replace(/\{first\}|\{second\}/g, (slot) => names[slot]);
  };

  let led = false; // a link to the tree leads there once it has been drawn
  const lead = () => {
    const tree = location.hash === "#attempts" && document.getElementById("attempts");
    if (!tree || led) return;
    led = true;
    tree.scrollIntoView();
  };

  const draw = () => {
    lead();
    for (const box of document.querySelectorAll("[data-pick]")) {
      const on = ticked.some((one) => one.place === box.dataset.pick);
      if (box.checked !== on) box.checked = on;
    }
    for (const bar of document.querySelectorAll("[data-picks]")) {
      const text = bar.querySelector("p");
      const words = said(text);
      if (text.textContent !== words) text.textContent = words;
      const link = bar.querySelector("a");
      if (link.hidden !== (ticked.length < 2)) link.hidden = ticked.length < 2;
      if (ticked.length < 2) continue;
      const [one, two] = ticked.map((each) => each.place);
      const query = `?one=${encodeURIComponent(one)}&two=${encodeURIComponent(two)}`;
      if (link.dataset.href !== query) {
        Object.assign(link.dataset, { one, two, href: query });
        link.href = `review${query}`;
      }
    }
  };

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-pick]");
    if (!box) return;
    const place = box.dataset.pick;
    ticked = ticked.filter((one) => one.place !== place);
    if (box.checked) ticked = [...ticked, { place, name: box.dataset.name }].slice(-2);
    draw();
  });

  const begin = () => new MutationObserver(draw).observe(document.body, { childList: true, subtree: true });
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
