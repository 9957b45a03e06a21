document.addEventListener("click", (event) => {
  const tag = event.target.closest(".tag");
  const mark = event.target.closest(".m[data-v]");
  const target = tag ? tag.hash.slice(1) : mark && !getSelection().toString() && owner(mark);
  const item = target && document.getElementById(target);
  if (!item || item.hidden) return;
  event.preventDefault();
  unfold(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", behavior: motion() });
  flash([item]);
});
function owner(mark) {
  const note = mark.closest(".note").id;
  return mark.dataset.v
    .split(" ")
    .map((key) => note + key.replace(/e$/, ""))
    .find((id) => document.getElementById(id).matches(".fail:not([hidden]), .review:not([hidden])"));
}
