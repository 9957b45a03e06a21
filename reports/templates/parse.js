{
  const bar = document.querySelector(".key-bar");
  bar.addEventListener("change", (event) => {
    document.body.classList.toggle(`hide-${event.target.dataset.kind}`, !event.target.checked);
  });
  keepClear(bar);
}
