/* A worker: one sign of life every 15 seconds, with the form token it was given. */
const EVERY = 15000;

self.addEventListener("message", ({ data: csrf }) => {
  async function beat() {
    try {
      const response = await fetch("/api/desk/heartbeat", { method: "POST", headers: { "X-CSRF": csrf } });
      const { state } = response.ok ? await response.json() : {};
      self.postMessage({ status: response.status, state });
    } catch {
      // without a connection there is nothing to tell; the next one may come through
    }
  }
  setInterval(beat, EVERY);
  beat();
});
