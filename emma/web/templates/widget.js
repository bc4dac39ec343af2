/*! Emma chat widget, Apache-2.0. <script src=".../widget.js" data-language="en|es" data-open data-position="left|right" data-accent="#005ea2" async></script> */
(() => {
  const script = document.currentScript;
  const labels = {{ labels | tojson }};
  const { origin } = new URL(script.src);
  const css = (accent, ink, side) => `
:host{all:initial;position:fixed;inset:auto ${side === "left" ? "auto 1rem 1rem" : "1rem 1rem auto"};z-index:2147483000;font:1rem/1.4 "Source Sans Pro","Helvetica Neue",Helvetica,Roboto,Arial,sans-serif;color-scheme:light dark}
[hidden]{display:none!important}
button{font:inherit;cursor:pointer;border:2px solid transparent}
button:focus-visible{outline:.25rem solid #2491ff;outline-offset:.125rem}
.launch{font-weight:700;color:${ink};background:${accent};border-radius:2rem;padding:.75rem 1.5rem;box-shadow:0 .25rem .75rem #0004}
.launch:hover{text-decoration:underline}
.panel{position:fixed;inset:inherit;width:min(27rem,calc(100vw - 2rem));height:min(44rem,calc(100dvh - 2rem));display:flex;flex-direction:column;overflow:hidden;background:Canvas;border:1px solid #71767a;border-radius:.5rem;box-shadow:0 .5rem 2rem #0005}
.top{display:flex;justify-content:space-between;align-items:center;background:#162e51;color:#fff;padding:.25rem .25rem .25rem 1rem;font-weight:700}
.top button{color:inherit;background:none;border-radius:.25rem;padding:.4rem .75rem}
.top button:hover{background:#1a4480}
iframe{border:0;flex:1;width:100%}
@media(max-width:30rem),(max-height:30rem){.panel{inset:0;width:auto;height:auto;border:0;border-radius:0}}
@media print{:host{display:none}}`;

  /** White or black, whichever is easier to read on this colour (WCAG relative luminance). */
  function inkOn(accent) {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(accent.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  }

  class EmmaChat extends HTMLElement {
    #parts = null;
    #frame = null;
    #ready = false;
    #asked = [];
    #left = null;

    connectedCallback() {
      this.#left = new AbortController();
      addEventListener("message", (event) => this.#hear(event), { signal: this.#left.signal });
      if (this.#parts) return;
      const from = (name) => this.getAttribute(name) ?? script.getAttribute(name);
      const language = (from("data-language") || document.documentElement.lang || "en").slice(0, 2) === "es" ? "es" : "en";
      const accent = /^#[\da-f]{6}$/i.test(from("data-accent")) ? from("data-accent") : "#005ea2";
      const text = labels[language];
      const make = (tag, values) => Object.assign(document.createElement(tag), { lang: language, ...values });
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css(accent, inkOn(accent), from("data-position")));
      root.adoptedStyleSheets = [sheet];
      const launch = make("button", { className: "launch", type: "button", textContent: text.button, ariaExpanded: "false" });
      const panel = make("div", { className: "panel", hidden: true, role: "dialog", ariaLabel: text.title });
      const top = make("div", { className: "top" });
      const close = make("button", { type: "button", textContent: text.close });
      top.append(make("span", { textContent: "Emma" }), close);
      panel.append(top);
      root.append(launch, panel);
      this.#parts = { launch, panel, text, language };
      launch.addEventListener("click", () => this.open());
      close.addEventListener("click", () => this.close());
      panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
      if (!["false", null].includes(from("data-open"))) this.#show();
    }

    disconnectedCallback() {
      this.#left.abort();
      this.#ready = false; // a frame that is put back loads again
    }

    /** Show the chat and put the focus into it. */
    open() {
      this.#show();
      this.#frame.focus();
    }

    /** Hide the chat and give the focus back. */
    close() {
      const { launch, panel } = this.#parts;
      if (panel.hidden) return;
      panel.hidden = true;
      launch.hidden = false;
      launch.ariaExpanded = "false";
      launch.focus();
      this.dispatchEvent(new Event("closed"));
    }

    /** Open the chat and ask this question. */
    ask(text) {
      this.open();
      this.#asked.push(String(text));
      this.#pass();
    }

    /** Hear "opened" or "closed"; nothing else is ever told. */
    on(name, handler) {
      this.addEventListener(name, handler);
    }

    #show() {
      const { launch, panel, text, language } = this.#parts;
      if (!this.#frame) {
        const src = `${origin}/chat?lang=${language}#host=${encodeURIComponent(location.origin)}`;
        const allow = "clipboard-write; microphone; on-device-speech-recognition";
        this.#frame = Object.assign(document.createElement("iframe"), { title: text.title, allow, src });
        panel.append(this.#frame);
      }
      if (!panel.hidden) return;
      panel.hidden = false;
      launch.hidden = true;
      launch.ariaExpanded = "true";
      this.dispatchEvent(new Event("opened"));
    }

    #hear(event) {
      if (event.origin !== origin || event.source !== this.#frame?.contentWindow) return;
      if (event.data === "close") this.close();
      if (event.data !== "ready") return;
      this.#ready = true;
      this.#pass();
    }

    #pass() {
      if (this.#ready) for (const ask of this.#asked.splice(0)) this.#frame.contentWindow.postMessage({ ask }, origin);
    }
  }

  if (!customElements.get("emma-chat")) customElements.define("emma-chat", EmmaChat);
  const start = () => document.querySelector("emma-chat") || document.body.append(document.createElement("emma-chat"));
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
