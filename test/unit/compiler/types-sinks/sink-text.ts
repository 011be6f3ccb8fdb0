// Specs whose beginning is always the same: a forecast and a classification with their splits, models and fits.
import { typeText } from "../types/type-text.ts";

export const SPEC = `source load = csv("load.csv") {
  at:    timestamp @time(every: 1h)
  shop:  category @series
  temp:  float
  load:  float @target
}
task ahead = forecast(load, from: load, horizon: 6h, lookback: 24h)
split cv = expanding(ahead, folds: 3, val: 30d, test: 20%)
split kf = sliding(ahead, folds: 3, train: 60d, val: 30d, test: 20%)
model plain = ridge(alpha: 1)
model open = ridge(alpha: 0.1..1)
search tuned = random(open, trials: 3) {
  fit: cv.train
  score: cv.val
  minimize: mae
}
fit champion = plain on cv.dev
fit second = naive() on cv.dev
fit folded = plain on cv.train
fit other = plain on kf.train
fit scaler = standardize() on load

source people = csv("people.csv") {
  age:  int
  sex:  category
  paid: bool @target
}
task pays = classify(paid, from: people)
split hold = holdout(pays, test: 20%)
fit scorer = logistic() on hold.train
source letters = csv("letters.csv") {
  size: float
  what: category @target
}
task reads = classify(what, from: letters)
split half = holdout(reads, test: 20%)
fit reader = dummy() on half.train
`;

/** What `body` after the beginning is typed as; the beginning itself has no errors. */
export function typeSink(body: string) {
  const result = typeText(`${SPEC}${body}`);
  const found = result.found.filter((line) => !line.startsWith("type/feature-left-out"));
  const messages = result.diagnostics.filter(({ severity }) => severity !== "info");
  return { ...result, found, messages };
}
