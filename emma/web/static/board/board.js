/** The board: asks for its parts when something changed and every 15 seconds, and leaves alone what somebody is doing. */
import { clock, tick } from "../desk/clock.js";

const EVERY = 15000; // ms; lengths of waits and alerts by time change without an event
const SOON = 200; // ms in which several changes become one question
const main = document.getElementById("main");
const live = document.getElementById("live");
const title = document.title;
const shown = new Map(); // part → the HTML the server sent for it
let source = null;
let timer = 0;
let loaded = new Date();

document.documentElement.classList.add("js");

function busy(part) {
  const dirty = [...part.querySelectorAll("input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  return dirty || (part.contains(document.activeElement) && document.activeElement.matches("input, select, button"));
}

/** A part that differs takes the place of the one that is shown; what is unfolded stays so, what somebody fills in stays. */
function swap(fresh) {
  for (const part of live.querySelectorAll("[data-part]")) {
    const next = fresh.querySelector(`#${part.id}`);
    const html = next?.outerHTML;
    if (!next || html === shown.get(part.id) || busy(part)) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.closest("details")?.id : "";
    const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
    part.replaceWith(next);
    shown.set(part.id, html);
    for (const id of open) next.querySelector(`#${id}`)?.setAttribute("open", "");
    if (focused) next.querySelector(`#${focused} summary`)?.focus({ preventScroll: true });
  }
}

function announce() {
  const part = document.getElementById("part-alerts");
  const count = Number(part.dataset.alerts);
  document.title = count ? `(${count}) ${title}` : title;
  const lines = [...part.querySelectorAll("li")].map((line) => line.firstChild.textContent.trim());
  const head = count === 1 ? main.dataset.one : main.dataset.many.replace("{n}", count);
  const text = count ? `${head}: ${lines.join(" ")}` : "";
  const place = document.getElementById("announce");
  if (place.textContent !== text) place.textContent = text;
}

async function load() {
  let response;
  try {
    response = await fetch("/desk/board/live", { headers: { Accept: "text/html" } });
  } catch {
    return offline();
  }
  if (new URL(response.url).pathname === "/sign-in" || response.status === 403) return signedOut();
  if (!response.ok) return offline();
  loaded = new Date();
  document.getElementById("connection").textContent = "";
  swap(new DOMParser().parseFromString(await response.text(), "text/html"));
  clock(live);
  announce();
}

function offline() {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(loaded);
  document.getElementById("connection").textContent = main.dataset.offline.replace("{time}", time);
}

function signedOut() {
  source?.close();
  clearInterval(asking);
  const place = document.getElementById("connection");
  const link = Object.assign(document.createElement("a"), { href: "/sign-in?next=/desk/board", textContent: main.dataset.signIn });
  place.replaceChildren(`${main.dataset.signedOut} `, link);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(load, SOON);
}

function open() {
  source?.close();
  source = new EventSource("/api/desk/board/events");
  source.addEventListener("board", soon);
}

/** Who looks at the board keeps the conversations held at the desk. */
const heart = new Worker(new URL("../desk/heart.js", import.meta.url));
heart.postMessage(document.querySelector("meta[name=csrf]").content);

const asking = setInterval(load, EVERY);
setInterval(() => tick(live), 1000);
addEventListener("online", () => (open(), load()));
document.addEventListener("visibilitychange", () => document.hidden || load());
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && open());
for (const part of live.querySelectorAll("[data-part]")) shown.set(part.id, part.outerHTML);
clock(document);
announce();
open();
