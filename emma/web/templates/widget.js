/*! Emma chat widget, Apache-2.0. One tag: <script src=".../widget.js" data-language="en|es" data-open async></script> */
(() => {
  const script = document.currentScript;
  const labels = {{ labels | tojson }};
  const origin = new URL(script.src).origin;
  const css = `
    :host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; font: 1rem/1.4 "Source Sans Pro", "Helvetica Neue", Helvetica, Roboto, Arial, sans-serif; color-scheme: light dark; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; border: 2px solid transparent; }
    button:focus-visible { outline: .25rem solid #2491ff; outline-offset: .125rem; }
    .launch { font-weight: 700; color: #fff; background: #005ea2; border-radius: 2rem; padding: .75rem 1.5rem; box-shadow: 0 .25rem .75rem #0004; }
    .launch:hover { background: #1a4480; }
    .panel { position: fixed; inset: auto 1rem 1rem auto; width: min(27rem, calc(100vw - 2rem)); height: min(44rem, calc(100dvh - 2rem)); display: flex; flex-direction: column; overflow: hidden; background: #fff; border: 1px solid #71767a; border-radius: .5rem; box-shadow: 0 .5rem 2rem #0005; }
    .top { display: flex; justify-content: space-between; align-items: center; gap: 1rem; background: #162e51; color: #fff; padding: .25rem .25rem .25rem 1rem; font-weight: 700; }
    .top button { color: inherit; background: none; border-radius: .25rem; padding: .4rem .75rem; }
    .top button:hover { background: #1a4480; }
    iframe { border: 0; flex: 1; width: 100%; }
    @media (max-width: 30rem), (max-height: 30rem) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
    @media (prefers-color-scheme: dark) { .panel { background: #11161d; } .launch { background: #73b3e7; color: #11161d; } .launch:hover { background: #aacdec; } }
    @media print { :host { display: none; } }`;

  class EmmaChat extends HTMLElement {
    #built = false;

    connectedCallback() {
      if (this.#built) return;
      this.#built = true;
      const from = (name) => this.getAttribute(name) ?? script.getAttribute(name);
      const language = (from("data-language") || document.documentElement.lang || "en").slice(0, 2) === "es" ? "es" : "en";
      const text = labels[language];
      const make = (tag, values) => Object.assign(document.createElement(tag), values);
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
      const launch = make("button", { className: "launch", type: "button", textContent: text.button, lang: language });
      const panel = make("div", { className: "panel", hidden: true, role: "dialog", ariaLabel: text.title, lang: language });
      const top = make("div", { className: "top" });
      const close = make("button", { type: "button", textContent: text.close });
      top.append(make("span", { textContent: "Emma" }), close);
      panel.append(top);
      launch.ariaExpanded = "false";
      root.append(launch, panel);
      let frame = null;

      const show = (focus) => {
        if (!frame) {
          const src = `${origin}/chat?lang=${language}#host=${encodeURIComponent(location.origin)}`;
          frame = make("iframe", { title: text.title, src });
          panel.append(frame);
        }
        panel.hidden = false;
        launch.hidden = true;
        launch.ariaExpanded = "true";
        if (focus) frame.focus();
      };
      const hide = () => {
        if (panel.hidden) return;
        panel.hidden = true;
        launch.hidden = false;
        launch.ariaExpanded = "false";
        launch.focus();
      };
      launch.addEventListener("click", () => show(true));
      close.addEventListener("click", hide);
      panel.addEventListener("keydown", (event) => event.key === "Escape" && hide());
      window.addEventListener("message", (event) => {
        if (frame && event.origin === origin && event.source === frame.contentWindow && event.data === "close") hide();
      });
      if (from("data-open") !== null && from("data-open") !== "false") show(false);
    }
  }

  const start = () => document.querySelector("emma-chat") || document.body.append(document.createElement("emma-chat"));
  if (!customElements.get("emma-chat")) customElements.define("emma-chat", EmmaChat);
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
