// The form of a row: to the problems first, and a word before what was typed is lost by leaving.

const problems = document.getElementById("problems");
if (problems) problems.focus();

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = Boolean(problems);
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
