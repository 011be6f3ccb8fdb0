// Contracts about tables and transforms, in whole runs: honest components, and ones that do not do what they declare.
import { beforeAll, describe, expect, it } from "vitest";
import type { FunctionImplementation, Implementations } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { transformImplementations } from "../../../../stdlib/transforms/implementations.ts";
import { createPlace, idsOf, type Lies, type Place, planOf, pointedAt, statusOf, verdictOf } from "./run-text.ts";

const days = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10));

const SPEC = `pipeline demand

source sales = csv("sales.csv") {
  day: date @time(every: 1d)
  sold: float @target
  price: float @known
}

table prepared = sales |> derive {
  week = rolling_mean(sold, 7)
  last = lag(sold, 0..2)
  next_price = lead(price, 1)
}

task ahead = forecast(sold, from: prepared, horizon: 2d, lookback: 7d)

split cv = holdout(ahead, test: 30d)

model line = standardize() |> direct(ridge(alpha: 1.0))

fit champion = line on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}
`;

/** Declared to look back seven rows, and looks three ahead. */
const centred: FunctionImplementation = {
  form: "window",
  sql: ([x], window) =>
    `avg(${x}) OVER (${window!.partition} ${window!.order} ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING)`,
};

type Transform = Implementations["transforms"][string];

/** Declared to work row by row, and centres every batch. */
const batchwise: Transform = {
  ...transformImplementations.standardize!,
  apply: (columns: readonly FrameColumn[]) =>
    columns.map((column) => {
      if (column.kind !== "number") return column;
      const mean = column.values.reduce((sum, value) => sum + value, 0) / column.values.length;
      return { ...column, values: column.values.map((value) => value - mean) };
    }),
};

const lying = (functions: Implementations["functions"]): Lies => ({
  functions: { ...functionImplementations, ...functions },
});

let place: Place;

beforeAll(() => {
  place = createPlace();
  place.write(
    "sales.csv",
    "day,sold,price",
    days(200).map((day, i) => `${day},${20 + 5 * Math.sin(i / 4) + 3 * Math.cos(i * 7.7)},${2 + (i % 5) / 10}`),
  );
});

describe("RC10 prefix-invariance", () => {
  it("holds for honest windows, and for later values that are known ahead", async () => {
    const outcome = await place.run(planOf(SPEC));
    expect(idsOf(outcome)).toEqual([]);
    expect(verdictOf(outcome, "prefix-invariance")).toMatchObject({ outcome: "held", evidence: { moments: 2 } });
    expect(statusOf(outcome, "LK404")).toBe("proved");
    expect(statusOf(outcome, "LK205")).toBe("checked");
  });

  it("catches a centred mean that is declared as a trailing one, before anything is fitted", async () => {
    const outcome = await place.run(planOf(SPEC), lying({ rolling_mean: centred }));
    expect(idsOf(outcome)).toEqual(["leak/future-feature"]);
    expect(pointedAt(SPEC, outcome, "leak/future-feature")).toContain("week = rolling_mean(sold, 7)");
    expect(outcome.diagnostics[0]?.message).toContain("`week`");
    const status = (id: string) => outcome.record.nodes.find((node) => node.id === id)?.status;
    expect([status("champion"), status("final")]).toEqual(["unneeded", "skipped"]);
    // What was proved from a false declaration is proved no longer.
    expect(statusOf(outcome, "LK404")).toBe("unknown");
  });
});

describe("RC11 batch-of-one and RC12 fit-counter", () => {
  it("hold for the standard library", async () => {
    const outcome = await place.run(planOf(SPEC));
    expect(verdictOf(outcome, "batch-of-one")?.outcome).toBe("held");
    expect(verdictOf(outcome, "fit-counter")?.outcome).toBe("held");
  });

  it("hold for steps behind one that draws rows anew", async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${i % 11},${i % 7 === 0},${["a", "b"][i % 2]}`);
    place.write("rare.csv", "x,rare,kind", lines);
    const outcome = await place.run(planOf(RESAMPLED));
    expect(idsOf(outcome)).not.toContain("leak/fit-outside-train");
    expect(verdictOf(outcome, "fit-counter")?.outcome).toBe("held");
  });

  it("catch a transform that reads its batch", async () => {
    const transforms = { ...transformImplementations, standardize: batchwise };
    const outcome = await place.run(planOf(SPEC), { transforms });
    expect(idsOf(outcome)).toEqual(["leak/batch-statistic"]);
  });
});

const RESAMPLED = `pipeline rare

source cases = csv("rare.csv") {
  x: int
  rare: bool @target
  kind: category
}

task is_rare = classify(rare, from: cases)

split cv = holdout(is_rare, test: 25%, seed: 3, shuffle: true)

model m = undersample() |> onehot() |> oversample() |> standardize() |> logistic()

fit fitted = m on cv.dev

evaluate final = fitted on cv.test {
  metrics: [roc_auc]
}
`;

const ORDERS = (step: string): string => `pipeline orders

source orders = csv("orders.csv") {
  id: int @id
  day: date @time
  shop: category
  amount: float @target
}

source rates = csv("rates.csv") {
  shop: category
  day: date @time
  known: timestamp @known_at
  rate: float
}

table prepared = orders |> ${step}

task sizes = regress(amount, from: prepared, features: [rate])

split cv = holdout(sizes, test: 30%)

model line = ridge(alpha: 1.0)

fit champion = line on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}
`;

describe("RC13 join-cardinality and RC14 known-before-origin", () => {
  beforeAll(() => {
    place.write(
      "orders.csv",
      "id,day,shop,amount",
      days(120).map((day, i) => `${i},${day},${i % 2 === 0 ? "a" : "b"},${10 + 3 * Math.sin(i * 3.7)}`),
    );
    const rates = days(120).flatMap((day, i) =>
      ["a", "b"].map((shop) => `${shop},${day},${days(122)[i + 2]} 00:00:00,${1 + Math.cos(i * 1.3)}`),
    );
    place.write("rates.csv", "shop,day,known,rate", rates);
  });

  it("hold for a join as of the time of knowing", async () => {
    const outcome = await place.run(planOf(ORDERS("join_as_of(rates, on: shop, within: 30d)")));
    const outcomes = (["join-cardinality", "known-before-origin"] as const).map(
      (name) => verdictOf(outcome, name)?.outcome,
    );
    expect({ outcomes, found: idsOf(outcome) }).toMatchObject({ outcomes: ["held", "held"] });
  });

  it("find facts that were joined before they were known", async () => {
    const text = ORDERS("join(rates, on: [shop, day])");
    const outcome = await place.run(planOf(text));
    expect(idsOf(outcome)).toContain("leak/late-column");
    expect(pointedAt(text, outcome, "leak/late-column")).toContain("join(rates");
    expect(verdictOf(outcome, "join-cardinality")?.outcome).toBe("held");
  });
});
