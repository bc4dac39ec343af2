/** The field an agent writes in: Enter sends, dots for the visitor, the shield while one types. Unsent text stays here. */
import { guard } from "../guard.js";

const TELL_EVERY = 3000; // ms between two signs that somebody types
const shields = new WeakMap();

function shield(field) {
  if (!shields.has(field)) shields.set(field, guard(field, document.getElementById("shield")));
  return shields.get(field);
}

/** Listen on the page, since the field is replaced when the conversation changes. */
export function writing() {
  const csrf = document.querySelector("meta[name=csrf]").content;
  let told = 0;

  function tell() {
    const conversation = document.getElementById("talk")?.dataset.conversation;
    if (!conversation || Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    fetch(`/api/desk/conversations/${conversation}/typing`, { method: "POST", headers: { "X-CSRF": csrf } }).catch(() => {});
  }

  document.addEventListener("input", ({ target }) => {
    if (target.id !== "text") return;
    shield(target)();
    if (target.value) tell();
  });
  document.addEventListener("keydown", (event) => {
    const { target, key, shiftKey, isComposing } = event;
    if (target.id !== "text" || key !== "Enter" || shiftKey || isComposing || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    if (target.value.trim()) target.form.requestSubmit(document.getElementById("send"));
  });
}
