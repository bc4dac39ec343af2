/** Single keys outside of fields, and the sheet that names them. They can be turned off (WCAG 2.1.4). */
import { choice, chosen } from "./settings.js";

const byId = (id) => document.getElementById(id);

function unfold(id, field) {
  const details = byId(id);
  if (!details) return;
  details.open = true;
  byId(field)?.focus();
}

function step(by) {
  const stops = [...document.querySelectorAll("#list a.row-link, #list .row button")];
  const now = stops.indexOf(document.activeElement);
  const open = stops.findIndex((stop) => stop.ariaCurrent === "page");
  const from = now >= 0 ? now : open >= 0 ? open : by > 0 ? -1 : stops.length;
  stops[Math.min(stops.length - 1, Math.max(0, from + by))]?.focus();
}

const KEYS = {
  "?": () => byId("keys").showModal(),
  n: () => byId("next").click(),
  j: () => step(1),
  k: () => step(-1),
  r: () => byId("text")?.focus(),
  a: () => byId("article-words")?.focus(),
  c: () => byId("canned-words")?.focus(),
  o: () => byId("note")?.focus(),
  t: () => unfold("transfer", "to"),
  s: () => byId("request")?.click(),
  e: () => unfold("end", "reason"),
};

/** Listen for the keys and wire the sheet. */
export function keys() {
  choice(byId("keys-on"), "keys");
  choice(byId("alert-sound"), "sound");
  choice(byId("alert-title"), "title");
  byId("keys-button").addEventListener("click", KEYS["?"]);
  byId("keys-close").addEventListener("click", () => byId("keys").close());
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && !byId("keys").open) return (byId("log") ?? byId("next")).focus();
    if (field || byId("keys").open || event.ctrlKey || event.metaKey || event.altKey || !chosen("keys")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
