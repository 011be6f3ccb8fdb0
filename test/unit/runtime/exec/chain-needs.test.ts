// Chains that need more than their rows and columns, from the text of a spec to its predictions: against pandas and least squares,
// against the same column from `derive`, and on new rows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import expected from "../../../reference/chain-needs.json" with { type: "json" };
import { largestDifference } from "../../../reference/columns.ts";
import { createPlace, idsOf, type Place, planOf } from "../contracts/run-text.ts";

const { hours, rows } = expected;
let place: Place;

const timeOf = (hour: number): string => new Date(Date.UTC(2024, 0, 1) + hour * 3_600_000).toISOString();
const hourLines = (from = 0, to = Number.POSITIVE_INFINITY): readonly string[] =>
  hours.store.flatMap((store, i) => {
    const hour = hours.hour[i]!;
    return hour < from || hour >= to ? [] : [`${store},${timeOf(hour)},${hours.x[i]},${hours.y[i]}`];
  });

beforeAll(() => {
  place = createPlace();
  place.write("hours.csv", "store,at,x,y", hourLines());
  place.write("late.csv", "store,at,x,y", hourLines(40));
  place.write(
    "rows.csv",
    "city,early,part,x,y",
    rows.city.map((city, i) => [city ?? "", rows.early[i], rows.part[i], rows.x[i] ?? "", rows.y[i]].join(",")),
  );
  place.write(
    "walk.csv",
    "store,at,city,part,x,y",
    rows.city.map((city, i) =>
      [Math.floor(i / 60), timeOf(i), city ?? "", rows.part[i], rows.x[i] ?? "", rows.y[i]].join(","),
    ),
  );
});
afterAll(() => place.remove());

/** The predictions of a file, by store and time. */
function predictionsIn(name: string, keys: readonly string[]): ReadonlyMap<string, number> {
  const [header, ...lines] = readFileSync(join(place.folder, name), "utf8").trim().split("\n");
  const names = header!.split(",");
  return new Map(
    lines.map((line) => {
      const cells = line.split(",");
      const cell = (column: string): string => cells[names.indexOf(column)]!;
      const value = cell("prediction");
      return [
        keys.map((key) => (key === "at" ? `${Date.parse(`${cell(key)}Z`)}` : cell(key))).join(),
        Number(value || "NaN"),
      ];
    }),
  );
}

const SOURCE = (file: string, name: string) => `source ${name} = csv("${file}") {
  store: category @series
  at:    timestamp @time
  x:     float
  y:     float @target
}
`;

const spec = (model: string, predict: string, table = "", features = "x") => `
${SOURCE("hours.csv", "raw")}
${SOURCE("late.csv", "late")}
${table}
task t = regress(from: ${table === "" ? "raw" : "made"}, target: y, features: [${features}])

split s = holdout(t, test: 12h)

model m = ${model}

fit f = m on s.dev

evaluate r = f on s.test { metrics: [rmse] }

predict p = f on ${predict} { into: csv("p.csv"), keep: [store, at] }
`;

const wanted = (from: number): ReadonlyMap<string, number> =>
  new Map(
    hours.store.flatMap((store, i) => {
      const hour = hours.hour[i]!;
      return hour < from ? [] : [[`${store},${Date.parse(timeOf(hour))}`, hours.predicted[i]!] as const];
    }),
  );

/** Several specs look at one test part here, the first rows of new ones have no history, and a store lacks hours. */
const EXPECTED = ["leak/test-reused", "run/not-predicted", "data/irregular-time"];

async function predict(text: string): Promise<ReadonlyMap<string, number>> {
  const outcome = await place.run(planOf(text));
  expect(idsOf(outcome).filter((id) => !EXPECTED.includes(id))).toEqual([]);
  return predictionsIn("p.csv", ["store", "at"]);
}

function expectSame(got: ReadonlyMap<string, number>, want: ReadonlyMap<string, number>, tolerance: number): void {
  expect([...got.keys()].sort()).toEqual([...want.keys()].sort());
  const keys = [...want.keys()];
  expect(
    largestDifference(
      keys.map((key) => got.get(key)!),
      keys.map((key) => want.get(key)!),
    ),
  ).toBeLessThanOrEqual(tolerance);
}

// Both columns: `x` is differenced once in place, and twice in a copy.
const BOTH = "{ x: difference(6), again: difference(6) |> difference(1) } |> linear()";
const COPY = "table made = raw |> derive { again = x }";

