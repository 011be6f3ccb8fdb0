// Predictions from the text of a spec to the file: each kind of task, with the steps from the source replayed on new rows.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../../../compiler/index.ts";
import { ipcToFrame } from "../../../../runtime/frame/arrow.ts";
import { type RunOutcome, run } from "../../../../runtime/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

interface Project {
  readonly folder: string;
  readonly write: (name: string, text: string) => void;
  readonly read: (name: string) => string;
  readonly run: (spec: string) => Promise<RunOutcome>;
}

function createProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), "pipec-predict-"));
  let now = Date.UTC(2025, 0, 1);
  return {
    folder,
    write: (name, text) => writeFileSync(join(folder, name), text),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    run: (text) => {
      const main = { path: "main.pipe", text };
      const options = { set: {}, profile: null, strict: false, asOf: null };
      const result = compile({ main, files: new Map(), lock: null, profiles: null }, standardLibrary, options);
      if (result.kind !== "done" || result.plan === null) {
        throw new Error(JSON.stringify(result.kind === "done" ? result.diagnostics : result, null, 1));
      }
      return run(result.plan, {
        registry: standardLibrary,
        implementations,
        storeFolder: join(folder, ".pipec"),
        resolvePath: (path) => resolve(folder, path),
        jobs: 1,
        workerFile: new URL("file:///unused"),
        only: null,
        resume: false,
        env: {},
        signal: new AbortController().signal,
        clock: () => {
          now += 1;
          return new Date(now);
        },
        onEvent: () => undefined,
        pipecVersion: "test",
        revision: null,
      });
    },
  };
}

const errorsOf = ({ diagnostics }: RunOutcome): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === "error").map(({ id, message }) => `${id}: ${message}`);

const linesOf = (text: string): string[][] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(","));

/** y = 2 * (a / 10) + (city is Oslo), exactly. */
function homes(count: number): string {
  const lines = ["id,a,city,y"];
  for (let i = 0; i < count; i++) {
    const a = (i * 37) % 101;
    const city = ["Oslo", "Rome"][i % 2]!;
    lines.push(`${i},${a},${city},${i % 9 === 4 ? "" : 0.2 * a + (city === "Oslo" ? 1 : 0)}`);
  }
  return `${lines.join("\n")}\n`;
}

const REGRESS = (into: string, keep = "[id, note]"): string => `
pipeline homes
source homes = csv("homes.csv") { id: int @id
  a: float
  city: category
  y: float? @target }
# The filter chooses training rows; \`a\` is overwritten, so a row that skipped the step would be far off.
table rows = homes |> where(not is_null(y)) |> derive { a = a / 10 }
task price = regress(y, from: rows)
split cv = holdout(price, test: 20%)
model line = onehot() |> ridge(alpha: 0.000001)
fit champion = line on cv.dev
source fresh = csv("fresh.csv") { note: string
  city: category
  a: float
  id: int @id }
predict x = champion on fresh { into: ${into}, keep: ${keep} }
`;

const FRESH = "note,city,a,id\nfirst,Oslo,50,7\nsecond,Rome,100,8\nthird,Paris,0,9\n";

function regressProject(): Project {
  const project = createProject();
  project.write("homes.csv", homes(120));
  project.write("fresh.csv", FRESH);
  return project;
}

