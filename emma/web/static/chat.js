/** The chat page: wires the form, the buttons and the live updates. Without it the page works by plain forms. */
import { listen } from "./live.js";
import { clock, refresh, showLatest } from "./messages.js";
import { compose } from "./composer.js";
import { outbox } from "./outbox.js";
import { leaveQuickly, tellHost } from "./leaving.js";

const main = document.getElementById("main");
const standing = () => document.getElementById("standing");

/** Take the standing (waiting, with an agent) from the page as the server renders it now. */
function adopt(page) {
  const fresh = page.getElementById("standing");
  if (!fresh || !standing()) return location.reload();
  const focused = standing().contains(document.activeElement);
  const [status, ...others] = fresh.children;
  const shown = document.getElementById("status");
  // The live region itself stays, so that only a changed sentence is announced.
  if (shown.textContent !== status.textContent) shown.textContent = status.textContent;
  standing().replaceChildren(shown, ...others);
  standing().className = fresh.className;
  standing().dataset.status = fresh.dataset.status;
  document.querySelector("label[for=text]").textContent = page.querySelector("label[for=text]").textContent;
  if (focused) document.getElementById("text").focus();
}

async function page(request) {
  const response = await request;
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function syncStatus(status) {
  if (status === "ended") return location.reload();
  await page(fetch("/chat", { headers: { Accept: "text/html" } })).then(adopt).catch(() => {});
}

/** Buttons such as "Talk to a person": the same form post, without leaving the page. */
async function submitQuietly(form) {
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  try {
    adopt(await page(fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })));
    await refresh();
  } catch {
    form.submit();
  } finally {
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

function start(id) {
  const box = outbox(id, (status) => status !== standing().dataset.status && syncStatus(status));
  const composer = compose(box);
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.send) {
      event.preventDefault();
      box.send({ [form.dataset.send]: submitter.value }, submitter.textContent.trim(), submitter.lang);
      if (form.id === "suggested") composer.focus();
    } else if ("quiet" in form.dataset) {
      event.preventDefault();
      if (!form.querySelector("[aria-disabled]")) submitQuietly(form);
    } else if (form.id === "language") {
      composer.keepDraft();
    }
  });
  listen(id, box.settled, syncStatus);
}

clock(document);
if (main.dataset.conversation && document.getElementById("composer")) start(main.dataset.conversation);
if (document.querySelector("[data-seq]")) showLatest();
leaveQuickly(document.getElementById("exit"));
tellHost();
