/** Tells while one types what the server would take out. What is found stays in this page. */
import { find } from "./shield.js";

const PAUSE = 400; // ms without a key before a screen reader is told

/** Watch `field` and speak in `line` (role=status); gives the function to call when the text has changed. */
export function guard(field, line) {
  const names = JSON.parse(line.dataset.kinds);
  const own = line.dataset.own.split(" ");
  let shown = "";
  let timer = 0;

  function show() {
    const found = find(field.value, own);
    const kinds = [...new Set(found.map(({ kind }) => names[kind] ?? kind))].join(", ");
    const values = found.map(({ start, end }) => field.value.slice(start, end));
    if (kinds + values === shown) return;
    shown = kinds + values;
    line.replaceChildren();
    if (!kinds) return;
    const marks = document.createElement("span");
    marks.setAttribute("aria-hidden", "true"); // the kind is read aloud, not the number
    for (const value of values) {
      const mark = document.createElement("mark");
      mark.textContent = value;
      marks.append(mark, " ");
    }
    line.append(marks, line.dataset.text.replace("{kinds}", kinds));
  }

  return () => {
    clearTimeout(timer);
    timer = setTimeout(show, field.value ? PAUSE : 0);
  };
}
