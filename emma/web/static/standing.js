/** Where the visitor stands (with Emma, in line, with an agent, ended): taken from the page as the server renders it. */
const standing = () => document.getElementById("standing");
let place = "";

async function page(request) {
  const response = await request;
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Take over what the fresh page says. The live region stays, so that only a changed sentence is announced. */
function adopt(fresh) {
  const next = fresh.getElementById("standing");
  const mine = standing();
  if (!next || !mine) return;
  const focused = mine.contains(document.activeElement);
  const shown = document.getElementById("status");
  const [status, ...others] = next.children;
  if (shown.textContent !== status.textContent) shown.textContent = status.textContent;
  while (shown.nextSibling) shown.nextSibling.remove();
  mine.append(...others);
  mine.className = next.className;
  mine.dataset.status = next.dataset.status;
  document.querySelector("label[for=text]").textContent = fresh.querySelector("label[for=text]").textContent;
  if (focused && !mine.contains(document.activeElement)) document.getElementById("text").focus();
}

/** Put a closing sentence in place of the field: "ended" or "erased". */
export function finish(how) {
  const dock = standing()?.parentElement; // the field stands in the same box
  if (!dock) return;
  dock.replaceChildren(document.getElementById(how).content.cloneNode(true));
  document.getElementById("suggested")?.remove();
  dock.querySelector("[tabindex]").focus();
}

/** Hear `{status, handoff}` and show it when it differs from what is shown. */
export async function follow({ status, handoff }) {
  if (!standing() || !status) return;
  if (status === "ended") return finish("ended");
  const now = JSON.stringify([handoff?.position, handoff?.estimated_wait]);
  const known = status === standing().dataset.status && (status !== "waiting" || now === place || !place);
  place = now;
  if (!known) await page(fetch("/chat", { headers: { Accept: "text/html" } })).then(adopt).catch(() => {});
}

/** Post a form such as "Talk to a person" without leaving the page; by a plain post where that fails. */
export async function submitQuietly(form) {
  const buttons = [...form.querySelectorAll("button")];
  if (buttons.some((button) => button.ariaDisabled === "true")) return;
  buttons.forEach((button) => (button.ariaDisabled = "true"));
  try {
    adopt(await page(fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })));
  } catch {
    form.submit();
  } finally {
    buttons.forEach((button) => (button.ariaDisabled = null));
  }
}
