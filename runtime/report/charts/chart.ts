// What all charts share: size, fonts, axes. A chart is a Vega-Lite specification as plain data, or a picture of its own.
import type { Config, TopLevelSpec } from "vega-lite";
import { GRID, INK, MUTED, SERIES } from "../palette.ts";

interface Titled {
  readonly title: string;
  /** What the chart shows, for readers who do not see it. */
  readonly description: string;
}

export interface Chart extends Titled {
  readonly spec: TopLevelSpec;
}

/** SVG in the colours of the palette, its texts escaped. */
export interface DrawnChart extends Titled {
  readonly svg: string;
}

export type AnyChart = Chart | DrawnChart;

export const WIDE = 820;
export const HALF = 370;
export const HEIGHT = 220;
/** Of a half-width chart whose rows are named by features. Vega takes names for wider than they are. */
export const BESIDE_NAMES = HALF - 110;
/** Names often differ in their ends only: what is left out stood in the middle. As many letters stay as Vega counts into the limit. */
const MIDDLE_CUT = "length(datum.label) > 22 ? slice(datum.label, 0, 11) + '…' + slice(datum.label, -10) : datum.label";
export const NAMES = { labelLimit: 200, labelExpr: MIDDLE_CUT };

/** Labels of axes: 2,000,000 and 0.001, but 2e9 and 2e-5, whose zeros nobody counts. */
const NUMBERS =
  "datum.value === 0 ? '0' : abs(datum.value) >= 1e8 || abs(datum.value) < 1e-4 ? replace(format(datum.value, '.3~e'), 'e+', 'e') : datum.label";

export const CONFIG: Config = {
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  background: "transparent",
  // One label for the whole picture; labels of single marks would only make screen readers talk forever.
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: MUTED,
    titleColor: MUTED,
    titleFontWeight: 500,
    titleFontSize: 11,
    labelFontSize: 11,
    gridColor: GRID,
    domainColor: GRID,
    tickColor: GRID,
    titlePadding: 8,
    labelLimit: 160,
  },
  axisQuantitative: { tickCount: 6, labelExpr: NUMBERS },
  legend: {
    labelColor: INK,
    titleColor: MUTED,
    orient: "top",
    labelFontSize: 11,
    titleFontSize: 11,
    symbolStrokeWidth: 2,
    labelLimit: 240,
  },
  header: { labelColor: INK, titleColor: MUTED, labelFontSize: 11 },
  title: { color: INK },
  range: { category: [...SERIES] },
};
