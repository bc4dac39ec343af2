/** Times in the reader's own zone, and lengths that count. */
const twoDigits = (number) => String(number).padStart(2, "0");

/** Seconds as 3:07, from an hour on as 1:02:07. */
function length(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

/** Write every length in `root` anew; called each second. */
export function tick(root) {
  for (const time of root.querySelectorAll("time.counting")) {
    const since = Date.parse(time.dateTime);
    if (Number.isNaN(since)) continue;
    const shown = length(Math.max(0, Math.floor((Date.now() - since) / 1000)));
    if (time.textContent !== shown) time.textContent = shown;
  }
}

/** Write all times of `root`: moments in this browser's zone. */
export function clock(root) {
  tick(root);
  const language = document.documentElement.lang;
  const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  for (const time of root.querySelectorAll("time.at, time.moment")) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime())) time.textContent = (time.className === "at" ? hour : day).format(moment);
  }
}
