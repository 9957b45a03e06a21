{
  const get = (id) => document.getElementById(id);
  const form = document.querySelector(".toolbar");
  const fields = { rule: get("f-rule"), severity: get("f-severity"), code: get("f-code"), outcome: get("f-outcome") };
  const findings = new Set(["fail", "review"]);

  const notes = [...document.querySelectorAll("details.note")].map((element) => ({
    element,
    article: element.parentElement,
    path: element.dataset.path.toLowerCase(),
    families: [...element.querySelectorAll(".family")],
    others: [...element.querySelectorAll(".others")],
    items: [...element.querySelectorAll(".v")].map((v) => ({
      element: v,
      key: v.id.slice(element.id.length),
      trouble: v.dataset.rule.startsWith("NL"),
      finding: findings.has(v.dataset.outcome) && !v.dataset.rule.startsWith("NL"),
      data: v.dataset,
    })),
    marks: null,
  }));
  const everything = notes.reduce((sum, n) => sum + n.items.filter((i) => i.finding).length, 0);
  const words = {
    pass: ["pass", "passes"],
    not_applicable: ["not applicable", "not applicable"],
    waived: ["waived finding"],
    known: ["known finding"],
  };
  const plural = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;
  let shown = [];
  let current = -1;

  function wanted(data, ask) {
    if (ask.rule && data.rule !== ask.rule) return false;
    if (ask.severity && data.severity !== ask.severity) return false;
    if (ask.code && data.code !== ask.code) return false;
    if (ask.outcome === "finding") return findings.has(data.outcome);
    return !ask.outcome || data.outcome === ask.outcome;
  }

  function dim(note) {
    note.marks ??= [...note.element.querySelectorAll("[data-v]")].map((m) => [m, m.dataset.v.split(" ")]);
    note.tags ??= [...note.element.querySelectorAll(".tag")];
    const looks = new Map();
    for (const item of note.items) {
      if (item.element.hidden) continue;
      const found = findings.has(item.data.outcome);
      looks.set(item.key, item.data.severity);
      looks.set(`${item.key}e`, found ? "near" : item.data.outcome === "pass" ? "kept" : "");
    }
    for (const [mark, keys] of note.marks) {
      const kinds = new Set(keys.map((key) => looks.get(key)));
      const heaviest = ["error", "warning", "info"].find((s) => kinds.has(s));
      mark.className = ["m", heaviest, ...["near", "kept"].filter((k) => kinds.has(k))].filter(Boolean).join(" ");
    }
    for (const tag of note.tags) tag.classList.toggle("off", !looks.has(tag.hash.slice(1 + note.element.id.length)));
  }

  function apply() {
    const ask = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
    const path = get("f-path").value.trim().toLowerCase();
    const noted = get("f-noted").checked;
    const narrowed = Object.values(ask).some(Boolean);
    let noteCount = 0;
    let matched = 0;
    let holders = 0;
    shown = [];
    for (const note of notes) {
      let hits = 0;
      const found = [];
      for (const item of note.items) {
        const fits = item.trouble || wanted(item.data, ask);
        item.element.hidden = !fits;
        if (!fits || item.trouble) continue;
        hits += 1;
        if (item.finding) found.push(item);
      }
      const visible = note.path.includes(path) && (!narrowed || hits > 0) && (!noted || found.length > 0 || note.items.some((i) => i.trouble));
      note.article.hidden = !visible;
      if (!visible) continue;
      noteCount += 1;
      matched += hits;
      holders += words[ask.outcome] ? hits > 0 : found.length > 0;
      shown.push(...found);
      for (const part of [...note.families, ...note.others]) part.hidden = !part.querySelector(".v:not([hidden])");
      for (const part of note.others) if (ask.outcome === "not_applicable") part.open = true;
      if (narrowed || note.marks) dim(note);
    }
    current = -1;
    const other = words[ask.outcome];
    get("count").textContent =
      (other ? plural(matched, ...other) : `${shown.length} of ${plural(everything, "finding")}`) +
      ` in ${holders} of ${plural(noteCount, "note")}`;
    get("nothing").hidden = noteCount > 0;
    for (const button of document.querySelectorAll(".bar")) {
      button.setAttribute("aria-pressed", String(fields[button.dataset.filter].value === button.dataset.value));
    }
    get("previous").disabled = get("next").disabled = shown.length === 0;
    relabel();
  }

  function go(step) {
    if (!shown.length) return;
    const focused = shown.findIndex((i) => i.element === document.activeElement);
    if (focused >= 0) current = focused;
    current = current < 0 ? (step > 0 ? 0 : shown.length - 1) : (current + step + shown.length) % shown.length;
    const item = shown[current].element;
    unfold(item);
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: innerWidth > 900 ? "center" : "start", behavior: motion() });
    const place = item.querySelector(".where .jump[data-from]");
    if (!place) return;
    const found = pieces(item.closest(".note"), +place.dataset.from, +place.dataset.to);
    if (innerWidth > 900 && found.length) {
      const paper = found[0].closest(".paper");
      const gap = found[0].getBoundingClientRect().top - paper.getBoundingClientRect().top;
      if (gap < 20 || gap > paper.clientHeight - 60) paper.scrollTo({ top: paper.scrollTop + gap - paper.clientHeight / 3 });
    }
    flash(found);
  }

  function relabel() {
    const open = notes.some((n) => !n.article.hidden && !n.element.open);
    get("fold").textContent = open ? "Open all" : "Close all";
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  get("previous").addEventListener("click", () => go(-1));
  get("next").addEventListener("click", () => go(1));
  get("fold").addEventListener("click", () => {
    const open = get("fold").textContent === "Open all";
    for (const note of notes) if (!note.article.hidden) note.element.open = open;
    relabel();
  });
  for (const note of notes) note.element.addEventListener("toggle", relabel);

  document.addEventListener("click", (event) => {
    const bar = event.target.closest(".bar");
    if (bar) {
      const field = fields[bar.dataset.filter];
      const pressed = field.value === bar.dataset.value;
      field.value = pressed ? "" : bar.dataset.value;
      fields.outcome.value = pressed ? "" : "finding";
      apply();
      get("notes").scrollIntoView({ behavior: motion() });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !get("keys").checked) return;
    if (event.target.matches("select, textarea, input:not([type=checkbox])")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "/") get("f-path").focus();
    else return;
    event.preventDefault();
  });

  keepClear(form);
  apply();
}
