/** Where the visitor stands (with Emma, in line, with an agent, ended): taken from the page as the server renders it. */
const byId = (id) => document.getElementById(id);
let place = "";

async function page(request) {
  const response = await request;
  if (!response.headers.get("content-type")?.startsWith("text/html")) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Take over what the fresh page says of the dock and the secure forms. */
function adopt(fresh, withForms = false) {
  adoptForms(fresh, withForms);
  const next = fresh.getElementById("dock");
  if (!next) return;
  if (!next.querySelector("#composer")) return close(next.children);
  const standing = byId("standing");
  if (!standing) return;
  const focused = standing.contains(document.activeElement);
  const fixed = byId("status");
  const newer = fresh.getElementById("standing");
  const [status, ...others] = newer.children;
  // The live region stays, so that only a changed sentence is announced.
  if (fixed.textContent !== status.textContent) fixed.textContent = status.textContent;
  while (fixed.nextSibling) fixed.nextSibling.remove();
  standing.append(...others);
  standing.className = newer.className;
  Object.assign(standing.dataset, newer.dataset);
  byId("dock").querySelectorAll(".notice").forEach((notice) => notice.remove());
  standing.after(...next.querySelectorAll(".notice"));
  document.querySelector("label[for=text]").textContent = fresh.querySelector("label[for=text]").textContent;
  if (focused && !standing.contains(document.activeElement)) byId("text").focus();
}

/** The secure forms, unless they are the ones that are being filled in. */
function adoptForms(fresh, always) {
  const mine = byId("forms");
  const next = fresh.getElementById("forms");
  const ids = (root) => [...(root?.querySelectorAll("[data-form]") ?? [])].map((form) => form.dataset.form).join();
  if (!next || (!always && ids(mine) === ids(next))) return;
  const focused = mine.contains(document.activeElement);
  mine.replaceChildren(...next.children);
  const wrong = mine.querySelector("[aria-invalid]");
  if (wrong) return wrong.focus();
  if (focused) byId("text")?.focus();
  const title = mine.querySelector("h2");
  if (!title) return;
  byId("done").textContent = title.textContent;
  title.scrollIntoView({ block: "start" });
}

/** Put what is said at the end in place of the field. */
function close(children) {
  const dock = byId("dock");
  const first = Boolean(dock.querySelector("#composer"));
  dock.replaceChildren(...children);
  byId("suggested")?.remove();
  document.querySelectorAll(".choices, .ending").forEach((form) => form.remove());
  dock.querySelector("[tabindex]").focus();
  if (first) dispatchEvent(new Event("ended"));
}

/** Put a closing sentence of the page, such as "erased", in place of the field. */
export function finish(how) {
  close(byId(how).content.cloneNode(true).children);
}

/** Ask the server where the visitor stands, and show it. */
export const look = () => page(fetch("/chat/dock", { headers: { Accept: "text/html" } })).then(adopt).catch(() => {});

/** Hear `{status, handoff}` and show it when it differs from what is shown. */
export async function follow({ status, handoff }) {
  const standing = byId("standing");
  if (!standing || !status) return;
  const now = JSON.stringify(handoff ?? null);
  const known = status === standing.dataset.status && (status === "with_assistant" || now === place);
  place = now;
  if (!known) await look();
}

/** Whether the agent types. */
export function showTyping(typing) {
  const line = byId("typing");
  line.textContent = typing ? line.dataset.text.replace("{agent}", byId("standing")?.dataset.agent ?? "") : "";
}

/** Post a form such as "Talk to a person" without leaving the page; by a plain post where that fails. */
export async function submitQuietly(form, submitter) {
  const buttons = [...form.querySelectorAll("button")];
  if (buttons.some((button) => button.ariaDisabled === "true")) return;
  buttons.forEach((button) => (button.ariaDisabled = "true"));
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    show(form, response.ok, await page(Promise.resolve(response)));
  } catch {
    if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
    form.submit();
  } finally {
    buttons.forEach((button) => (button.ariaDisabled = null));
  }
}

function show(form, ok, fresh) {
  const { quiet } = form.dataset;
  const message = form.closest(".message")?.id;
  if (!ok && quiet !== "forms") {
    const said = fresh.querySelector("#error, .over [role=alert], .usa-intro")?.textContent;
    return ((byId("error") ?? byId("done")).textContent = said);
  }
  if (quiet === "after" && message) {
    const after = fresh.querySelector(`#${message} .after`);
    byId(message).querySelector(".after").replaceWith(after);
    after.querySelectorAll(".scripted").forEach((button) => (button.hidden = false));
  } else if (quiet === "saving") {
    form.replaceWith(fresh.querySelector("#saving form"));
    byId("saving").querySelector("form button").focus();
  }
  adopt(fresh, quiet === "forms");
  if (quiet === "forms" && ok) byId("done").textContent = fresh.getElementById("done").textContent;
}
