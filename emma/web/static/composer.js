/** The field a visitor writes in: Enter, the count, errors tied to the field. Unsent text stays in this browser. */
import { guard } from "./guard.js";

const DRAFT = "draft"; // kept in the tab only while the page changes its language

const NEAR = 300; // characters left when a small screen shows the count

/** Wire the form to `box` (outbox.js). */
export function compose(box) {
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
  return { focus, keepDraft: () => field.value && sessionStorage.setItem(DRAFT, field.value) };
}
