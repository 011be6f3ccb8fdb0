import { describe, expect, it } from "vitest";
import { compile } from "../../../../compiler/index.ts";
import type { Plan } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";

const SPEC = `pipeline shop

source orders = csv("orders.csv") {
  day: date @time(every: 1d)
  store: category @series
  price: float
  visits: int
  remark: string? @ignore
  sold: float @target
}

source stores = csv("stores.csv") {
  store: category
  size: float
  region: category
}

check quality = orders {
  unique(store, day)
  between(price, 0, 1000)
  row_count(min: 100)
}

table rows = orders |> join(stores, on: store) |> derive {
  week = rolling_mean(visits, 7)
  cheap = price < 5
  last = lag(sold, 7)
}

task next = forecast(sold, from: rows, features: [price, week, last], horizon: 2d)

split cv = expanding(next, folds: 2, val: 10d, test: 20d)

model linear = standardize() |> ridge(alpha: 0.1..10 log)

search tuned = tpe(linear, trials: 8, seed: 7) {
  fit: cv.train
  score: cv.val
  minimize: mae
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae, rmse]
}

report summary = html(final, tuned)
`;

function planOf(text: string): Plan {
  const input = { main: { path: "spec.pipe", text }, files: new Map<string, string>(), lock: null, profiles: null };
  const result = compile(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind !== "done" || result.plan === null)
    throw new Error(
      result.kind === "done" ? result.diagnostics.map(({ message }) => message).join("; ") : "needs files",
    );
  return result.plan;
}

const before = planOf(SPEC);

/** Declarations of which a node has another identity after the edit; by default the names are as before. */
type Edit = readonly [from: string, to: string];

function changed(edits: readonly Edit[]): readonly string[] {
  let text = SPEC;
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const known = new Set(before.nodes.map(({ fingerprint }) => fingerprint));
  const after = planOf(text).nodes.filter(({ fingerprint }) => !known.has(fingerprint));
  return [...new Set(after.map(({ declaration, op }) => (op.kind === "contracts" ? "contracts" : declaration)))].sort();
}

const ALL_FITS = ["champion", "contracts", "final", "summary", "tuned"];

describe("nothing is computed again for", () => {
  it.each<readonly [string, readonly Edit[]]>([
    ["a comment", [["table rows", "# what is known\ntable rows"]]],
    [
      "another layout",
      [["unique(store, day)\n  between(price, 0, 1000)", "unique(store,   day), between( price, 0, 1_000 )"]],
    ],
    ["a declaration that nobody uses", [["task next", "let unused = 3\n\nmodel spare = ridge()\n\ntask next"]]],
    [
      "declarations in another order",
      [
        ["source stores", "SOURCE"],
        ["check quality = orders {\n  unique(store, day)\n  between(price, 0, 1000)\n  row_count(min: 100)\n}\n\n", ""],
        [
          "SOURCE",
          "check quality = orders {\n  unique(store, day)\n  between(price, 0, 1000)\n  row_count(min: 100)\n}\n\nsource stores",
        ],
      ],
    ],
    [
      "another name of a table, a transform or a model",
      [
        ["table rows", "table all_rows"],
        ["from: rows", "from: all_rows"],
        ["model linear", "model plain"],
        ["tpe(linear", "tpe(plain"],
        ["evaluate final = champion", "evaluate final = winner"],
        ["fit champion", "fit winner"],
      ],
    ],
  ])("%s", (_, edits) => {
    expect(changed(edits)).toEqual([]);
  });
});

describe("only what reads it is computed again for", () => {
  it.each<readonly [string, readonly string[], readonly Edit[]]>([
    // Contracts look at everything before a split.
    ["a derived column that is no feature", ["contracts", "rows"], [["price < 5", "price < 6"]]],
    ["a column of a source that nobody reads", ["contracts", "orders", "rows"], [["  remark: string? @ignore\n", ""]]],
    ["a column of the right side of a join", ["contracts", "rows", "stores"], [["region: category", "region: string"]]],
    ["a rule", ["quality"], [["between(price, 0, 1000)", "between(price, 0, 900)"]]],
    [
      "a checked column",
      ["contracts", "orders", "quality", "rows"],
      [
        ["  visits: int\n  remark: string? @ignore\n", "  visits: int\n"],
        ["between(price", "between(visits"],
      ],
    ],
    // The split cuts by times and labels; the same look-back leaves the same rows.
    ["a feature", [...ALL_FITS, "next", "rows"].sort(), [["rolling_mean(visits, 7)", "rolling_max(visits, 7)"]]],
    ["the cut", [...ALL_FITS, "cv"].sort(), [["test: 20d", "test: 21d"]]],
    ["another metric", ["final", "summary"], [["metrics: [mae, rmse]", "metrics: [mae, rmse, smape]"]]],
    [
      "slices by a column of the table",
      ["contracts", "final", "next", "summary"],
      [["metrics: [mae, rmse]", "metrics: [mae, rmse]\n  by: region"]],
    ],
    ["the number of trials", ["champion", "final", "summary", "tuned"], [["trials: 8", "trials: 16"]]],
    [
      "a filter",
      [...ALL_FITS, "cv", "next", "rows"].sort(),
      [["join(stores, on: store)", "join(stores, on: store) |> where(visits > 0)"]],
    ],
  ])("%s", (_, expected, edits) => {
    const found = changed(edits);
    expect(found).toEqual(expected);
  });
});
