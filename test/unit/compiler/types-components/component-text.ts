// Specs whose beginning is always the same: an hourly source, a forecast of it, a split and two models.
import { typeText } from "../types/type-text.ts";

export const BASE = `source s = csv("a.csv") {
  at: timestamp @time(every: 1h)
  city: category
  x: float
  n: int
  paid: bool
  y: float @target
}
task t = forecast(y, from: s, horizon: 6h, lookback: 24h)
split cv = expanding(t, folds: 3, val: 30d, test: 20%)
model open = ridge(alpha: 0.1..10 log)
model plain = ridge()
`;

/** What `body` after the beginning is typed as; the beginning itself has no errors. */
export const typeComponents = (body: string) => typeText(`${BASE}${body}`);

/** The only message about `body`. */
export function onlyMessage(body: string) {
  const { diagnostics, found } = typeComponents(body);
  const [only, ...more] = diagnostics;
  if (only === undefined || more.length > 0) throw new Error(`not one message: ${found.join("; ")}`);
  return only;
}
