/** Reading and hearing: the size of the text, and answers read aloud by a voice of this device. Off until chosen. */
const SIZES = ["100%", "112.5%", "125%", "150%", "200%"];

/** The two buttons for the size; it lasts as long as the tab. */
export function resize(box) {
  const root = document.documentElement;
  box.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-size]")?.dataset.size);
    if (!step) return;
    const now = Math.max(0, SIZES.indexOf(root.style.fontSize || SIZES[0]));
    root.style.fontSize = SIZES[Math.min(SIZES.length - 1, Math.max(0, now + step))];
    sessionStorage.setItem("size", root.style.fontSize);
  });
}

/** Offered only where the device has a voice of its own for the page's language: nothing goes to a speech service. */
export function readAloud(line) {
  const speech = self.speechSynthesis;
  if (!speech) return;
  const voice = (language) => speech.getVoices().find((one) => one.localService && one.lang.startsWith(language));
  const button = line.querySelector("button");
  const offer = () => (line.hidden = !voice(document.documentElement.lang));
  speech.addEventListener?.("voiceschanged", offer);
  offer();
  button.addEventListener("click", () => {
    const on = button.ariaPressed !== "true";
    button.ariaPressed = String(on);
    if (!on) speech.cancel();
  });
  document.addEventListener("said", ({ detail: item }) => {
    const said = item.querySelector(".said");
    const mine = voice(said.lang || document.documentElement.lang);
    if (button.ariaPressed !== "true" || !mine) return;
    const words = new SpeechSynthesisUtterance(said.innerText);
    speech.speak(Object.assign(words, { voice: mine, lang: mine.lang }));
  });
  addEventListener("pagehide", () => speech.cancel());
}
