/** The console: sends without loading the page anew, keeps the focus in the field, follows a release that is loading. */
const SOON = 1500; // ms between two looks at a release that is loading

let busy = false;

function console_() {
  return document.getElementById("console");
}

async function show(response, focus) {
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = fresh.getElementById("console");
  if (!next) return location.assign(response.url);
  const open = [...document.querySelectorAll(".try-details")].map((one) => one.open);
  const told = next.querySelector("#told");
  const said = told?.textContent ?? "";
  if (told) told.textContent = ""; // a status is said when it changes, not when it appears
  console_().replaceWith(next);
  [...next.querySelectorAll(".try-details")].forEach((one, i) => (one.open = open[i] ?? false));
  const choose = document.querySelector(".try-choose");
  if (next.querySelector("#last")) choose?.removeAttribute("open");
  if (response.url.includes("s=") && !response.url.endsWith(location.search)) history.replaceState(null, "", new URL(response.url).search);
  if (focus) {
    next.querySelector("#text")?.focus({ preventScroll: true });
    next.querySelector("#last")?.scrollIntoView({ block: "start" });
  }
  setTimeout(() => told && (told.textContent = said), 100);
  if (next.dataset.loading === "yes") setTimeout(look, SOON);
}

async function look() {
  const s = document.querySelector("input[name=s]")?.value ?? new URLSearchParams(location.search).get("s");
  if (!s) return;
  let response;
  try {
    response = await fetch(`/studio/try?s=${encodeURIComponent(s)}`, { headers: { Accept: "text/html" } });
  } catch {
    return setTimeout(look, SOON);
  }
  const waiting = console_()?.dataset.loading === "yes";
  if (waiting && (await unchanged(response.clone()))) return setTimeout(look, SOON);
  show(response, document.activeElement === document.body);
}

async function unchanged(response) {
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  return fresh.getElementById("console")?.dataset.loading === "yes";
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-say]");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  event.submitter?.setAttribute("aria-disabled", "true");
  try {
    await show(await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }), true);
  } catch {
    form.removeAttribute("data-say"); // offline or refused on the way: let the browser say why
    event.submitter?.removeAttribute("aria-disabled");
  } finally {
    busy = false;
  }
});

if (console_()?.dataset.loading === "yes") setTimeout(look, SOON);
