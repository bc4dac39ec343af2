/** /studio/train: shows every two seconds how far the job is, and says when a stage begins; stops when it is over. */
const EVERY = 2000; // ms
const said = document.getElementById("job-said");
const acts = document.getElementById("job-acts");

document.documentElement.classList.add("js");

/** The fresh part takes the place of the old one; who reads the log stays where they are. */
function swap(fresh) {
  const old = document.getElementById("job");
  const log = old.querySelector(".job-log");
  const next = fresh.querySelector(".job-log");
  const focused = log && document.activeElement === log;
  const end = !log || log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  const top = log?.scrollTop ?? 0;
  const stage = old.dataset.stage;
  old.replaceWith(fresh);
  if (next) next.scrollTop = end ? next.scrollHeight : top;
  if (focused) next?.focus({ preventScroll: true });
  if (fresh.dataset.stage !== stage) said.textContent = fresh.dataset.stage;
}

async function look(id) {
  let response = null;
  try {
    response = await fetch(`/studio/train/${id}/part`, { headers: { Accept: "text/html" } });
  } catch {
    return true; // no connection: the next look tries again
  }
  if (response.redirected || [401, 403, 404].includes(response.status)) {
    location.reload(); // signed out: the page leads on
    return false;
  }
  if (!response.ok) return true;
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = parsed.getElementById("job");
  if (!fresh) return true;
  swap(document.importNode(fresh, true));
  if (fresh.dataset.over !== "1") return true;
  if (acts.contains(document.activeElement)) document.getElementById("main").focus();
  acts.hidden = true;
  return false;
}

async function follow(id) {
  let more = true;
  while (more) {
    await new Promise((wake) => setTimeout(wake, EVERY));
    if (!document.hidden) more = await look(id);
  }
}

const job = document.getElementById("job");
if (job && job.dataset.over !== "1") follow(job.dataset.job);
