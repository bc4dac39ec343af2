/** The desk: forms and links work without leaving the page, and what changes elsewhere comes by itself. */
import { alerts } from "./alerts.js";
import { tick } from "./clock.js";
import { keys } from "./keys.js";
import { find, follow, go, isOpen, loadLists, loadTalk, refresh, signedOut, submit, toEnd } from "./page.js";
import { stream } from "./stream.js";
import { writing } from "./writing.js";

const LOOK_AGAIN = 20000; // ms; tells colleagues that this conversation is still on a screen

document.documentElement.classList.add("js");
const told = alerts();
let known = ""; // what of the open conversation is shown beside the messages

const live = stream({
  waiting: (waiting) => {
    told.waiting(waiting);
    loadLists();
  },
  mine(mine) {
    told.mine(mine);
    const open = mine.find((one) => isOpen(one.id));
    const beside = JSON.stringify(open && [open.forms, open.state, open.warned_at, open.agent]);
    if (known && beside !== known) refresh();
    else loadLists();
    known = beside ?? "none";
  },
  message(message) {
    told.message(message);
    if (!isOpen(message.handoff)) return;
    if (message.sender === "system") refresh();
    else loadTalk();
  },
  note: (note) => isOpen(note.handoff) && refresh(),
  typing: (handoffs) => {
    const dots = document.getElementById("typing");
    if (dots) dots.hidden = !handoffs.some(isOpen);
  },
  looking: (looking) => {
    const place = document.getElementById("looking");
    const names = Object.entries(looking).find(([handoff]) => isOpen(Number(handoff)))?.[1] ?? [];
    if (place) place.textContent = names.length ? document.getElementById("live").dataset.looking.replace("{names}", names.join(", ")) : "";
  },
  presence(presence) {
    told.presence(presence);
    loadLists();
  },
  notice(notices) {
    const place = document.getElementById("notices");
    const language = document.documentElement.lang;
    place.replaceChildren(...notices.map((notice) => {
      const line = document.createElement("p");
      line.className = "notice";
      line.textContent = notice[`text_${language}`];
      return line;
    }));
  },
  alert: (handoffs) => told.danger(handoffs),
});

follow(() => {
  known = "";
  live.look();
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!("quiet" in form.dataset) && !("find" in form.dataset)) return;
  event.preventDefault();
  if ("find" in form.dataset) find(form);
  else submit(form, submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.dataset.hide) {
    event.preventDefault();
    document.getElementById(link.dataset.hide).replaceChildren();
  } else if (link.dataset.go) {
    event.preventDefault();
    go(link.href, link.dataset.go);
  }
});

/** The sign of life runs in a worker: a page in the background is slowed down, a worker is not. */
function beat() {
  const heart = new Worker("/static/desk/heart.js");
  heart.postMessage(document.querySelector("meta[name=csrf]").content);
  heart.addEventListener("message", ({ data: { status, state } }) => {
    if (status === 401) {
      heart.terminate();
      live.stop();
      signedOut();
    } else if (state && state !== document.getElementById("whereabouts").dataset.state) {
      loadLists();
    }
  });
}

addEventListener("popstate", () => go(location.href, "back"));
document.addEventListener("visibilitychange", () => document.hidden || refresh());
addEventListener("online", () => refresh());
setInterval(() => document.hidden || loadTalk(), LOOK_AGAIN);
setInterval(() => tick(document), 1000);
writing();
keys();
beat();
toEnd();
