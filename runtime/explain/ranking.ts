// Which of very many features are worth the time of asking the model about each.
import { describeModel } from "../model/describe-model.ts";
import type { FittedModel } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";

/** The features that the model itself ranks highest; null where it does not say, or speaks of features that transforms made of several. */
export function highestRanked(
  model: FittedModel,
  library: Library,
  features: readonly string[],
  count: number,
): ReadonlySet<string> | null {
  const { importance } = describeModel(model, library);
  if (importance === null) return null;
  const known = new Set(features);
  const sizes = new Map<string, number>();
  for (const { feature, value } of importance) {
    if (value === 0) continue;
    const origin = originOf(feature, known);
    if (origin === null) return null;
    sizes.set(origin, (sizes.get(origin) ?? 0) + Math.abs(value));
  }
  const ranked = [...sizes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Set(ranked.slice(0, count).map(([feature]) => feature));
}

/** The feature itself, or that of a level: `city=Paris`. */
function originOf(name: string, known: ReadonlySet<string>): string | null {
  for (let end = name.length; end > 0; end = name.lastIndexOf("=", end - 1)) {
    const start = name.slice(0, end);
    if (known.has(start)) return start;
  }
  return null;
}
