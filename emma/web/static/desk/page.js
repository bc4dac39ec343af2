/** Fetching the page and its parts, and showing them: the server renders everything, here it is only put in place. */
import { clock } from "./clock.js";
import { remember, swap } from "./swap.js";

const SOON = 120; // ms in which several changes become one question
const NEAR = 120; // px from the end that count as reading the newest
const byId = (id) => document.getElementById(id);
const drafts = new Map(); // handoff → what is typed and not sent; only in this page
let moved = () => {};
let turn = 0;

/** The handoff on the screen, 0 for none. */
export const openId = () => Number(byId("main").dataset.open) || 0;
export const isOpen = (id) => id === openId();
/** Tell who must know that another conversation is on the screen. */
export const follow = (handler) => (moved = handler);

const newest = () => Number([...document.querySelectorAll("#messages > [data-seq]")].at(-1)?.dataset.seq ?? 0);
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Show a link's page here. `why` says where the reader goes: panel, conversation, lists, beside, back. */
export async function go(href, why) {
  const [mine, page] = [++turn, await fetched(href)];
  if (!page || mine !== turn) return;
  adopt(page.document, page.url, { push: why !== "back" });
  const to = { panel: byId("panel-heading") ?? byId("text"), beside: byId("articles-heading") }[why];
  if (to) lead(to);
}