describe("a regression", () => {
  it("replays the steps on rows without the target and writes them in their order, with what is kept", async () => {
    const project = regressProject();
    const outcome = await project.run(REGRESS('csv("out/prices.csv")'));
    expect(errorsOf(outcome)).toEqual([]);
    const [head, ...rows] = linesOf(project.read("out/prices.csv"));
    expect(head).toEqual(["id", "note", "prediction"]);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ["7", "first"],
      ["8", "second"],
      ["9", "third"],
    ]);
    expect(Number(rows[0]![2])).toBeCloseTo(11, 3);
    expect(Number(rows[1]![2])).toBeCloseTo(20, 3);
    expect(outcome.record.predictions).toEqual([
      { node: "x", path: "out/prices.csv", rows: 3, columns: ["id", "note", "prediction"] },
    ]);
    expect(readdirSync(join(project.folder, "out"))).toEqual(["prices.csv"]);
  });

  it.each(["parquet", "json", "arrow", "csv"])("writes %s that a source reads back", async (format) => {
    const project = regressProject();
    const extra = { json: "x.ndjson.gz", csv: "x.csv.zst" }[format] ?? `x.${format}`;
    expect(errorsOf(await project.run(REGRESS(`${format}("${extra}")`)))).toEqual([]);
    const reader = `
pipeline back
source x = ${format}("${extra}") { id: int
  note: string
  prediction: float }
check read = x { row_count(min: 3)
  between(prediction, 0, 21)
  one_of(note, ["first", "second", "third"]) }
`;
    const outcome = await project.run(reader);
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.kind).toBe("done");
  });

  it("leaves rows that lack a feature without a prediction, and says how many", async () => {
    const project = regressProject();
    project.write("fresh.csv", "note,city,a,id\nfirst,Oslo,50,7\nsecond,Rome,,8\nthird,Paris,0,9\n");
    const outcome = await project.run(
      REGRESS('csv("x.csv")').replace("city: category\n  a: float\n  id", "city: category\n  a: float?\n  id"),
    );
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.diagnostics.map(({ id, message }) => `${id}: ${message}`)).toEqual([
      "run/not-predicted: 1 of the 3 rows of `x` have no prediction",
    ]);
    expect(outcome.diagnostics[0]?.why).toBe("`a` has no value in them");
    const rows = linesOf(project.read("x.csv")).slice(1);
    expect(rows.map(([id]) => id)).toEqual(["7", "8", "9"]);
    expect(rows[1]![2]).toBe("");
    expect(Number(rows[0]![2])).toBeCloseTo(11, 3);
    project.write("fresh.csv", "note,city,a,id\nfirst,Oslo,,7\n");
    const none = await project.run(
      REGRESS('csv("x.csv")').replace("city: category\n  a: float\n  id", "city: category\n  a: float?\n  id"),
    );
    expect(errorsOf(none)).toEqual([expect.stringContaining("run/nothing-predicted")]);
    expect(none.diagnostics.map(({ message }) => message)).toContain(
      "none of the 1 rows of `x` can be predicted: `a` has no value in them",
    );
  });

  it("writes no infinity: what is predicted beyond all numbers is missing, and said", async () => {
    const project = regressProject();
    project.write("homes.csv", homes(120).replaceAll(/(\d)$/gm, "$1e3"));
    project.write("fresh.csv", "note,city,a,id\nfirst,Oslo,50,7\nsecond,Rome,1.7e308,8\nthird,Paris,0,9\n");
    // A square beyond all numbers is no feature: it keeps its own row from being predicted, not the others.
    for (const chain of ["onehot()", "{ numeric: polynomial(degree: 2)\n categorical: onehot() }"]) {
      const outcome = await project.run(REGRESS('csv("x.csv")').replace("onehot()", chain));
      expect(outcome.diagnostics.map(({ message }) => message)).toEqual(["1 of the 3 rows of `x` have no prediction"]);
      expect(linesOf(project.read("x.csv")).map((row) => row[2] === "")).toEqual([false, false, true, false]);
    }
  });

  it("writes CSV as its parameters say", async () => {
    const project = regressProject();
    project.write("fresh.csv", `note,city,a,id,day\n,Oslo,50,7,2024-02-29\nz,Oslo,50,8,\n`);
    const params = 'delimiter: ";", header: false, null_values: ["NA"], date_format: "%d.%m.%Y"';
    const spec = REGRESS(`csv("x.csv", ${params})`, "[day, note]").replace(
      "note: string",
      "note: string?\n  day: date?",
    );
    expect(errorsOf(await project.run(spec))).toEqual([]);
    const cells = project
      .read("x.csv")
      .trim()
      .split("\n")
      .map((line) => line.split(";").slice(0, 2));
    expect(cells).toEqual([
      ["29.02.2024", "NA"],
      ["NA", "z"],
    ]);
  });

  it("does no work twice, and makes the file again when it is gone or changed", async () => {
    const project = regressProject();
    const spec = REGRESS('csv("x.csv")');
    const status = async (): Promise<string | undefined> =>
      (await project.run(spec)).record.nodes.find(({ id }) => id === "x")?.status;
    expect(await status()).toBe("done");
    const first = project.read("x.csv");
    const { mtimeMs } = statSync(join(project.folder, "x.csv"));
    expect(await status()).toBe("cached");
    expect(statSync(join(project.folder, "x.csv")).mtimeMs).toBe(mtimeMs);
    project.write("x.csv", "other\n");
    expect(await status()).toBe("done");
    expect(project.read("x.csv")).toBe(first);
    rmSync(join(project.folder, "x.csv"));
    expect(await status()).toBe("done");
    expect(project.read("x.csv")).toBe(first);
  });

  it("predicts on a table that went through the steps without taking them twice", async () => {
    const project = regressProject();
    const spec = REGRESS('csv("x.csv")', "[id]")
      .replace("champion on fresh", "champion on some")
      .replace("predict x", "table some = rows |> where(id < 3)\npredict x");
    expect(errorsOf(await project.run(spec))).toEqual([]);
    const rows = linesOf(project.read("x.csv")).slice(1);
    expect(rows.map(([id]) => id)).toEqual(["0", "1", "2"]);
    for (const [i, [, value]] of rows.entries()) {
      expect(Number(value)).toBeCloseTo(0.2 * ((i * 37) % 101) + (i % 2 === 0 ? 1 : 0), 3);
    }
  });

  it("predicts with a model that was fitted on some rows of a partition", async () => {
    const project = regressProject();
    const spec = REGRESS('csv("x.csv")', "[id]").replace(/^(fit champion = .* on [\w.]+)/m, "$1 |> where(id < 60)");
    expect(spec).toContain("where(id < 60)");
    expect(errorsOf(await project.run(spec))).toEqual([]);
  });

  it("takes the fitted transforms of the table along", async () => {
    const project = regressProject();
    const spec = REGRESS('csv("x.csv")', "[id]")
      .replace("derive { a = a / 10 }", "standardize()")
      .replace(/split cv.*\n/, "split cv = holdout(price, test: 20%)\n");
    expect(errorsOf(await project.run(spec))).toEqual([]);
    const rows = linesOf(project.read("x.csv")).slice(1);
    expect(Number(rows[0]![1])).toBeCloseTo(11, 3);
    expect(Number(rows[1]![1])).toBeCloseTo(20, 3);
  });

  it.each([
    ['csv("../x.csv")', "run/output-outside"],
    ['csv("/tmp/x.csv")', "run/output-outside"],
    ['csv("s3://bucket/x.csv")', "run/output-outside"],
    ['csv("linked/x.csv")', "run/output-outside"],
    ['csv("homes.csv")', "run/output-is-source"],
    ["inline([1])", "run/unsupported-sink"],
    ['csv("x.csv", zone: "Asia/Tokyo")', "run/output-zone"],
  ])("does not write to %s", async (into, id) => {
    const project = regressProject();
    mkdirSync(join(project.folder, "inner"));
    symlinkSync(tmpdir(), join(project.folder, "linked"));
    expect(errorsOf(await project.run(REGRESS(into)))).toEqual([expect.stringContaining(id)]);
    expect(project.read("homes.csv")).toBe(homes(120));
  });

  it("refuses to write identifiers that would be rounded, and writes them as texts", async () => {
    const project = regressProject();
    project.write("fresh.csv", "note,city,a,id\nfirst,Oslo,50,9007199254740993\nlast,Oslo,50,9223372036854775807\n");
    const spec = REGRESS('csv("out.csv")');
    expect(errorsOf(await project.run(spec))).toEqual([expect.stringContaining("run/inexact-number: `id` holds")]);
    expect(readdirSync(project.folder)).not.toContain("out.csv");
    const outcome = await project.run(spec.replace("id: int @id }\npredict", "id: string @id }\npredict"));
    expect(errorsOf(outcome)).toEqual([]);
    expect(linesOf(project.read("out.csv")).map(([id]) => id)).toEqual([
      "id",
      "9007199254740993",
      "9223372036854775807",
    ]);
  });

  it("says that a kept column has the name of the prediction", async () => {
    const project = regressProject();
    project.write("fresh.csv", FRESH.replace("note", "Prediction"));
    const spec = REGRESS('csv("x.csv")', "[Prediction]").replace("note: string", "Prediction: string");
    expect(errorsOf(await project.run(spec))).toEqual([expect.stringContaining("run/prediction-name")]);
  });
});

