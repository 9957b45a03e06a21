{
  const bar = document.querySelector(".key-bar");
  bar.addEventListener("change", (event) => {
    document.body.classList.toggle(`hide-${event.target.dataset.kind}`, !event.target.checked);
  });
  const measure = () => {
    const stuck = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.setProperty("--bar", stuck ? `${bar.offsetHeight}px` : "0px");
  };
  addEventListener("resize", measure);
  measure();
}
