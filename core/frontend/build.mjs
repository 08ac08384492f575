/**
 * Build what the browser gets into core/static/goldthread/:
 *   css/site.css   compiled from scss/site.scss
 *   js/site.js     GOV.UK Frontend's behaviour and our own js/, in one module, so that a hashed file name breaks no import
 *   js/look-again.js  that part of it alone, for pages of Wagtail's admin, which wait for the worker too
 *   fonts/*.woff2  the typeface, only the files named here
 *   images/        the icon of the browser's tab
 *
 * `npm run build` once; `npm run watch` again at every change.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../../node_modules");
const target = join(here, "../static/goldthread");
const govuk = join(modules, "govuk-frontend/dist/govuk");
const typeface = join(modules, "@fontsource-variable/atkinson-hyperlegible-next/files");
const fonts = ["latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic"];
const scripts = ["start.js", "look-again.js"];
const largestStyleSheet = 110_000;

function compileStyles() {
  const { css } = sass.compile(join(here, "scss/site.scss"), {
    style: "compressed",
    loadPaths: [join(modules, "govuk-frontend/dist")],
    quietDeps: true,
    charset: false,
  });
  if (css.length > largestStyleSheet) {
    throw new Error(`site.css is ${css.length} bytes, more than the ${largestStyleSheet} it may have`);
  }
  return css;
}

function buildScripts() {
  const library = readFileSync(join(govuk, "govuk-frontend.min.js"), "utf8");
  // Its source map isn't served, and a manifest of static files refuses to point at a file that isn't there.
  const unexported = library.replace(/export\s*\{[^}]*\};?\s*(\/\/# sourceMappingURL=\S+)?\s*$/, "");
  if (unexported === library || !library.includes("initAll")) {
    throw new Error("govuk-frontend.min.js isn't shaped as expected: see buildScripts in core/frontend/build.mjs");
  }
  const own = scripts.map((name) => readFileSync(join(here, "js", name), "utf8").replace(/^import .*$/gm, ""));
  writeFileSync(join(target, "js/site.js"), [unexported, ...own].join("\n"));
  copyFileSync(join(here, "js/look-again.js"), join(target, "js/look-again.js"));
}

function copyFonts() {
  for (const name of fonts) {
    const file = `atkinson-hyperlegible-next-${name}.woff2`;
    copyFileSync(join(typeface, file), join(target, "fonts", file));
  }
}

function build() {
  // Compiled before anything is removed, so that a slip in a style sheet leaves the last good build in place.
  const css = compileStyles();
  for (const folder of ["css", "js", "fonts", "images"]) {
    rmSync(join(target, folder), { recursive: true, force: true });
    mkdirSync(join(target, folder), { recursive: true });
  }
  writeFileSync(join(target, "css/site.css"), css);
  buildScripts();
  copyFonts();
  copyFileSync(join(here, "images/favicon.svg"), join(target, "images/favicon.svg"));
  console.log(`core/static/goldthread: site.css ${(css.length / 1000).toFixed(1)} kB, site.js, ${fonts.length} font files`);
}

build();

if (process.argv.includes("--watch")) {
  let waiting;
  watch(here, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      try {
        build();
      } catch (error) {
        console.error(error.message);
      }
    }, 100);
  });
  console.log("Watching core/frontend/ …");
}
