/** Live updates: the event stream, and asking every five seconds where a stream does not come through. */
import { newest, refresh } from "./messages.js";

const INTERVAL = 5000; // ms between questions without a stream
const OPENING = 10000; // ms a stream may take to open before we ask as well

/** Follow conversation `id`; `settled` runs work when nothing is on its way, `onStatus` hears a changed status. */
export function listen(id, settled, onStatus) {
  let stream = null;
  let timer = null;
  const look = () => settled(() => refresh());

  function poll(on) {
    if (on && !timer) timer = setInterval(() => document.hidden || look(), INTERVAL);
    if (!on && timer) timer = clearInterval(timer) ?? null;
  }

  function open() {
    if (stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource(`/api/conversations/${id}/events`);
    const late = setTimeout(() => poll(true), OPENING);
    stream.addEventListener("open", () => {
      clearTimeout(late);
      poll(false);
      look();
    });
    stream.addEventListener("message", (event) => {
      const { seq } = JSON.parse(event.data);
      if (!(seq <= newest())) look();
    });
    stream.addEventListener("status", (event) => onStatus(JSON.parse(event.data).status));
    stream.addEventListener("error", () => {
      clearTimeout(late);
      poll(true);
    });
  }

  function wake() {
    if (document.hidden) return;
    open();
    look();
  }

  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", () => stream.close()); // an open stream would keep the page out of the back cache
  document.addEventListener("visibilitychange", wake);
  open();
}
