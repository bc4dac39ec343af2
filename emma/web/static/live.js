/** Live updates: the event stream, and asking every five seconds where a stream does not come through. */
import { newest, refresh } from "./messages.js";
import { look as lookAtDock, showTyping } from "./standing.js";

const INTERVAL = 5000; // ms between questions without a stream
const OPENING = 10000; // ms a stream may take to open before we ask as well
const HEARTBEAT = 30000; // ms; tells that the page is still open while a person is waited for or writes

/** Follow conversation `id`; `settled` runs work when nothing is on its way, `onStatus` hears `{status, handoff}`. */
export function listen(id, settled, onStatus) {
  const base = `/api/conversations/${id}`;
  let stream = null;
  let timer = null;
  let stopped = false;
  const look = () => settled(() => refresh());

  function ask() {
    if (document.hidden || stopped) return;
    look();
    lookAtDock();
  }

  function poll(on) {
    if (on) timer ??= setInterval(ask, INTERVAL);
    else timer = clearInterval(timer) ?? null;
  }

  function open() {
    if (stopped || (stream && stream.readyState !== EventSource.CLOSED)) return;
    stream = new EventSource(`${base}/events?after=${newest()}`);
    const late = setTimeout(() => poll(true), OPENING);
    stream.addEventListener("open", () => {
      clearTimeout(late);
      poll(false);
    });
    stream.addEventListener("message", (event) => {
      const { seq, sender } = JSON.parse(event.data);
      if (sender === "agent") showTyping(false);
      if (!(seq <= newest())) look();
    });
    stream.addEventListener("status", (event) => onStatus(JSON.parse(event.data)));
    stream.addEventListener("typing", (event) => showTyping(JSON.parse(event.data).agent));
    stream.addEventListener("forms", lookAtDock);
    stream.addEventListener("error", () => {
      clearTimeout(late);
      if (!stopped) poll(true);
    });
  }

  function wake() {
    if (document.hidden || stopped) return;
    open();
    look();
    beat();
  }

  function beat() {
    const status = document.getElementById("standing")?.dataset.status;
    if (status === "waiting" || status === "with_agent") fetch(`${base}/heartbeat`, { method: "POST" }).catch(() => {});
  }

  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", () => stream.close()); // an open stream would keep the page out of the back cache
  document.addEventListener("visibilitychange", wake);
  const heart = setInterval(beat, HEARTBEAT);
  open();
  return {
    /** Nothing is followed any more. */
    stop() {
      stopped = true;
      stream.close();
      poll(false);
      clearInterval(heart);
      showTyping(false);
    },
  };
}
