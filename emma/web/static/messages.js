/** The list of messages: puts items rendered by the server in their place, each once, and keeps the reader's place. */
const list = document.getElementById("messages");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const CHOICE_WINDOW = 6; // of so many of the assistant's last messages the buttons still work
let running = null;
let again = false;

const items = () => [...list.querySelectorAll("[data-seq]")];
const seqOf = (item) => Number(item.dataset.seq);

/** The sequence of the newest message shown, 0 when there is none. */
export const newest = () => Math.max(0, ...items().slice(-20).map(seqOf));

/** Write the times in the reader's own zone and language. */
export function clock(root) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  for (const time of root.querySelectorAll("time.at[hidden]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.textContent = format.format(moment);
    time.hidden = false;
  }
}

/** Put one item where its sequence belongs: before later ones and before what is still being sent. */
function place(item) {
  const known = document.getElementById(item.id);
  if (known) return known.replaceWith(item);
  const after = items().find((other) => seqOf(other) > seqOf(item)) ?? list.querySelector("[data-state]:not([data-seq])");
  list.insertBefore(item, after ?? null);
}

/** Take away the buttons that no longer work. */
function expire() {
  for (const item of [...list.querySelectorAll(".assistant[data-seq]")].slice(0, -CHOICE_WINDOW)) item.querySelector(".choices")?.remove();
}

/** Fetch what came after `seq` and show it; `replace` shows known messages anew (masked by the server). */
async function load(seq, replace) {
  const response = await fetch(`/chat/messages?after=${seq}`, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  const fragment = new DOMParser().parseFromString(await response.text(), "text/html");
  clock(fragment);
  const fresh = [...fragment.querySelectorAll("[data-seq]")].filter((item) => replace || !document.getElementById(item.id));
  fresh.forEach(place);
  expire();
  for (const item of fresh) if (!item.classList.contains("visitor")) document.dispatchEvent(new CustomEvent("said", { detail: item }));
  const seen = fresh.find((item) => !item.classList.contains("visitor"));
  if (seen) reveal(seen);
}

/** Show what is new. Calls while one runs are joined into one more run. Failures are left to the next call. */
export async function refresh(seq = newest(), replace = false) {
  if (running) {
    again = true;
    return running;
  }
  running = load(seq, replace).catch(() => {});
  await running;
  running = null;
  if (again) {
    again = false;
    await refresh();
  }
}

/** The visitor's own text, shown at once; the server's item takes its place only where something was masked. */
export function showOwn(text, language) {
  const item = document.getElementById("own-message").content.firstElementChild.cloneNode(true);
  const said = item.querySelector(".said");
  said.textContent = text;
  said.lang = language || "";
  if (!language) said.removeAttribute("lang");
  list.append(item);
  reveal(item, "nearest");
  return item;
}

/** Scroll so that a new message is read from its beginning. */
export function reveal(item, block = "start") {
  item.scrollIntoView({ block, behavior: calm.matches ? "instant" : "smooth" });
}

/** On opening: the last question and what followed it. */
export function showLatest() {
  const own = [...list.querySelectorAll(".visitor")].at(-1);
  (own ?? list.lastElementChild)?.scrollIntoView({ block: "start", behavior: "instant" });
}
