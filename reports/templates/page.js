"use strict";
document.documentElement.classList.add("js");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const motion = () => (calm.matches ? "auto" : "smooth");

function unfold(element) {
  for (let d = element.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
}

function flash(elements) {
  for (const element of elements) {
    element.classList.remove("flash");
    void element.offsetWidth;
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 1700);
  }
}

function reveal(element) {
  unfold(element);
  const paper = element.closest(".paper");
  if (paper && paper.scrollHeight > paper.clientHeight + 2 && getComputedStyle(paper).position === "sticky") {
    const gap = element.getBoundingClientRect().top - paper.getBoundingClientRect().top;
    if (gap < 20 || gap > paper.clientHeight - 60) {
      paper.scrollTo({ top: paper.scrollTop + gap - paper.clientHeight / 3, behavior: motion() });
    }
  }
  const frame = (paper || element).getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const inside = paper && getComputedStyle(paper).position === "sticky" && paper.scrollHeight > paper.clientHeight + 2;
  const [top, bottom] = inside ? [frame.top, frame.top + 80] : [box.top, box.bottom];
  const bar = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--bar")) || 0;
  if (top < bar - 4 || bottom > innerHeight) element.scrollIntoView({ block: "center", behavior: motion() });
}

function keepClear(bar) {
  const measure = () => {
    const stuck = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.setProperty("--bar", stuck ? `${bar.offsetHeight}px` : "0px");
  };
  addEventListener("resize", measure);
  measure();
}

function pieces(note, from, to) {
  return [...note.querySelectorAll("[data-at]")].filter((p) => +p.dataset.at >= from && +p.dataset.at < to);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.jump");
  if (!link) return;
  const found = pieces(link.closest(".note"), +link.dataset.from, +link.dataset.to);
  if (!found.length) return;
  event.preventDefault();
  reveal(found[0]);
  flash(found);
});

for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) {
  document.addEventListener(type, (event) => {
    const link = event.target.closest("a.jump");
    if (!link) return;
    const on = type === "mouseover" || type === "focusin";
    for (const piece of pieces(link.closest(".note"), +link.dataset.from, +link.dataset.to)) piece.classList.toggle("hot", on);
  });
}

function follow() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) {
    if (target.matches("details")) target.open = true;
    unfold(target);
    target.scrollIntoView({ block: "start" });
  }
}
addEventListener("hashchange", follow);
addEventListener("load", follow);

let folded = [];
addEventListener("beforeprint", () => {
  const all = document.body.dataset.print !== "figures";
  folded = all ? [...document.querySelectorAll("details.note:not([open])")] : [];
  for (const d of folded) d.open = true;
});
addEventListener("afterprint", () => {
  for (const d of folded) d.open = false;
});
