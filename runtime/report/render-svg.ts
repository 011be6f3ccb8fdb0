// Vega-Lite to SVG text without a browser or canvas: Vega's own headless renderer. Loaded only when a report is made.
import { parse, View } from "vega";
import { compile } from "vega-lite";
import { type AnyChart, CONFIG } from "./charts/chart.ts";
import { themeSvg } from "./palette.ts";

/**
 * Inline SVG with a label for screen readers; colours are CSS variables of the page. `key` must differ between the charts of
 * a page, because ids belong to the whole page.
 */
export async function renderSvg(chart: AnyChart, key: string): Promise<string> {
  if ("svg" in chart) return label(themeSvg(chart.svg), chart);
  // Level 1 of Vega's own logger: errors only; its warnings concern styling.
  const runtime = parse(compile(withOwnNames(chart.spec), { config: CONFIG }).spec);
  const view = new View(runtime, { renderer: "none", logLevel: 1 });
  try {
    const svg = await view.toSVG();
    return label(themeSvg(separateIds(svg, key)), chart);
  } finally {
    view.finalize();
  }
}

/**
 * Vega looks levels and names up in plain objects, where `constructor` and `toString` are found before anybody puts them
 * there: such a text gets a space of no width.
 */
const withOwnNames = <T>(spec: T): T =>
  JSON.parse(JSON.stringify(spec), (_, value) =>
    typeof value === "string" && value in Object.prototype ? `${value}\u200b` : value,
  );

/** Numbered anew, so that the same chart is the same text however many were drawn before. */
function separateIds(svg: string, key: string): string {
  const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]!);
  const rename = (id: string): string => `${key}-${ids.indexOf(id)}`;
  return svg
    .replaceAll(/\bid="([^"]+)"/g, (_, id: string) => `id="${rename(id)}"`)
    .replaceAll(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${rename(id)})`);
}

function label(svg: string, chart: AnyChart): string {
  const opened = svg.replace(
    /^<svg /,
    `<svg role="img" aria-label="${escapeAttribute(`${chart.title}. ${chart.description}`)}" `,
  );
  // A fixed size would overflow narrow screens; the viewBox keeps the proportions.
  return opened.replace(
    / width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"/,
    ' style="max-width:$1px;width:100%;height:auto"',
  );
}

const escapeAttribute = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
