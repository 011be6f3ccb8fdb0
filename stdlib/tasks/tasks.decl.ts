import type { TaskDeclaration } from "../../specs/component.ts";
import { column, columns, duration, float, list, reference, value } from "../../specs/parameter.ts";

const horizonDoc = "How far ahead is predicted: a duration where the time has a regular step, else a number of rows.";

const commonParameters = {
  target: column({ doc: "The column that is predicted." }),
  from: reference(["table", "source"], { doc: "The table whose rows the task has." }),
  features: columns({
    doc: "The columns a model may use; by default all without a structural role.",
    default: null,
  }),
  known: columns({ doc: "Columns whose future values may be used.", default: [] }),
  lookback: duration({ doc: "How much history sequence models see.", default: null }),
  weight: column({ doc: "Weight of each row in fitting; the `@weight` column by default.", default: null }),
  claim: value({
    doc: "What the result is meant to hold for: `future(28d)`, `new(store)`, `new_rows`, `transductive`, or a list.",
    default: null,
  }),
} as const;

const quantiles = list(float({ doc: "A level.", min: 0, max: 1, openMin: true, openMax: true }), {
  doc: "Quantiles that are predicted besides the value.",
  default: [],
});

export const tasks = [
  {
    family: "task",
    name: "forecast",
    kind: "forecast",
    doc: "Predicts the target 1 to `horizon` steps after the last observed row, for every series.",
    params: { ...commonParameters, horizon: duration({ doc: horizonDoc }), quantiles },
  },
  {
    family: "task",
    name: "classify",
    kind: "classify",
    doc: "Predicts the class of each row.",
    params: {
      ...commonParameters,
      horizon: duration({ doc: horizonDoc, default: null }),
      positive: value({ doc: "The class that counts as positive; `true` for a bool target.", default: null }),
    },
  },
  {
    family: "task",
    name: "regress",
    kind: "regress",
    doc: "Predicts the number in the target column of each row.",
    params: { ...commonParameters, horizon: duration({ doc: horizonDoc, default: null }), quantiles },
  },
] as const satisfies readonly TaskDeclaration[];
