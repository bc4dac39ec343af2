/** What happens on the desk: the event stream, and asking every five seconds where a stream does not come through. */
import { openId } from "./page.js";

const INTERVAL = 5000; // ms between questions without a stream
const OPENING = 10000; // ms a stream may take to open before we ask as well
const KINDS = ["waiting", "mine", "message", "note", "typing", "looking", "presence", "notice", "alert"];
const POLLED = { waiting: "waiting", mine: "mine", typing: "typing", looking: "looking", presence: "presence", notices: "notice", alerts: "alert" };

/** Call `handlers[kind](data)` for every event. Messages come once each. */
export function stream(handlers) {
  const last = {}; // polled lists as they were, so that only changes are told
  const seen = new Set();
  let cursor = "";
  let source = null;
  let timer = null;
  let stopped = false;

  function tell(kind, data) {
    if (kind === "message" || kind === "note") {
      const key = `${kind} ${data.handoff} ${data.seq ?? data.id}`;
      if (seen.has(key)) return;
      seen.add(key);
    }
    handlers[kind](data);
  }

  const address = (path) => `/api/desk/${path}?${new URLSearchParams({ after: cursor, ...(openId() ? { look: openId() } : {}) })}`;

  async function ask() {
    const response = await fetch(address("state")).catch(() => null);
    if (!response?.ok) return;
    const state = await response.json();
    cursor = state.cursor;
    for (const [name, kind] of Object.entries(POLLED)) {
      const now = JSON.stringify(state[name], (key, value) => (key === "waited" ? undefined : value));
      if (last[name] !== now) tell(kind, state[name]);
      last[name] = now;
    }
    state.messages.forEach((message) => tell("message", message));
    state.notes.forEach((note) => tell("note", note));
  }

  function poll(on) {
    if (on && !stopped) timer ??= setInterval(ask, INTERVAL);
    else timer = clearInterval(timer) ?? null;
  }

  function open() {
    if (stopped) return;
    source?.close();
    source = new EventSource(address("events"));
    const mine = source;
    const late = setTimeout(() => poll(true), OPENING);
    for (const kind of KINDS) mine.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data)));
    mine.addEventListener("cursor", (event) => (cursor = JSON.parse(event.data)));
    mine.addEventListener("open", () => {
      clearTimeout(late);
      poll(false);
    });
    mine.addEventListener("error", () => {
      clearTimeout(late);
      if (mine === source) poll(true);
    });
  }

  document.addEventListener("visibilitychange", () => document.hidden || (source?.readyState === EventSource.CLOSED && open()));
  addEventListener("online", () => source?.readyState === EventSource.CLOSED && open());
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
  return {
    /** Another conversation is on the screen. */
    look: open,
    stop() {
      stopped = true;
      source?.close();
      poll(false);
    },
  };
}
