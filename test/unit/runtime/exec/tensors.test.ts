// Tensor columns from a step to a model: estimators that do not know them see their elements.
import { describe, expect, it } from "vitest";
import { createPlace, planOf } from "../contracts/run-text.ts";

const ROWS = Array.from({ length: 240 }, (_, i) => {
  const x = Math.sin(i * 1.7) * 5 + ((i * 37) % 11);
  const before = Math.sin((i - 1) * 1.7) * 5 + (((i - 1) * 37) % 11);
  return `${new Date(Date.UTC(2024, 0, 1, i)).toISOString()},${x},${3 * x - 2 * before + ((i * 7) % 5)}`;
});

const SPEC = `pipeline tensors

source rows = csv("rows.csv") {
  at: timestamp @time(every: 1h)
  x:  float
  y:  float @target
}

table lagged = rows |> derive {
  b = lag(x, 2)
  a = lag(x, 1)
}

table cut = rows |> windows(length: 3)

task by_lags = regress(y, from: lagged, features: [b, a, x])

task by_tensor = regress(y, from: cut, features: [x])

split first = expanding(by_lags, folds: 2, val: 20%, test: 20%)

split second = expanding(by_tensor, folds: 2, val: 20%, test: 20%)

model line = standardize() |> ridge()

fit lags = line on first.dev

fit tensor = line on second.dev

evaluate one = lags on first.test {
  metrics: [mae]
}

evaluate two = tensor on second.test {
  metrics: [mae]
}
`;

describe("tensor columns", () => {
  it("of windows are to a model what lags are", async () => {
    const place = createPlace();
    place.write("rows.csv", "at,x,y", ROWS);
    const outcome = await place.run(planOf(SPEC));
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const errors = outcome.record.evaluations.map(({ subjects }) => subjects[0]?.scores[0]?.value ?? 0);
    expect(errors[0]).toBeGreaterThan(0);
    expect(errors[1]).toBeCloseTo(errors[0]!, 10);
  });

  it("go through a transform in the pipe of a table", async () => {
    const place = createPlace();
    place.write("rows.csv", "at,x,y", ROWS);
    const head = SPEC.slice(0, SPEC.indexOf("table lagged"));
    const text = `${head}table cut = rows |> windows(length: 3) |> standardize()\n\ncheck some = cut {\n  row_count(min: 1)\n}\n`;
    const { diagnostics } = await place.run(planOf(text));
    expect(diagnostics).toEqual([]);
  });
});
