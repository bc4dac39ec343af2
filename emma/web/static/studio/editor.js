/** The editor with a script: a preview that follows what is typed, counts, and no leaving with unsaved words. */
const PAUSE = 700; // ms after the last key
const form = document.getElementById("editor");
const byId = (id) => document.getElementById(id);

lead();
if (form) edit();
if (byId("examples")) count(byId("examples"));

/** To what the last act was about; never while somebody is already reading on. */
function lead() {
  const wanted = document.querySelector("[data-focus]") ?? byId(document.querySelector("[data-focus-on]")?.dataset.focusOn ?? "");
  wanted?.focus();
  wanted?.scrollIntoView({ block: "start" });
  for (const link of document.querySelectorAll("#summary a[href^='#']")) {
    link.addEventListener("click", (event) => {
      const field = byId(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const closed = field.closest("details:not([open])");
      if (closed) closed.open = true;
      field.focus();
    });
  }
}

function edit() {
  let timer = 0;
  let asking = null;
  let changed = "changed" in form.dataset;
  let leaving = false;
  const state = byId("state");

  form.addEventListener("input", () => {
    changed = true;
    if (state.textContent !== form.dataset.unsaved) state.textContent = form.dataset.unsaved;
    for (const line of document.querySelectorAll("[data-count]")) {
      const lines = byId(line.dataset.count).value.split("\n").filter((one) => one.trim()).length;
      line.textContent = line.dataset.words.replace("{n}", lines);
    }
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });

  async function show() {
    asking?.abort();
    asking = new AbortController();
    const part = byId("preview-part");
    try {
      const response = await fetch(form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
        signal: asking.signal,
      });
      if (!response.ok || response.redirected) return;
      const open = [...part.querySelectorAll("details")].map((one) => one.open);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      part.replaceChildren(...fresh.body.childNodes);
      part.querySelectorAll("details").forEach((one, number) => (one.open = open[number] ?? false));
    } catch {
      // Typed on, left, or offline: what was shown before stays.
    }
  }
  guard();
}

/** The guard-rails beside the examples, where this server has them. */
async function guard() {
  const { watch } = await import("./guard.js");
  for (const code of ["en", "es"]) watch(byId(`examples-${code}`), byId(`guard-${code}`));
}

function count(ticks) {
  const place = byId("ticked-count");
  const tell = () => (place.textContent = place.dataset.words.replace("{n}", ticks.querySelectorAll("input[name=example]:checked").length));
  ticks.addEventListener("change", tell);
  tell();
}
