/** What an agent chose for this browser: sound, title, single keys. Nothing else is kept in it. */
const PLACE = "emma.desk";

function all() {
  try {
    return { sound: true, title: true, keys: true, ...JSON.parse(localStorage.getItem(PLACE) ?? "{}") };
  } catch {
    return { sound: true, title: true, keys: true };
  }
}

/** Whether `name` is on. */
export const chosen = (name) => all()[name];

/** Tie a checkbox to `name`. */
export function choice(box, name) {
  box.checked = chosen(name);
  box.addEventListener("change", () => {
    localStorage.setItem(PLACE, JSON.stringify({ ...all(), [name]: box.checked }));
    document.dispatchEvent(new CustomEvent("chosen"));
  });
}
