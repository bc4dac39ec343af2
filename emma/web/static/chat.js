/** The chat page: wires the form, the buttons and the live updates. Without it the page works by plain forms. */
import { compose } from "./composer.js";
import { leaveQuickly, tellHost } from "./leaving.js";
import { listen } from "./live.js";
import { clock, refresh, showLatest } from "./messages.js";
import { outbox } from "./outbox.js";
import { finish, follow, submitQuietly } from "./standing.js";

function start(id) {
  const box = outbox(id, follow);
  const composer = compose(box);
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.send) {
      event.preventDefault();
      box.send({ [form.dataset.send]: submitter.value }, submitter.textContent.trim(), submitter.lang);
      if (form.id === "suggested") composer.focus();
    } else if ("quiet" in form.dataset) {
      event.preventDefault();
      submitQuietly(form).then(() => refresh());
    } else if (form.id === "erase") {
      event.preventDefault();
      erase(form).then(live.stop);
    } else if (form.id === "language") {
      composer.keepDraft();
    }
  });
  const live = listen(id, box.settled, follow);
}

/** Erase on the server, then here. */
async function erase(form) {
  const done = await fetch(form.action, { method: "POST", redirect: "manual" }).catch(() => null);
  if (!done) return form.submit();
  document.getElementById("messages").replaceChildren();
  form.closest("details").remove();
  finish("erased");
}

clock(document);
if (document.getElementById("composer")) start(document.getElementById("main").dataset.conversation);
if (document.querySelector("[data-seq]")) showLatest();
leaveQuickly(document.getElementById("exit"));
tellHost();