describe("a classification", () => {
  it("writes the class and the probability of each", async () => {
    const project = createProject();
    const kind = (x: number): string => (x > 60 ? "high" : x > 30 ? "middle" : "low");
    const lines = Array.from({ length: 200 }, (_, i) => `${(i * 37) % 91},${kind((i * 37) % 91)}`);
    project.write("rows.csv", `x,kind\n${lines.join("\n")}\n`);
    project.write("fresh.csv", "x\n80\n5\n");
    const outcome = await project.run(`
pipeline kinds
source rows = csv("rows.csv") { x: float
  kind: category @target }
task kind = classify(kind, from: rows)
split cv = holdout(kind, test: 20%)
fit champion = gradient_boosting(rounds: 20, min_leaf: 2) on cv.dev
source fresh = csv("fresh.csv") { x: float }
predict out = champion on fresh { into: csv("out.csv") }
`);
    expect(errorsOf(outcome)).toEqual([]);
    const [head, ...rows] = linesOf(project.read("out.csv"));
    expect(head).toEqual(["prediction", "probability_high", "probability_low", "probability_middle"]);
    expect(rows.map(([name]) => name)).toEqual(["high", "low"]);
    for (const row of rows) expect(row.slice(1).reduce((sum, p) => sum + Number(p), 0)).toBeCloseTo(1, 9);
  });
});

