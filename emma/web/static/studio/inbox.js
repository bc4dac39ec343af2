/** The inbox: decisions without a new page, focus on the next group, single keys (they can be turned off, WCAG 2.1.4). */

const PLACE = "emma.studio.inbox";
const byId = (id) => document.getElementById(id);
let busy = false;

document.documentElement.classList.add("js");

function keysOn() {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true;
  }
}

const groups = () => [...document.querySelectorAll("#groups > .group")];
const current = () => document.activeElement?.closest(".group") ?? null;

function step(by) {
  const all = groups();
  const now = all.indexOf(current());
  const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by));
  all[next]?.focus();
}

function press(key) {
  (current() ?? groups()[0])?.querySelector(`[data-key="${key}"]`)?.click();
}

const KEYS = { j: () => step(1), k: () => step(-1), u: () => byId("undo")?.click(), "?": () => byId("keys").showModal() };
for (const key of ["1", "2", "3", "n", "o", "x"]) KEYS[key] = () => press(key);

/** Say it, also when it is the same as before. */
function announce(text) {
  const place = byId("announce");
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}

/** The part the server sent takes the place of what is shown; the focus goes to the group that is now there. */
function show(html, place) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("inbox");
  if (!fresh) return location.reload(); // signed out, or an error page
  const said = fresh.querySelector("#told").textContent.replace(byIdIn(fresh, "undo")?.textContent ?? "", "").replace(/\s+/g, " ").trim();
  fresh.querySelectorAll("#told [role]").forEach((one) => one.removeAttribute("role")); // said by #announce, once
  byId("inbox").replaceWith(fresh);
  const all = groups();
  (all[Math.min(place, all.length - 1)] ?? byId("empty"))?.focus();
  announce(said);
}

const byIdIn = (root, id) => root.querySelector(`#${id}`);

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  byId("inbox").setAttribute("aria-busy", "true");
  const place = Number(submitter?.closest(".group")?.id.replace("group-", "") ?? 0);
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const { pathname, search } = new URL(response.url);
    if (!pathname.startsWith("/studio/inbox")) return location.assign(response.url);
    show(await response.text(), place);
    if (response.redirected) history.replaceState(null, "", pathname + search);
  } catch {
    announce(byId("announce").dataset.offline);
    byId("told").textContent = byId("announce").dataset.offline;
  } finally {
    busy = false;
    byId("inbox").removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#inbox") || event.submitter?.value === "new_article") return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && field && !byId("keys").open) return (current() ?? groups()[0])?.focus();
  if (field || byId("keys").open || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keysOn()) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

byId("keys-on").checked = keysOn();
byId("keys-on").addEventListener("change", ({ target }) => localStorage.setItem(PLACE, target.checked ? "on" : "off"));
byId("keys-button").addEventListener("click", KEYS["?"]);
byId("keys-close").addEventListener("click", () => byId("keys").close());
