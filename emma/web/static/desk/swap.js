/** Puts what the server rendered in the place of what is shown, and leaves alone what somebody is doing there. */
const CHANGING = /name="client_id" value="[^"]*"|(?<=<time class="counting"[^>]*>)[^<]*/g; // ids of forms, lengths that count
const shown = new WeakMap(); // element → the HTML it was made of

const source = (element) => element.outerHTML.replace(CHANGING, "");

/** Remember what the server sent for every part of `root`, before anybody changes it. */
export function remember(root) {
  for (const part of root.querySelectorAll("#lists, [data-swap]")) shown.set(part, source(part));
}

/** Replace `old` by `next` where they differ. `sent` is a form whose fields start anew. */
export function swap(old, next, sent) {
  const html = source(next);
  if (shown.get(old) === html) return unchanged(old, next, sent);
  const state = stateOf(old, sent);
  shown.set(next, html);
  old.replaceWith(next);
  restore(next, state);
}

/** Only the ids that make a second press harmless are new. */
function unchanged(old, next, sent) {
  const fresh = [...next.querySelectorAll("input[name=client_id]")];
  for (const [number, input] of [...old.querySelectorAll("input[name=client_id]")].entries()) {
    if (!input.form.dataset.unsure && fresh[number]) input.value = fresh[number].value;
  }
  if (sent && old.contains(sent)) sent.reset();
}

function stateOf(root, sent) {
  const active = document.activeElement;
  const fields = [...root.querySelectorAll("input[id], textarea[id], select[id]")];
  return {
    open: [...root.querySelectorAll("details[id][open]")].filter((one) => !sent || !one.contains(sent)).map(({ id }) => id),
    typed: fields.filter((field) => field.form !== sent && dirty(field)).map(({ id, value }) => [id, value]),
    kept: [...root.querySelectorAll("[data-keep]")].filter((one) => one.childElementCount),
    focus: root.contains(active) ? { selector: selectorOf(active), range: rangeOf(active) } : null,
    scroll: root.scrollTop,
  };
}

function restore(root, state) {
  state.open.forEach((id) => root.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", ""));
  for (const [id, value] of state.typed) {
    const field = root.querySelector(`#${CSS.escape(id)}`);
    if (field) field.value = value;
  }
  for (const one of state.kept) {
    const place = root.querySelector(`#${CSS.escape(one.id)}`);
    if (place && !place.childElementCount) place.replaceWith(one);
  }
  root.scrollTop = state.scroll;
  if (state.focus) focusAgain(root, state.focus);
}

function focusAgain(root, { selector, range }) {
  const field = root.querySelector(selector);
  if (!field) {
    root.tabIndex = -1;
    root.focus({ preventScroll: true });
    return;
  }
  field.focus({ preventScroll: true });
  if (range && field.setSelectionRange) field.setSelectionRange(...range);
}

function dirty(field) {
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected && option.index > 0);
  return field.value !== field.defaultValue;
}

function selectorOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const [name, value] = [element.getAttribute("name"), element.getAttribute("value")];
  return name ? `${element.tagName}[name="${CSS.escape(name)}"][value="${CSS.escape(value ?? "")}"]` : `${element.tagName}:not([disabled])`;
}

function rangeOf(field) {
  return field.tagName === "TEXTAREA" || field.type === "search" ? [field.selectionStart, field.selectionEnd] : null;
}
