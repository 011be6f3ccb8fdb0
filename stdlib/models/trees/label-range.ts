// Trees choose cuts by squares of sums of labels. Where no float holds those, every cut looks as good as none.
import { ComponentError } from "../../../runtime/component.ts";

/** Squares of smaller differences are no normal floats, at the latest after a few rounds of boosting. */
const LEAST_SPREAD = 1e-150;

/** Refuses labels whose squared sums overflow, or whose squared differences vanish. `weight`: all 1 when null. */
export function requireSquarableLabels(label: Float64Array, weight: Float64Array | null, model: string): void {
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let row = 0; row < label.length; row++) {
    const value = label[row]!;
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += Math.abs(value) * (weight?.[row] ?? 1);
  }
  const isVanishing = low < high && high - low < LEAST_SPREAD;
  if (!isVanishing && Number.isFinite(sum * sum)) return;
  throw new ComponentError(
    "data/label-range",
    `\`${model}\` squares labels, and those from ${low} to ${high} are too ${isVanishing ? "small" : "large"} for that`,
    `give the target in other units: \`|> derive { scaled = label ${isVanishing ? "* 1e200" : "/ 1e200"} }\``,
  );
}
