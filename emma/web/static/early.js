/* Runs before the first paint: scripts work, the page is in a frame, the text size. A conversation ends for this
   browser with its tab: where no open tab knows it and it was not to be kept, it is not shown again. */
{
  const root = document.documentElement;
  const known = document.currentScript.dataset.conversation;
  root.classList.add("js", ...(window.self === window.top ? [] : ["framed"]));
  try {
    root.style.fontSize = sessionStorage.getItem("size") ?? "";
    if (known && sessionStorage.getItem("tab") !== known) {
      const channel = new BroadcastChannel("tabs");
      const gone = setTimeout(async () => {
        await fetch("/chat/forget", { method: "POST" });
        location.replace(`/chat${location.search}${location.hash}`);
      }, 300);
      root.hidden = true;
      channel.addEventListener("message", ({ data }) => {
        if (data !== `here ${known}`) return;
        clearTimeout(gone);
        channel.close();
        sessionStorage.setItem("tab", known);
        root.hidden = false;
      });
      channel.postMessage(`where ${known}`);
    }
  } catch {
    root.hidden = false; // no storage in this frame: the cookie alone decides
  }
}
