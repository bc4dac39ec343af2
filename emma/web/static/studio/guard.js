/** Guard-rails beside the examples: asks the server a moment after the last key. Never moves the focus.
 *
 * `watch(field, place, more)`: `field` is a textarea with one example a line, `place` an element for what was found.
 * Slug and language come from `more`, from data-slug and data-language of the place, or from the form's own fields;
 * the language is also the end of the field's id ("examples-es").
 */
const PAUSE = 600; // ms after the last key
const AGAIN = 5000; // ms while the examples are still being read
const MOST = 20000; // characters sent

export function watch(field, place, more = {}) {
  if (place.dataset.watched) return;
  place.dataset.watched = "1";
  const status = Object.assign(document.createElement("p"), { className: "guard-status" });
  status.setAttribute("role", "status");
  const list = document.createElement("div");
  list.append(...place.childNodes);
  place.append(status, list);
  let timer = 0;
  let asking = null;
  let last = null;

  const own = (name) => field.form?.elements.namedItem(name)?.value;
  const language = () => more.language ?? place.dataset.language ?? /-(en|es)$/.exec(field.id)?.[1] ?? own("language") ?? "en";
  const beside = (name, code) => document.getElementById(`${name}-${code}`);

  function asked() {
    const code = language();
    const body = new URLSearchParams({
      slug: more.slug ?? place.dataset.slug ?? own("slug") ?? "",
      language: code,
      examples: field.value.slice(0, MOST),
    });
    const other = beside("examples", code === "en" ? "es" : "en");
    if (other) body.set("other", other.value.trim() ? other.value.slice(0, MOST) : "\n");
    const answer = beside("answer", code);
    if (answer) body.set("answer", answer.value.slice(0, 6000));
    return body;
  }

  async function ask() {
    if (!field.value.trim()) return;
    const body = asked();
    asking?.abort();
    asking = new AbortController();
    let response;
    try {
      response = await fetch("/studio/guard", {
        method: "POST",
        body,
        headers: { "X-CSRF": document.querySelector("meta[name=csrf]").content, Accept: "text/html" },
        signal: asking.signal,
      });
    } catch {
      return; // left, typed on, or offline: what was found before stays
    }
    if (!response.ok || response.redirected) return;
    put(new DOMParser().parseFromString(await response.text(), "text/html"));
  }

  /** What is unfolded stays so; the summary is said only when it is another one. */
  function put(fresh) {
    const part = fresh.querySelector(".guard-part");
    if (!part) return;
    const summary = part.querySelector("[data-summary]");
    const said = summary.textContent.replace(/\s+/g, " ").trim();
    if (said !== last) status.replaceChildren(...summary.childNodes);
    last = said;
    summary.remove();
    const open = [...list.querySelectorAll("details")].map((one) => one.open);
    const focused = list.contains(document.activeElement);
    if (focused) return; // somebody reads there
    list.replaceChildren(part);
    [...list.querySelectorAll("details")].forEach((one, i) => (one.open = open[i] ?? false));
    if (part.dataset.reading) soon(AGAIN);
  }

  function soon(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  field.addEventListener("input", () => soon());
  for (const name of ["slug", "language"]) field.form?.elements.namedItem(name)?.addEventListener?.("change", () => soon());
  if (field.value.trim()) soon();
}

for (const field of document.querySelectorAll("textarea[data-guard]")) {
  const place = document.getElementById(field.dataset.guard);
  if (place) watch(field, place);
}
for (const code of ["en", "es"]) {
  const field = document.getElementById(`examples-${code}`);
  const place = document.getElementById(`guard-${code}`);
  if (field && place) watch(field, place);
}
