/** The chat page: wires the form, the buttons and the live updates. Without it the page works by plain forms. */
import { compose } from "./composer.js";
import { dictate } from "./dictation.js";
import { answerTabs, leaveQuickly, tellHost } from "./leaving.js";
import { listen } from "./live.js";
import { clock, refresh, showLatest } from "./messages.js";
import { outbox } from "./outbox.js";
import { readAloud, resize } from "./reading.js";
import { finish, follow, submitQuietly } from "./standing.js";
import { take } from "./taking.js";

function start(id) {
  const box = outbox(id, follow);
  const composer = compose(box, id);
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.send) {
      event.preventDefault();
      box.send({ [form.dataset.send]: submitter.value }, submitter.textContent.trim(), submitter.lang);
      if (form.id === "suggested") composer.focus();
    } else if (form.id === "erase") {
      event.preventDefault();
      erase(form).then(live.stop);
    } else if (form.id === "language") {
      composer.keepDraft();
    }
  });
  const live = listen(id, box.settled, follow);
  addEventListener("ended", live.stop);
  dictate(document.getElementById("dictate"), document.getElementById("text"));
  tellHost((text) => box.send({ text }, text));
}

/** Erase on the server, then here. */
async function erase(form) {
  const done = await fetch(form.action, { method: "POST", redirect: "manual" }).catch(() => null);
  if (!done) return form.submit();
  document.getElementById("messages").replaceChildren();
  document.getElementById("saving").remove();
  finish("erased");
}

const { conversation } = document.getElementById("main").dataset;
clock(document);
answerTabs(conversation);
document.addEventListener("submit", (event) => {
  if (!("quiet" in event.target.dataset)) return;
  event.preventDefault();
  submitQuietly(event.target, event.submitter).then(() => refresh());
});
resize(document.getElementById("reading"));
readAloud(document.getElementById("aloud"));
take(document.getElementById("log"));
if (document.getElementById("composer")) start(conversation);
else tellHost();
if (document.querySelector("[data-seq]")) showLatest();
leaveQuickly(document.getElementById("exit"));
