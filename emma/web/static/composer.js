/** The field a visitor writes in: Enter, the count, errors tied to the field. Unsent text stays in this browser. */
import { guard } from "./guard.js";

const DRAFT = "draft"; // kept in the tab only while the page is away
const TYPING = 3000; // ms between two signs that one types

const NEAR = 300; // characters left when a small screen shows the count

/** Wire the form to `box` (outbox.js) of conversation `id`. */
export function compose(box, id) {
  const form = document.getElementById("composer");
  const field = document.getElementById("text");
  const error = document.getElementById("error");
  const count = document.getElementById("count");
  const max = Number(field.dataset.max);
  const number = new Intl.NumberFormat(document.documentElement.lang === "es" ? "es-MX" : "en-US");
  const finePointer = matchMedia("(pointer: fine)");

  function showCount() {
    const left = max - field.value.length;
    count.textContent = (left < 0 ? count.dataset.over : count.dataset.left).replace("{n}", number.format(Math.abs(left)));
    count.classList.toggle("too-long", left < 0);
    count.classList.toggle("near", left < NEAR);
  }

  function showError(code) {
    const texts = document.getElementById("errors").content;
    const text = code && (texts.querySelector(`[data-code="${code}"]`) ?? texts.querySelector('[data-code="error"]'));
    error.textContent = text ? text.textContent : "";
    document.getElementById("field").classList.toggle("usa-form-group--error", Boolean(text));
    field.classList.toggle("usa-input--error", Boolean(text));
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function focus() {
    if (finePointer.matches) field.focus();
    else document.getElementById("log").focus({ preventScroll: true });
  }

  let told = 0;
  function tellTyping() {
    const person = document.getElementById("standing")?.dataset.status === "with_agent";
    if (!person || !field.value.trim() || Date.now() - told < TYPING) return;
    told = Date.now();
    fetch(`/api/conversations/${id}/typing`, { method: "POST" }).catch(() => {});
  }

  const shield = guard(field, document.getElementById("shield"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const code = !text ? "invalid" : field.value.length > max ? "too_long" : "";
    showError(code);
    if (!code) {
      box.send({ text: field.value }, text);
      field.value = "";
      showCount();
      shield();
    }
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !finePointer.matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener("input", () => {
    showCount();
    shield();
    tellTyping();
    if (error.textContent && field.value.trim() && field.value.length <= max) showError("");
  });
  box.onRefused((code, text) => {
    if (text && !field.value) field.value = text;
    showCount();
    shield();
    showError(code);
    field.focus();
  });

  const offline = document.getElementById("offline");
  const showLine = () => (offline.textContent = navigator.onLine ? "" : offline.dataset.text);
  addEventListener("online", showLine);
  addEventListener("offline", showLine);

  field.value ||= sessionStorage.getItem(DRAFT) ?? "";
  sessionStorage.removeItem(DRAFT);
  showLine();
  showCount();
  shield();
  const keepDraft = () => field.isConnected && field.value && sessionStorage.setItem(DRAFT, field.value);
  addEventListener("pagehide", keepDraft);
  addEventListener("pageshow", () => sessionStorage.removeItem(DRAFT));
  return { focus, keepDraft };
}
