// Small fast specs that together write everything a run can write: cached values, trials, a published model, predictions, a
// report, the ledger.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../../runtime/numeric/random.ts";

export interface KillSpec {
  readonly name: string;
  readonly text: string;
  /** Files that the run writes beside the spec. */
  readonly outputs: readonly string[];
}

const CLASSIFY = `pipeline churn

source people = csv("people.csv") {
  age: float
  income: float
  city: category
  left: bool @target
}

check quality = people {
  row_count(min: 100)
  between(age, 0, 120)
}

task leaves = classify(left, from: people)

split cv = stratified_kfold(leaves, folds: 3, test: 25%, seed: 1)

model linear = { numeric: standardize(), categorical: onehot() } |> logistic(c: 0.01..10 log)

search tuned = tpe(linear, trials: 8, seed: 3) {
  fit: cv.train
  score: cv.val
  maximize: roc_auc
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [roc_auc, log_loss]
}

publish churn_model = champion {
  alias: production
}

report summary = html(final, tuned)
`;

const FORECAST = `pipeline sales

source days = csv("days.csv") {
  day: date @time(every: 1d)
  visits: float
  sold: float @target
}

table rows = days |> derive {
  last = lag(sold, 0..3)
  week = rolling_mean(visits, 7)
}

task next = forecast(sold, from: rows, horizon: 2d, lookback: 4d)

split cv = expanding(next, folds: 2, val: 20d, test: 30d)

model linear = standardize() |> direct(ridge(alpha: 0.1..10 log))

search tuned = random(linear, trials: 6, seed: 5) {
  fit: cv.train
  score: cv.val
  minimize: mae
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}

fit whole = tuned.best on cv.all

predict ahead = whole on days {
  into: csv("out/ahead.csv")
}

publish sales_model = champion {
  alias: production
  when: final.mae < 1000
}

report summary = markdown(final)
`;

export const KILL_SPECS: readonly KillSpec[] = [
  { name: "churn", text: CLASSIFY, outputs: [] },
  { name: "sales", text: FORECAST, outputs: ["out/ahead.csv"] },
];

export function writeSpecs(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of KILL_SPECS) writeFileSync(join(folder, `${name}.pipe`), text);
  const random = createRandom(1, "kill");
  const people = Array.from({ length: 240 }, () => {
    const age = Math.round(20 + 50 * random.uniform());
    const income = Math.round(1000 + 4000 * random.uniform());
    const city = ["Paris", "Lyon", "Nice"][random.below(3)]!;
    return `${age},${income},${city},${age + income / 100 + 20 * random.uniform() > 80}`;
  });
  writeFileSync(join(folder, "people.csv"), `age,income,city,left\n${people.join("\n")}\n`);
  const start = Date.UTC(2023, 0, 1);
  const days = Array.from({ length: 220 }, (_, i) => {
    const visits = Math.round(100 + 30 * Math.sin(i / 7) + 10 * random.uniform());
    return `${new Date(start + i * 86_400_000).toISOString().slice(0, 10)},${visits},${(visits * 2 + i / 10 + random.uniform()).toFixed(3)}`;
  });
  writeFileSync(join(folder, "days.csv"), `day,visits,sold\n${days.join("\n")}\n`);
}
