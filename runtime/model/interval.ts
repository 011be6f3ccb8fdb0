// Predictions with the interval that a conformal fit has measured.
import type { Prediction } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";
import type { FittedModel } from "./fitted.ts";

type Conformal = Extract<FittedModel, { readonly kind: "conformal" }>;

export function withInterval({ level, widths }: Conformal, values: Float64Array): Prediction {
  const [lower, upper] = [sharedFloats(values.length), sharedFloats(values.length)];
  values.forEach((value, i) => {
    const half = widths[i % widths.length]!;
    lower[i] = value - half;
    upper[i] = value + half;
  });
  return { kind: "values", values, interval: { level, lower, upper } };
}