/** Search: the words are posted, and what stands in the address afterwards is masked. */
export async function find(form) {
  const mine = ++turn;
  const page = await fetched(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (page && mine === turn) adopt(page.document, page.url, { sent: form });
}

/** Send a form and show the page that comes back, with the reason where it was refused. */
export async function submit(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const data = new URLSearchParams(new FormData(form, submitter));
  const mine = turn;
  const page = await fetched(form.action, { method: "POST", body: data });
  delete form.dataset.busy;
  if (!page) return void (form.dataset.unsure = "1");
  delete form.dataset.unsure;
  if (mine !== turn) return void later(form, page);
  turn += 1;
  adopt(page.document, page.url, { sent: page.ok ? form : null, stay: "stay" in form.dataset || !page.ok });
  if (form.id === "say") byId("text")?.focus();
}

/** The reader has gone on to another page while the form was sent: that page stays, only what happened is said. */
function later(form, page) {
  if (page.ok) form.reset();
  say("problem", page.document, page.ok);
  say("happened", page.document, page.ok);
  refresh();
}

/** The whole page anew, as it is asked for now. */
export const refresh = soon(async () => {
  const [mine, asked] = [turn, location.href];
  const page = await fetched(asked, {}, true);
  if (page?.ok && mine === turn && asked === location.href) adopt(page.document, page.url, { quiet: true });
});

/** Only the lists. */
export const loadLists = soon(async () => {
  const mine = turn;
  const asked = new URLSearchParams(location.search);
  asked.set("list", byId("list").dataset.list);
  if (openId()) asked.set("open", openId());
  const page = await fetched(`/desk/parts/lists?${asked}`, {}, true);
  if (!page?.ok) return;
  if (mine !== turn || byId("list").dataset.list !== asked.get("list")) return void loadLists();
  const lists = byId("lists").cloneNode(false);
  lists.innerHTML = page.html;
  clock(lists);
  swap(byId("lists"), lists);
});

/** Only the new messages of the open conversation, and its line of times. */
export const loadTalk = soon(async () => {
  const id = openId();
  if (!byId("talk")) return;
  const page = await fetched(`/desk/${id}/messages?after=${newest()}`, {}, true);
  if (!page?.ok || !isOpen(id)) return;
  clock(page.document);
  append(page.document.querySelectorAll("[data-seq]"));
  byId("times").replaceWith(page.document.getElementById("times"));
});

/** The session is over: say so, keep what is typed. */
export function signedOut() {
  const place = byId("problem");
  if (place.querySelector("a")) return;
  const link = Object.assign(document.createElement("a"), { href: "/sign-in?next=/desk", textContent: "→" });
  const line = Object.assign(document.createElement("p"), { className: "problem", textContent: `${byId("happened").dataset.signedOut} ` });
  link.setAttribute("aria-label", byId("happened").dataset.signedOut);
  line.append(link);
  place.replaceChildren(line);
}

async function fetched(href, options = {}, quiet = false) {
  let response;
  try {
    response = await fetch(href, { ...options, headers: { Accept: "text/html" } });
  } catch {
    if (!quiet) byId("happened").textContent = byId("happened").dataset.offline;
    return null;
  }
  if (new URL(response.url).pathname === "/sign-in") return void signedOut();
  const html = await response.text();
  return { ok: response.ok, url: response.url, html, document: parse(html) };
}

function adopt(fresh, url, { sent = null, stay = false, push = false, quiet = false }) {
  if (!fresh.getElementById("main")?.classList.contains("desk")) return location.assign(url);
  clock(fresh);
  const before = openId();
  keepDraft(before, sent);
  byId("main").dataset.open = fresh.getElementById("main").dataset.open;
  document.body.className = fresh.body.className;
  if (!stay && !quiet) remind(url, push);
  say("problem", fresh, quiet);
  say("happened", fresh, quiet);
  swap(byId("lists"), fresh.getElementById("lists"), sent);
  const end = atEnd();
  const same = byId("talk")?.dataset.handoff === fresh.getElementById("talk")?.dataset.handoff;
  for (const id of ["conversation", "beside"]) {
    if (same && before) parts(byId(id), fresh.getElementById(id), sent);
    else whole(byId(id), fresh.getElementById(id));
  }
  if (before !== openId()) arrive();
  else if (end) toEnd();
  document.dispatchEvent(new CustomEvent("shown", { detail: fresh.title }));
}

/** Another conversation: everything is new. */
function whole(old, next) {
  remember(next);
  old.replaceChildren(...next.childNodes);
}

/** The same conversation: each part that changed. */
function parts(old, next, sent) {
  const talk = old.querySelector("#talk");
  if (talk) Object.assign(talk.dataset, next.querySelector("#talk").dataset);
  append(next.querySelectorAll("#messages > [data-seq]"));
  for (const gone of old.querySelectorAll("[data-swap]")) if (!next.querySelector(`#${gone.id}`)) gone.remove();
  for (const part of [...next.querySelectorAll("[data-swap]")]) {
    const known = old.querySelector(`#${part.id}`);
    if (known) swap(known, part, sent);
    else insert(old, part);
  }
}

/** A part that was not there goes before the one that follows it. */
function insert(old, part) {
  let after = part.nextElementSibling;
  while (after && !old.querySelector(`#${after.id}`)) after = after.nextElementSibling;
  const place = after && old.querySelector(`#${after.id}`);
  if (place) place.before(part);
  else (old.querySelector("#talk") ?? old).append(part);
}

function append(items) {
  if (!byId("log")) return;
  const end = atEnd();
  const fresh = [...items].filter((item) => !byId(item.id));
  byId("messages").append(...fresh);
  if (fresh.length && end) toEnd();
}

function atEnd() {
  const log = byId("log");
  return Boolean(log) && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
}

/** Show the newest message. */
export function toEnd() {
  const log = byId("log");
  if (log) log.scrollTop = log.scrollHeight;
}

function say(id, fresh, quiet) {
  const [place, next] = [byId(id), fresh.getElementById(id)];
  if (quiet && !next.textContent.trim()) return;
  place.replaceChildren(...next.childNodes);
}

function remind(url, push) {
  const address = new URL(url);
  address.searchParams.delete("said");
  address.hash = "";
  if (push && address.pathname !== location.pathname) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function keepDraft(id, sent) {
  const field = byId("text");
  if (!field || !id) return;
  if (sent?.id === "say" || !field.value) drafts.delete(id);
  else drafts.set(id, field.value);
}

function arrive() {
  const field = byId("text");
  if (field && drafts.has(openId())) field.value = drafts.get(openId());
  toEnd();
  lead(byId("conversation-heading"));
  moved();
}

function lead(element) {
  if (element.tagName !== "TEXTAREA") element.tabIndex = -1;
  element.focus();
}

/** Join the calls of a short while into one; a call while one runs makes one more. */
function soon(work) {
  let timer = 0;
  let running = false;
  let again = false;
  async function run() {
    if (running) return void (again = true);
    running = true;
    await work().catch(() => {});
    running = false;
    if (again) {
      again = false;
      run();
    }
  }
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, SOON);
  };
}

clock(document);
remember(document);
