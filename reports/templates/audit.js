{
  const get = (id) => document.getElementById(id);
  const form = document.querySelector(".toolbar");

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    table.tHead.addEventListener("click", (event) => {
      const button = event.target.closest(".sort");
      if (!button) return;
      const head = button.closest("th");
      const column = heads.indexOf(head);
      const text = button.dataset.kind === "text";
      const first = text ? "ascending" : "descending";
      const other = text ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const value = (row) => row.cells[column].dataset.value;
      const unranked = (row) => !text && (row.hasAttribute("data-few") || value(row) === "");
      const compare = (a, b) => {
        if (unranked(a) !== unranked(b)) return unranked(a) - unranked(b);
        if (unranked(a)) return a.cells[0].dataset.value.localeCompare(b.cells[0].dataset.value);
        return sign * (text ? value(a).localeCompare(value(b)) : value(a) - value(b));
      };
      body.append(...[...body.rows].sort(compare));
    });
  }

  if (form) {
    const names = ["rule", "clinician", "month", "code", "standing"];
    const fields = Object.fromEntries(names.map((name) => [name, get(`f-${name}`)]));
    const tokens = (said) =>
      said.split(" ").filter(Boolean).map((token) => {
        const [rule, code] = token.replace("!", "").split("/");
        return { rule, code, counts: token.startsWith("!") };
      });
    const notes = [...document.querySelectorAll("#notes article")].map((element) => ({
      element,
      data: element.dataset,
      codes: element.dataset.codes.split(" "),
      asked: tokens(element.dataset.asked),
      failed: tokens(element.dataset.failed),
      open: tokens(element.dataset.open),
      waived: tokens(element.dataset.waived),
    }));
    let chosen = null;

    function standing(note, ask) {
      const single = /\d/.test(ask.rule);
      const fits = (t) =>
        (single ? t.rule === ask.rule : t.counts && t.rule.replace(/\d+$/, "").startsWith(ask.rule)) &&
        (!ask.code || t.code === ask.code);
      if (note.failed.some(fits)) return "failed";
      if (note.open.some(fits)) return "open";
      if (note.waived.some(fits)) return "waived";
      return note.asked.some(fits) ? "met" : "";
    }

    function wanted(note, ask, words) {
      if (ask.clinician && note.data.clinician !== ask.clinician) return false;
      if (ask.month && note.data.month !== ask.month) return false;
      if (words && !note.data.words.includes(words)) return false;
      if (ask.code && !note.codes.includes(ask.code)) return false;
      if (!ask.rule && !ask.standing) return true;
      const stands = standing(note, ask);
      return ask.standing ? stands === ask.standing : stands !== "";
    }

    function apply() {
      const ask = Object.fromEntries(names.map((name) => [name, fields[name].value]));
      const words = get("f-words").value.trim().toLowerCase();
      let shown = 0;
      for (const note of notes) {
        const fits = wanted(note, ask, words);
        note.element.hidden = !fits;
        shown += fits;
      }
      const all = chosen ? `; ${chosen} in the whole sample` : "";
      get("count").textContent = `${shown} of ${notes.length} notes on this page${all}`;
      get("nothing").hidden = shown > 0;
    }

    form.addEventListener("input", () => {
      chosen = null;
      apply();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => ((chosen = null), apply())));

    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-total]");
      if (!button) return;
      for (const name of ["rule", "clinician", "month", "code"]) fields[name].value = button.dataset[name];
      fields.standing.value = "failed";
      get("f-words").value = "";
      chosen = button.dataset.total;
      apply();
      get("notes").scrollIntoView({ behavior: motion() });
      get("notes").focus({ preventScroll: true });
    });

    async function unpack(note) {
      const held = note.querySelector(":scope > script.held");
      if (!held) return;
      const bytes = Uint8Array.from(atob(held.textContent), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      const html = await new Response(stream).text();
      if (held.isConnected) held.outerHTML = html;
    }

    document.addEventListener(
      "toggle",
      async (event) => {
        if (!event.target.matches?.("details.note") || !event.target.open) return;
        await unpack(event.target);
        if (!fields.rule.value) return;
        const item = [...event.target.querySelectorAll(".v.fail, .v.review, .v.waived")].find((v) =>
          v.dataset.rule.startsWith(fields.rule.value),
        );
        if (item) flash([item]);
      },
      true,
    );

    keepClear(form);
    apply();
  }
}
