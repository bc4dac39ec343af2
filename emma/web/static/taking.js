/** Taking an answer along: copied with its sources, or printed alone. (The QR code needs no script.) */

function textOf(item) {
  const sources = [...item.querySelectorAll(".sources a")].map((link) => `${link.textContent} ${link.href}`);
  return [item.querySelector(".said").innerText.trim(), ...sources].join("\n");
}

async function copy(button, item) {
  await navigator.clipboard.writeText(textOf(item));
  document.getElementById("done").textContent = button.dataset.done;
}

function printOnly(item) {
  const marks = [document.documentElement, item];
  marks.forEach((element) => element.classList.add("printed"));
  addEventListener("afterprint", () => marks.forEach((element) => element.classList.remove("printed")), { once: true });
  print();
}

/** Wire the buttons of all answers in `log`, those to come as well; what opens below an answer is brought into view. */
export function take(log) {
  log.addEventListener("toggle", ({ target }) => target.open && target.closest(".after") && target.scrollIntoView({ block: "nearest" }), true);
  log.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-take]");
    const item = button?.closest(".message");
    if (!item) return;
    if (button.dataset.take === "copy") copy(button, item).catch(() => {});
    else printOnly(item);
  });
}
