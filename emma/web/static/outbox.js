/** Sending: one message after the other, each with its own client_id, so that a retry never doubles one.
    What is not sent yet stays in this tab's storage and is sent after a reload, a sleep or a restart of the server. */
import { newest, refresh, showOwn } from "./messages.js";

const PATIENCE = 25000; // ms; the server gives up on a turn before that
const PAUSES = [1000, 4000]; // ms before it is tried again by itself
const FINAL = [403, 404, 409, 413, 422]; // what cannot succeed as it is
const UNSENT = "unsent";

/** A fresh id; randomUUID exists only on secure origins. */
function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const online = () => navigator.onLine || new Promise((resolve) => addEventListener("online", resolve, { once: true }));
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function post(id, body) {
  await online();
  const response = await fetch(`/api/conversations/${id}/messages`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const answer = await response.json().catch(() => ({}));
  return { status: response.status, ok: response.ok, answer, code: answer.error?.code ?? "error" };
}

/** Post until there is an answer that counts; null when the last try did not reach the server. */
async function persist(id, body) {
  for (const wait of [...PAUSES, 0]) {
    const result = await post(id, body).catch(() => null);
    if (result && ![502, 503, 504].includes(result.status)) return result;
    if (!wait) return result;
    await pause(wait);
  }
}

/** What of conversation `id` is unsent, in this tab only. */
function unsent(id, change) {
  try {
    const all = JSON.parse(sessionStorage.getItem(UNSENT) ?? "[]");
    const mine = all.filter((one) => one.id === id);
    if (change) sessionStorage.setItem(UNSENT, JSON.stringify(change(mine)));
    return mine;
  } catch {
    return [];
  }
}

/** Make the outbox of one conversation; `onStatus` hears `{status, handoff}` with each answer. */
export function outbox(id, onStatus) {
  const busy = document.getElementById("busy");
  let refused = () => {};
  let last = Promise.resolve();
  let waiting = 0;
  const forget = (body) => unsent(id, (all) => all.filter((one) => one.body.client_id !== body.client_id));

  async function deliver(item, body) {
    item.dataset.state = "sending";
    const result = await persist(id, body);
    if (result?.ok) {
      forget(body);
      return sent(item, result.answer);
    }
    // What cannot succeed as it is goes back to the field; the rest may be tried again.
    if (result && FINAL.includes(result.status)) {
      forget(body);
      item.remove();
      refused(result.code, body.text ?? "");
    } else {
      item.dataset.state = "failed";
      if (result?.status === 429 || result?.status === 503) refused(result.code, "");
    }
  }

  async function sent(item, answer) {
    const before = newest();
    const { seq, masked } = answer.message;
    item.dataset.state = "sent";
    item.querySelectorAll(".state:not([data-for=sent])").forEach((state) => state.remove());
    const shown = document.getElementById(`message-${seq}`);
    if (shown && shown !== item) item.remove(); // it had arrived before the page was loaded again
    else Object.assign(item, { id: `message-${seq}` }).dataset.seq = seq;
    await refresh(Math.min(before, seq - 1), masked?.length > 0);
    onStatus(answer);
  }

  function queue(item, body) {
    waiting += 1;
    const person = document.getElementById("standing")?.dataset.status === "with_agent";
    busy.textContent = person ? "" : busy.dataset.text;
    last = last.then(() => deliver(item, body)).finally(() => {
      waiting -= 1;
      if (!waiting) busy.textContent = "";
    });
  }

  function put(body, shown, language) {
    const item = showOwn(shown, language);
    item.addEventListener("click", (event) => {
      const action = event.target.dataset.do;
      if (action === "retry") queue(item, body);
      if (action === "delete") {
        forget(body);
        item.remove();
      }
      if (action) document.getElementById("text").focus();
    });
    document.getElementById("suggested")?.remove();
    queue(item, body);
  }

  for (const { body, shown, language } of unsent(id)) put(body, shown, language);

  return {
    /** Send `{text}` or `{choice}` and show `shown` at once. */
    send(what, shown, language) {
      const body = { client_id: freshId(), ...what };
      document.getElementById("done").textContent = "";
      unsent(id, (all) => [...all, { id, body, shown, language }]);
      put(body, shown, language);
    },
    /** Tell who shows an error: `handler(code, text to give back)`. */
    onRefused(handler) {
      refused = handler;
    },
    /** Run `work` when nothing is on its way, so that one's own message is never shown twice. */
    settled: (work) => last.then(work),
  };
}
