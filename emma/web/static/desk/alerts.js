/** Calls for attention: a tone, a sign in the window's title, a sentence for screen readers. Both first can be turned off. */
import { isOpen } from "./page.js";
import { chosen } from "./settings.js";

const TONES = { message: [[880, 0]], waiting: [[660, 0], [880, 0.14]], danger: [[988, 0], [740, 0.18], [988, 0.36]] };

export function alerts() {
  const live = document.getElementById("live");
  const topics = JSON.parse(live.dataset.topics);
  let sound = null;
  let base = document.title;
  let [unread, queue, room] = [0, 0, false];
  let first = { waiting: true, danger: true };
  let known = new Set();

  function tone(name) {
    if (!chosen("sound")) return;
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume();
    for (const [pitch, at] of TONES[name]) {
      const [voice, volume] = [sound.createOscillator(), sound.createGain()];
      volume.gain.setValueAtTime(0.12, sound.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.16);
      voice.frequency.value = pitch;
      voice.connect(volume).connect(sound.destination);
      voice.start(sound.currentTime + at);
      voice.stop(sound.currentTime + at + 0.17);
    }
  }

  function title() {
    const count = unread + (room ? queue : 0);
    document.title = chosen("title") && count ? `(${count}) ${base}` : base;
  }

  document.addEventListener("shown", ({ detail }) => {
    base = detail;
    title();
  });
  document.addEventListener("chosen", title);

  return {
    waiting(waiting) {
      const fresh = waiting.some(({ id }) => !known.has(id));
      known = new Set(waiting.map(({ id }) => id));
      queue = waiting.length;
      title();
      if (fresh && !first.waiting) {
        live.textContent = (queue === 1 ? live.dataset.waitingOne : live.dataset.waitingMany).replace("{n}", queue);
        tone("waiting");
      }
      first.waiting = false;
    },
    mine(mine) {
      unread = mine.filter((one) => one.last_seq > one.unread_after && (document.hidden || !isOpen(one.id))).length;
      this.subjects = new Map(mine.map((one) => [one.id, topics[one.topic] ?? one.topic]));
      title();
    },
    message(message) {
      if (message.sender !== "visitor" || (isOpen(message.handoff) && !document.hidden)) return;
      live.textContent = live.dataset.message.replace("{topic}", this.subjects?.get(message.handoff) ?? "");
      tone("message");
    },
    presence(presence) {
      room = presence.state === "here" && !presence.no_more && presence.active < presence.capacity;
      title();
    },
    danger(handoffs) {
      const fresh = handoffs.some((id) => !this.alarmed?.has(id));
      this.alarmed = new Set(handoffs);
      if (fresh && !first.danger) {
        live.textContent = live.dataset.safety;
        tone("danger");
      }
      first.danger = false;
    },
  };
}
