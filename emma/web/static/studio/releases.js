// A form that takes seconds is sent once and says so; the map says what the pointer is on; a refusal gets the focus.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = form.querySelector("button");
    const status = form.querySelector("[data-status]");
    button.setAttribute("aria-disabled", "true");
    if (status) status.textContent = form.dataset.busy;
  });
}
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-once]")) {
    delete form.dataset.sent;
    form.querySelector("button").removeAttribute("aria-disabled");
    const status = form.querySelector("[data-status]");
    if (status) status.textContent = "";
  }
});

const refused = document.getElementById("problems");
if (refused) refused.focus();

const picture = document.querySelector(".intent-map");
const pointer = document.querySelector("[data-pointer]");
if (picture && pointer) {
  pointer.hidden = false;
  const name = pointer.querySelector("strong");
  picture.addEventListener("pointerover", (event) => {
    const dot = event.target.closest("[data-name]");
    if (dot) name.textContent = dot.dataset.name;
  });
}