describe("difference in a chain", () => {
  it("is pandas' diff of the whole table, at the first judged rows too", async () => {
    expectSame(await predict(spec(BOTH, "s.test", COPY, "x, again")), wanted(60), 1e-9);
  });

  it("is bit for bit what `derive` makes", async () => {
    const chain = await predict(spec("{ x: difference(6) |> standardize() } |> ridge()", "s.test"));
    const table = "table made = raw |> derive { x_diff = diff(x, 6) }";
    expectSame(await predict(spec("standardize() |> ridge()", "s.test", table, "x_diff")), chain, 0);
  });

  it("goes by time where it is given a duration, over rows that are missing", async () => {
    const regular = (text: string) => text.replaceAll("at:    timestamp @time", "at:    timestamp @time(every: 1h)");
    const chain = await predict(regular(spec("{ x: difference(6h) } |> gradient_boosting(rounds: 5)", "s.test")));
    const table = "table made = raw |> derive { x_diff = diff(x, 6h) }";
    expectSame(await predict(regular(spec("gradient_boosting(rounds: 5)", "s.test", table, "x_diff"))), chain, 0);
  });

  it("is made again on new rows, which bring their history", async () => {
    const got = await predict(spec(BOTH, "late", COPY, "x, again"));
    const known = new Map([...got].filter(([key]) => wanted(60).has(key)));
    expectSame(known, wanted(60), 1e-9);
  });

  it("is made for a table of features that has nothing of it", async () => {
    const got = await predict(spec(BOTH, "given", `${COPY}\n\ntable given = late |> derive { again = x }`, "x, again"));
    expectSame(new Map([...got].filter(([key]) => wanted(60).has(key))), wanted(60), 1e-9);
  });

  it("is made on a plain table that a model is fitted on", async () => {
    const fitted = (on: string) =>
      spec(BOTH, "late", COPY, "x, again")
        .replace("fit f = m on s.dev", `fit f = m on ${on}`)
        .replace(/evaluate[^\n]*\n/, "");
    const whole = await predict(fitted("s.all"));
    expectSame(await predict(fitted("made")), whole, 0);
    expectSame(await predict(fitted("(raw |> derive { again = x })")), whole, 0);
  });

  it("is explained under its own name, as the feature itself reaches no model", async () => {
    const text = spec("difference(6) |> gradient_boosting(rounds: 10, min_leaf: 3)", "s.test");
    const { record } = await place.run(planOf(text.replace("test: 12h", "test: 40h")));
    const [subject] = record.evaluations[0]?.subjects ?? [];
    const effects = subject?.explanation?.permutation?.features ?? [];
    expect(effects.map(({ feature }) => feature)).toEqual(["difference(x, 6)", "x"]);
    expect(effects[0]!.value).toBeGreaterThan(0.1);
    expect(effects[1]!.value).toBe(0);
  });

  it("leaves what does not use it as it was", async () => {
    const nodes = (text: string) => planOf(text).nodes.filter(({ declaration }) => declaration === "other");
    const other = "\nmodel plain = standardize() |> ridge()\n\nfit other = plain on s.dev\n";
    const fingerprints = (model: string): readonly string[] =>
      nodes(spec(`impute(mean, by: store) |> ${model}`, "s.test") + other).map(({ fingerprint }) => fingerprint);
    expect(fingerprints("ridge()")).toEqual(fingerprints("ridge(alpha: 2)"));
    const without = nodes(spec("ridge()", "s.test") + other).map(({ fingerprint }) => fingerprint);
    expect(fingerprints("ridge()")).toEqual(without);
  });
});

describe("impute(by:) in a chain", () => {
  const text = (by: string) => `
source raw = csv("rows.csv") {
  city:  category?
  early: bool
  part:  category
  x:     float?
  y:     float @target
}

task t = regress(from: raw, target: y, features: [x])

split s = predefined(t, column: part)

model m = impute(mean, by: ${by}) |> linear()

fit f = m on s.train

evaluate r = f on s.test { metrics: [rmse] }

predict p = f on raw { into: csv("p.csv"), keep: [y] }
`;

  it("fills from the training rows of each group, by columns that are no features", async () => {
    const outcome = await place.run(planOf(text("[city, early]")));
    expect(idsOf(outcome)).toEqual([]);
    const got = predictionsIn("p.csv", ["y"]);
    const values = rows.y.map((y) => got.get(`${y}`) ?? Number.NaN);
    expect(largestDifference(values, rows.predicted)).toBeLessThan(1e-9);
  });

  it("is another fit by another column, and after another column is derived under its name", () => {
    const fitted = (spec: string) => planOf(spec).nodes.find(({ id }) => id === "f")?.fingerprint;
    expect(fitted(text("city"))).not.toBe(fitted(text("early")));
    const derived = text("city")
      .replace(
        "task t = regress(from: raw",
        'table made = raw |> derive { city = if(early, "a", "b") }\n\ntask t = regress(from: made',
      )
      .replace("predict p = f on raw", "predict p = f on made");
    expect(fitted(derived)).not.toBe(fitted(text("city")));
  });
});

describe("impute(forward) in a chain", () => {
  const text = (model: string, table = "", features = "x") => `
source raw = csv("walk.csv") {
  store: int @series
  at:    timestamp @time
  city:  category?
  part:  category
  x:     float?
  y:     float @target
}
${table}
task t = regress(from: ${table === "" ? "raw" : "made"}, target: y, features: [${features}])

split s = predefined(t, column: part)

model m = ${model} |> linear()

fit f = m on s.train

evaluate r = f on s.test { metrics: [rmse] }

predict p = f on raw { into: csv("p.csv"), keep: [y] }
`;

  it("goes along each group of a series, from training rows into judged ones", async () => {
    const outcome = await place.run(planOf(text("impute(forward, by: city) |> impute(mean)")));
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const got = predictionsIn("p.csv", ["y"]);
    const values = rows.y.map((y) => got.get(`${y}`) ?? Number.NaN);
    expect(largestDifference(values, expected.forward.predicted)).toBeLessThan(1e-9);
  });

  it("is bit for bit what `derive` makes", async () => {
    const outcome = await place.run(planOf(text("impute(forward) |> impute(mean)")));
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const chain = predictionsIn("p.csv", ["y"]);
    const table = "table made = raw |> derive { filled = fill_forward(x) }\n";
    await place.run(planOf(text("impute(mean)", table, "filled")));
    expectSame(predictionsIn("p.csv", ["y"]), chain, 0);
  });
});
