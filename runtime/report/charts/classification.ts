// Charts of a classifier: ranking quality, honesty of its probabilities, and where it confuses classes.
import type { SubjectResult } from "../../../specs/run-record.ts";
import { GRID, INK, MUTED, SERIES_1 } from "../palette.ts";
import { type Chart, HALF, HEIGHT, WIDE } from "./chart.ts";

interface Curve {
  readonly title: string;
  readonly description: string;
  readonly x: string;
  readonly y: string;
  /** What chance would give, as a line through these points. */
  readonly reference: readonly { readonly x: number; readonly y: number }[];
}

function chartCurve(points: readonly { readonly x: number; readonly y: number }[], curve: Curve): Chart {
  const encoding = {
    x: { field: "x", type: "quantitative" as const, title: curve.x, scale: { domain: [0, 1] } },
    y: { field: "y", type: "quantitative" as const, title: curve.y, scale: { domain: [0, 1] } },
    order: { field: "order", type: "quantitative" as const },
  };
  const number = (values: Curve["reference"]) => values.map((point, order) => ({ ...point, order }));
  return {
    title: curve.title,
    description: curve.description,
    spec: {
      width: HALF,
      height: HEIGHT,
      layer: [
        {
          data: { values: number(curve.reference) },
          mark: { type: "line", color: MUTED, strokeDash: [4, 4], strokeWidth: 1 },
          encoding,
        },
        { data: { values: number(points) }, mark: { type: "line", color: SERIES_1, strokeWidth: 2 }, encoding },
      ],
    },
  };
}

export function chartRoc({ plots }: SubjectResult): Chart | null {
  if (plots.roc === null || plots.roc.length < 2) return null;
  return chartCurve(plots.roc, {
    title: "ROC curve",
    description: "True positives found against false alarms raised; the dashed line is chance.",
    x: "false positive rate",
    y: "true positive rate",
    reference: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  });
}

export function chartPrecisionRecall({ plots }: SubjectResult): Chart | null {
  const points = plots.precisionRecall;
  if (points === null || points.length < 2) return null;
  // The curve ends where everything is called positive: the precision there is the share of positives. Recall may
  // have reached 1 long before.
  const share = points.at(-1)!.y;
  return chartCurve(points, {
    title: "Precision and recall",
    description: "How pure the flagged rows are as more of the positives are found; the dashed line flags everything.",
    x: "recall",
    y: "precision",
    reference: [
      { x: 0, y: share },
      { x: 1, y: share },
    ],
  });
}

export function chartCalibration({ plots }: SubjectResult): Chart | null {
  if (plots.calibration === null || plots.calibration.length < 2) return null;
  const bins = plots.calibration.map((bin) => ({ x: bin.predicted, y: bin.observed, rows: bin.rows }));
  const encoding = {
    x: { field: "x", type: "quantitative" as const, title: "predicted probability", scale: { domain: [0, 1] } },
    y: { field: "y", type: "quantitative" as const, title: "observed share", scale: { domain: [0, 1] } },
  };
  return {
    title: "Calibration",
    description:
      "Predicted probability against what happened; on the dashed line the probabilities can be taken at their word. Larger points hold more rows.",
    spec: {
      width: HALF,
      height: HEIGHT,
      layer: [
        {
          data: {
            values: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
          },
          mark: { type: "line", color: MUTED, strokeDash: [4, 4], strokeWidth: 1 },
          encoding,
        },
        { data: { values: bins }, mark: { type: "line", color: SERIES_1, strokeWidth: 1.5 }, encoding },
        {
          data: { values: bins },
          mark: { type: "circle", color: SERIES_1, opacity: 0.9 },
          encoding: {
            ...encoding,
            size: { field: "rows", type: "quantitative", legend: null, scale: { range: [20, 120] } },
          },
        },
      ],
    },
  };
}

const MOST_CLASSES = 20;
/** Room that a count needs, and a letter of a class above its column. */
const CELL = { width: 38, height: 24 };
const LETTER = 6.5;

export function chartConfusion({ plots }: SubjectResult): Chart | null {
  const confusion = plots.confusion;
  if (confusion === null || confusion.classes.length > MOST_CLASSES) return null;
  const { classes, counts } = confusion;
  const cells = counts.flatMap((row, actual) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      actual: classes[actual]!,
      predicted: classes[predicted]!,
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  const isWide = classes.length * CELL.width > HALF;
  const width = isWide ? WIDE - 130 : HALF;
  const longest = Math.max(...classes.map((name) => name.length));
  const isLevel = longest * LETTER < width / classes.length;
  const position = {
    x: {
      field: "predicted",
      type: "nominal" as const,
      title: "predicted",
      sort: [...classes],
      axis: { labelAngle: isLevel ? 0 : -35, labelLimit: 120, orient: "top" as const },
    },
    y: { field: "actual", type: "nominal" as const, title: "actual", sort: [...classes] },
  };
  return {
    title: "Confusion matrix",
    description:
      "Rows are the actual classes, columns the predicted ones; darker cells hold a larger share of their row.",
    spec: {
      width,
      height: Math.max(HEIGHT, classes.length * CELL.height),
      data: { values: cells },
      layer: [
        {
          mark: { type: "rect", color: SERIES_1, stroke: GRID },
          encoding: {
            ...position,
            fillOpacity: {
              field: "share",
              type: "quantitative",
              legend: null,
              scale: { domain: [0, 1], range: [0.04, 0.75] },
            },
          },
        },
        {
          mark: { type: "text", color: INK, fontSize: 13 },
          encoding: { ...position, text: { field: "count", type: "quantitative", format: "," } },
        },
      ],
    },
  };
}
