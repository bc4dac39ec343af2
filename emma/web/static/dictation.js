/** Dictation, only where the browser turns speech into text on the device itself; otherwise it is not offered. */
const LOCALES = { en: "en-US", es: "es-US" };

/** Wire `button` to write into `field`. */
export async function dictate(button, field) {
  const Recognition = self.SpeechRecognition ?? self.webkitSpeechRecognition;
  const lang = LOCALES[document.documentElement.lang] ?? LOCALES.en;
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return;
  const ready = await Recognition.available({ langs: [lang], processLocally: true }).catch(() => "");
  if (ready !== "available") return;
  const heard = Object.assign(new Recognition(), { lang, processLocally: true, continuous: true });
  const listening = (on) => (button.ariaPressed = String(on));
  heard.addEventListener("result", ({ results, resultIndex }) => {
    field.value = `${field.value} ${results[resultIndex][0].transcript}`.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  heard.addEventListener("end", () => listening(false));
  button.addEventListener("click", () => {
    const on = button.ariaPressed !== "true";
    listening(on);
    if (on) heard.start();
    else heard.stop();
  });
  button.hidden = false;
}
