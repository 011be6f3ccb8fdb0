// The forecasting scaffold of `pipec init`: three years of invented daily sales with a weekly pattern.
import type { Scaffold } from "./classify.ts";

export function scaffoldForecast(name: string): Scaffold {
  return {
    [`${name}.pipe`]: `## Daily sales, one week ahead. Change the source to your own data and go from there.
pipeline ${name} "Daily sales, one week ahead"

source sales = csv("data/sales.csv") {
  day: date @time(every: 1d)
  units: float @target
}

check quality = sales {
  unique(day)
  regular(day)
  not_null(units)
}

table daily = sales |> derive {
  day_of_week = weekday(day)
  last = lag(units, 0..6)
  last_week = rolling_mean(units, 7)
}

task week_ahead = forecast(units, from: daily, horizon: 7d, lookback: 14d)

split cv = expanding(week_ahead, folds: 3, val: 56d, test: 20%)

transform prepared = {
  day_of_week: onehot()
  numeric: standardize()
}

model lag_ridge = prepared |> direct(ridge(alpha: 0.01..100.0 log))

search tuned = tpe(lag_ridge, trials: 10, seed: 7) {
  fit: cv.train
  score: cv.val
  minimize: mae
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae, rmse]
  against: seasonal_naive(7)
}

publish ${name}_model = champion {
  alias: production
  when: final.mae < final.baseline.mae
}

report summary = html(final, tuned)
`,
    "data/sales.csv": salesCsv(),
  };
}

const DAYS = 3 * 365;
const WEEK = [1.0, 0.92, 0.95, 1.02, 1.25, 1.45, 1.1];

function salesCsv(): string {
  const lines = ["day,units"];
  for (let i = 0; i < DAYS; i++) {
    const day = new Date(Date.UTC(2021, 0, 1 + i)).toISOString().slice(0, 10);
    const season = 1 + 0.15 * Math.sin((2 * Math.PI * i) / 365);
    const noise = 6 * Math.sin(i * 12.9898) + 5 * Math.sin(i * 78.233 + 1);
    lines.push(`${day},${Math.round((100 + 0.03 * i) * season * WEEK[i % 7]! + noise)}`);
  }
  return `${lines.join("\n")}\n`;
}
