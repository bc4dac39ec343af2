/**
 * `npm run css`: writes static/uswds/ from the installed design system: only the rules that our templates
 * and scripts use, the two font files that emma.css names, and the licence.
 */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { PurgeCSS } from "purgecss";

const web = dirname(fileURLToPath(import.meta.url));
const system = join(dirname(createRequire(import.meta.url).resolve("@uswds/uswds/css/uswds.min.css")), "..", "..");
const target = join(web, "static", "uswds");
const FONTS = ["sourcesanspro-regular-webfont.woff2", "sourcesanspro-bold-webfont.woff2"];

const { version } = JSON.parse(await readFile(join(system, "package.json"), "utf8"));
const raw = await readFile(join(system, "dist", "css", "uswds.min.css"), "utf8");
// Font files and images are not copied, so their rules go; emma.css names the fonts.
const plain = raw.replace(/^@charset "UTF-8";\s*/, "").replace(/@font-face\{[^}]*\}/g, "").replace(/\/\*![^*]*\*\//, "");
const [{ css }] = await new PurgeCSS().purge({
  content: [join(web, "templates", "*.html"), join(web, "static", "*.js")],
  css: [{ raw: plain }],
  keyframes: true,
  variables: true,
});
const rules = css.replace(/[^{}]*\{[^{}]*url\(\.\.\/[^{}]*\}/g, "").replace(/@[^{};]+\{\s*\}/g, "").replace(/\s*\n\s*/g, "\n").trim();

await mkdir(join(target, "fonts"), { recursive: true });
const header = `/*! U.S. Web Design System ${version}, only the rules in use here. CC0 1.0 and others: see LICENSE.md. Built by "npm run css". */\n`;
await writeFile(join(target, "uswds.css"), `${header}${rules}\n`);
await copyFile(join(system, "LICENSE.md"), join(target, "LICENSE.md"));
for (const font of FONTS) {
  await copyFile(join(system, "dist", "fonts", "source-sans-pro", font), join(target, "fonts", font));
}
console.log(`uswds.css: ${(rules.length / 1024).toFixed(1)} kB of ${(raw.length / 1024).toFixed(0)} kB`);