describe("a forecast", () => {
  const month = (i: number): string => new Date(Date.UTC(2015, i, 1)).toISOString().slice(0, 10);
  const season = (i: number): number => 100 + 10 * (i % 12);
  const series = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, i) => from + i).flatMap((i) =>
      ["north,1", "south,2"].map(
        (name) => `${month(i)},${name.split(",")[0]},${season(i) * Number(name.split(",")[1])}`,
      ),
    );
  const spec = (into: string, more = ""): string => `
pipeline sales
source sales = csv("sales.csv") { shop: string @series
  month: date @time(every: 1mo)
  sold: float @target }
table features = sales |> derive { year_ago = lag(sold, 11) }
task next = forecast(sold, from: features, horizon: 3mo, lookback: 12mo)
split cv = holdout(next, test: 20%)
model line = direct(ridge(alpha: 0.000001))
model repeat = seasonal_naive(12)
fit champion = repeat on cv.dev
fit other = line on cv.dev
source recent = csv("recent.csv") { month: date @time(every: 1mo)
  shop: string @series
  sold: float? @target
  region: string? }
predict ahead = champion on recent { into: ${into}, keep: [region] }
predict directly = other on recent
${more}`;

  function salesProject(recent: readonly string[]): Project {
    const project = createProject();
    project.write("sales.csv", `month,shop,sold\n${series(0, 72).join("\n")}\n`);
    project.write("recent.csv", `month,shop,sold,region\n${recent.join("\n")}\n`);
    return project;
  }

  it("starts at the last known row of each series and says which time it predicts", async () => {
    // South is known one month longer than north, whose last target is still missing.
    const recent = series(60, 80).map((line) => `${line},r`);
    recent.push(`${month(80)},south,${2 * season(80)},s`, `${month(80)},north,,n`);
    const project = salesProject(recent);
    const outcome = await project.run(spec('arrow("ahead.arrow")'));
    expect(errorsOf(outcome)).toEqual([]);
    const frame = ipcToFrame(readFileSync(join(project.folder, "ahead.arrow")));
    expect(frame.columns.map(({ name }) => name)).toEqual(["region", "shop", "month", "origin", "step", "prediction"]);
    const texts = (name: string): string[] => {
      const column = frame.columns.find((candidate) => candidate.name === name)!;
      if (column.kind === "category") return Array.from(column.codes, (code) => column.levels[code]!);
      return Array.from(column.values, (value) =>
        column.type === "date" ? new Date(value).toISOString().slice(0, 10) : String(value),
      );
    };
    expect(texts("shop")).toEqual(["north", "north", "north", "south", "south", "south"]);
    expect(texts("region")).toEqual(["r", "r", "r", "s", "s", "s"]);
    expect(texts("origin")).toEqual([79, 79, 79, 80, 80, 80].map(month));
    expect(texts("month")).toEqual([80, 81, 82, 81, 82, 83].map(month));
    expect(texts("step")).toEqual(["1", "2", "3", "1", "2", "3"]);
    expect(texts("prediction").map(Number)).toEqual(
      [80, 81, 82].map(season).concat([81, 82, 83].map((i) => 2 * season(i))),
    );
    expect(outcome.record.predictions.map(({ node, path, rows }) => ({ node, path, rows }))).toEqual([
      { node: "ahead", path: "ahead.arrow", rows: 6 },
      { node: "directly", path: null, rows: 6 },
    ]);
    // The lag of 11 months is the value one season before the first month ahead.
    const direct = [...outcome.results].find(([node]) => node === "directly")![1];
    const values = direct.kind === "predictions" ? direct.frame.columns.at(-1)! : null;
    expect(values?.kind === "number" ? values.values[0]! / season(80) : 0).toBeCloseTo(1, 1);
  });

  it("leaves out a series that is too short, and predicts the others", async () => {
    const recent = series(70, 78).filter((line) => line.includes("north"));
    const project = salesProject(
      [...recent, ...series(60, 78).filter((line) => line.includes("south"))].map((l) => `${l},r`),
    );
    const outcome = await project.run(spec('csv("ahead.csv")'));
    expect(errorsOf(outcome)).toEqual([]);
    expect(outcome.diagnostics.map(({ id, message }) => `${id}: ${message}`)).toContainEqual(
      expect.stringContaining(
        "run/series-left-out: 1 of the 2 series are left out of `ahead`: the series `north` has 8 rows",
      ),
    );
    expect(
      new Set(
        linesOf(project.read("ahead.csv"))
          .slice(1)
          .map((row) => row[1]),
      ),
    ).toEqual(new Set(["south"]));
  });

  it("asks for the history that it needs", async () => {
    const project = salesProject(series(70, 78).map((line) => `${line},r`));
    expect(errorsOf(await project.run(spec('csv("ahead.csv")')))[0]).toContain(
      "run/short-history: the series `north` has 8 rows up to its last known `sold`; a forecast needs 12",
    );
  });
});
