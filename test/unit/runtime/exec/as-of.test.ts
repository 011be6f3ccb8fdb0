// `--as-of`: a run on all data gives bit for bit what a run on the data of that moment gives.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import { run } from "../../../../runtime/index.ts";
import type { RunRecord } from "../../../../specs/run-record.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-as-of-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAY = 86_400_000;
const START = Date.UTC(2023, 0, 1);
const dayOf = (i: number): string => new Date(START + i * DAY).toISOString().slice(0, 10);

const SPEC = `source sales = csv("sales.csv") {
  day: date @time(every: 1d)
  price: float
  returns: float? @delay(3d)
  late: int? @target(delay: 10d)
}

source plans = csv("plans.csv") {
  day: date @time(every: 1d)
  promo: int @known
}

source facts = csv("facts.csv") {
  day: date @time
  seen: timestamp @known_at
  level: float
}

table features = sales
  |> derive {
    returned = lag(returns, 3)
    smooth = rolling_mean(price, 5)
  }
  |> join(plans, on: day)
  |> join_as_of(facts, within: 30d)

task t = regress(late, from: features, features: [price, returned, smooth, promo, level])

split cv = holdout(t, test: 25%)

model m = impute(median) |> standardize() |> ridge(alpha: 1.0)

fit f = m on cv.dev

evaluate e = f on cv.test {
  metrics: [mae, rmse]
}

predict p = f on sales {
  into: csv("out/p.csv")
  keep: [day]
}
`;

interface Row {
  readonly day: number;
  readonly text: (asOf: number) => string;
  /** Day from which the row is known. */
  readonly since: number;
}

const pseudo = (i: number, k: number): number => ((i * 7919 + k * 104_729) % 1_000) / 1_000;

/** Rows as they stood at a day; later values were empty then. */
function tables(asOf: number) {
  const known = (value: number, day: number): string => (day <= asOf ? value.toFixed(3) : "");
  const sales = Array.from({ length: 240 }, (_, i): Row => {
    const late = Math.round(10 * pseudo(i, 3) + 5 * pseudo(i, 1));
    return {
      day: i,
      since: i,
      text: () => `${dayOf(i)},${pseudo(i, 1).toFixed(3)},${known(pseudo(i, 2), i + 3)},${i + 10 <= asOf ? late : ""}`,
    };
  });
  const plans = Array.from(
    { length: 260 },
    (_, i): Row => ({ day: i, since: 0, text: () => `${dayOf(i)},${i % 7 === 0 ? 1 : 0}` }),
  );
  const facts = Array.from({ length: 80 }, (_, i): Row => {
    const seen = 3 * i + (i % 4);
    return {
      day: 3 * i,
      since: seen,
      text: () => `${dayOf(3 * i)},${dayOf(seen)}T00:00:00,${pseudo(i, 5).toFixed(3)}`,
    };
  });
  return { sales, plans, facts };
}

const HEADS = { sales: "day,price,returns,late", plans: "day,promo", facts: "day,seen,level" };

/** A folder with the data as of a day; `null` is all of it. */
function folderOf(name: string, asOf: number | null): string {
  const folder = mkdtempSync(join(root, `${name}-`));
  const at = asOf ?? Number.POSITIVE_INFINITY;
  for (const [file, rows] of Object.entries(tables(at))) {
    const lines = rows.filter(({ since }) => since <= at).map((row) => row.text(at));
    writeFileSync(join(folder, `${file}.csv`), `${[HEADS[file as keyof typeof HEADS], ...lines].join("\n")}\n`);
  }
  return folder;
}

async function runIn(folder: string, asOf: string | null, text = SPEC): Promise<RunRecord> {
  const options = { set: {}, profile: null, strict: false, asOf };
  const { plan, diagnostics } = compileText({ path: join(folder, "spec.pipe"), text }, options);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { record } = await run(plan!, {
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
    clock: () => new Date(0),
    onEvent: () => undefined,
    pipecVersion: "test",
    revision: null,
  });
  return record;
}

const scoresOf = (record: RunRecord) =>
  record.evaluations.map(({ subjects, rows }) => ({ rows, scores: subjects.map((one) => one.scores) }));

describe("--as-of", () => {
  it.each([120, 171, 205])("day %i: equal bits to the data of then", async (day) => {
    const all = folderOf("all", null);
    const then = folderOf("then", day);
    const [asOf, truncated] = [await runIn(all, dayOf(day)), await runIn(then, null)];
    expect({ status: asOf.status, found: asOf.diagnostics.filter(({ severity }) => severity === "error") }).toEqual({
      status: "done",
      found: [],
    });
    expect(scoresOf(asOf)).toEqual(scoresOf(truncated));
    const [ours, theirs] = [all, then].map((folder) => readFileSync(join(folder, "out/p.csv"), "utf8"));
    expect(ours!.split("\n").length).toBeGreaterThan(day);
    expect(ours).toBe(theirs);
  });

  it("is part of the identity of what is computed", async () => {
    const folder = folderOf("cache", null);
    const keys = async (asOf: string | null) =>
      new Map((await runIn(folder, asOf)).nodes.map(({ id, key, status }) => [id, { key, status }]));
    const first = await keys(dayOf(150));
    const later = await keys(dayOf(160));
    const again = await keys(dayOf(150));
    expect(later.get("f")!.key).not.toBe(first.get("f")!.key);
    expect(again.get("f")!.key).toBe(first.get("f")!.key);
    expect(again.get("e")!.status).toBe("cached");
    expect((await keys(null)).get("f")!.key).not.toBe(first.get("f")!.key);
  });

  it("trains on no label that was not known, and says how many", async () => {
    const record = await runIn(folderOf("labels", null), dayOf(150));
    const found = record.diagnostics.find(({ id }) => id === "data/null-target");
    expect(found?.message).toContain("10 of 151 rows");
  });

  it("refuses a moment before all data, and warns of sources without a time", async () => {
    const early = await runIn(folderOf("early", null), "2001-01-01");
    expect(early.status).toBe("failed");
    expect(early.diagnostics.map(({ id }) => id)).toContain("run/nothing-known");
    const folder = folderOf("timeless", null);
    const text = 'source s = csv("sales.csv") {\n  price: float\n}\n\ncheck c = s {\n  row_count(min: 1)\n}\n';
    expect((await runIn(folder, "2024-01-01", text)).diagnostics.map(({ id }) => id)).toEqual(["run/no-known-time"]);
  });
});
