/** Sending: one message after the other, each with its own client_id, so that a retry never doubles one. */
import { newest, refresh, showOwn } from "./messages.js";

const PATIENCE = 25000; // ms; the server gives up on a turn before that

/** A fresh id; randomUUID exists only on secure origins. */
function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const online = () => navigator.onLine || new Promise((resolve) => addEventListener("online", resolve, { once: true }));

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

/** Make the outbox of one conversation; `onStatus` hears `{status, handoff}` with each answer. */
export function outbox(id, onStatus) {
  const busy = document.getElementById("busy");
  let refused = () => {};
  let last = Promise.resolve();
  let waiting = 0;

  async function deliver(item, body) {
    item.dataset.state = "sending";
    let result;
    try {
      result = await post(id, body);
    } catch {
      item.dataset.state = "failed";
      return;
    }
    if (result.ok) return sent(item, result.answer);
    // What cannot succeed as it is goes back to the field; the rest may be tried again.
    if ([403, 404, 409, 413, 422].includes(result.status)) {
      item.remove();
      refused(result.code, body.text ?? "");
    } else {
      item.dataset.state = "failed";
      if (result.status === 429 || result.status === 503) refused(result.code, "");
    }
  }

  async function sent(item, answer) {
    const before = newest();
    item.dataset.state = "sent";
    item.querySelectorAll(".state:not([data-for=sent])").forEach((state) => state.remove());
    item.dataset.seq = answer.message.seq;
    item.id = `message-${answer.message.seq}`;
    const masked = answer.message.masked?.length > 0;
    await refresh(Math.min(before, answer.message.seq - 1), masked);
    onStatus(answer);
  }

  function queue(item, body) {
    waiting += 1;
    busy.hidden = false;
    last = last.then(() => deliver(item, body)).finally(() => {
      waiting -= 1;
      busy.hidden = waiting > 0 ? busy.hidden : true;
    });
  }

  return {
    /** Send `{text}` or `{choice}` and show `shown` at once. */
    send(what, shown, language) {
      const body = { client_id: freshId(), ...what };
      const item = showOwn(shown, language);
      item.addEventListener("click", (event) => {
        const action = event.target.dataset.do;
        if (action === "retry") queue(item, body);
        if (action === "delete") item.remove();
        if (action) document.getElementById("text").focus();
      });
      document.getElementById("suggested")?.remove();
      queue(item, body);
    },
    /** Tell who shows an error: `handler(code, text to give back)`. */
    onRefused(handler) {
      refused = handler;
    },
    /** Run `work` when nothing is on its way, so that one's own message is never shown twice. */
    settled: (work) => last.then(work),
  };
}
