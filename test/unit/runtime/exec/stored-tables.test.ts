import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../runtime/events/run-event.ts";
import { type RunOutcome, run } from "../../../../runtime/index.ts";
import type { RunRecord } from "../../../../specs/run-record.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { compileText } from "../../../differential/compile-text.ts";

const SPEC = `pipeline shop

source orders = csv("orders.csv") {
  day: date @time(every: 1d)
  visits: int
  price: float?
  remark: string?
  sold: float @target
}

table rows = orders |> derive {
  week = rolling_mean(visits, 7)
  spare = visits * 2
}

task sales = regress(sold, from: rows, features: [visits, week])

split cv = holdout(sales, test: 20%)

fit champion = ridge(alpha: 1) on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}
`;

interface Place {
  readonly folder: string;
  readonly events: RunEvent[];
  readonly run: (text: string) => Promise<RunOutcome>;
}

/** Every look at the clock takes a second, so that all tables are worth keeping. */
function createPlace(step = 1000): Place {
  const folder = mkdtempSync(join(tmpdir(), "pipec-tables-"));
  const rows = Array.from({ length: 120 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${(i * 7) % 31},${i % 9 === 0 ? "" : i / 3},${i % 4 === 0 ? "" : `"a, ""${i}"""`},${i + ((i * 5) % 11)}`;
  });
  writeFileSync(join(folder, "orders.csv"), `day,visits,price,remark,sold\n${rows.join("\n")}\n`);
  const events: RunEvent[] = [];
  let now = Date.UTC(2025, 0, 1);
  return {
    folder,
    events,
    run: async (text) => {
      const compiled = compileText(text);
      if (compiled.kind !== "done" || compiled.plan === null) throw new Error("no plan");
      events.length = 0;
      return run(compiled.plan, {
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
          now += step;
          return new Date(now);
        },
        onEvent: (event) => {
          events.push(event);
        },
        pipecVersion: "test",
        revision: null,
      });
    },
  };
}

const tablesIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, ".pipec", "cache"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => join(folder, ".pipec", "cache", name));

const judged = ({ evaluations }: RunRecord): unknown => evaluations.map(({ subjects }) => subjects);

describe("tables that took long", () => {
  it("are read from the store after an edit, and give the same bits", async () => {
    const place = createPlace();
    const first = await place.run(SPEC);
    expect(first.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(tablesIn(place.folder)).toHaveLength(2);
    const edited = SPEC.replace("rolling_mean(visits, 7)", "rolling_max(visits, 7)");
    const second = await place.run(edited);
    const fresh = await createPlace().run(edited);
    expect(judged(second.record)).toEqual(judged(fresh.record));
    expect(judged(second.record)).not.toEqual(judged(first.record));
    // The steps were made anew on the stored source.
    expect(tablesIn(place.folder)).toHaveLength(3);
  });

  it("are made again when they are damaged, with a warning", async () => {
    const place = createPlace();
    await place.run(SPEC);
    for (const path of tablesIn(place.folder)) {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
    }
    const edited = SPEC.replace("rolling_mean(visits, 7)", "rolling_max(visits, 7)");
    const second = await place.run(edited);
    expect(second.diagnostics.map(({ id }) => id)).toContain("run/cache-corrupt");
    expect(judged(second.record)).toEqual(judged((await createPlace().run(edited)).record));
    expect((await place.run(edited)).diagnostics.map(({ id }) => id)).not.toContain("run/cache-corrupt");
  });

  it("are made again when folders stand in their places", async () => {
    const place = createPlace();
    await place.run(SPEC);
    for (const path of tablesIn(place.folder)) {
      rmSync(path);
      mkdirSync(path);
    }
    const edited = SPEC.replace("rolling_mean(visits, 7)", "rolling_max(visits, 7)");
    const second = await place.run(edited);
    expect(second.diagnostics.map(({ id }) => id)).toContain("run/cache-corrupt");
    expect(judged(second.record)).toEqual(judged((await createPlace().run(edited)).record));
    expect((await place.run(edited)).diagnostics.map(({ id }) => id)).not.toContain("run/cache-corrupt");
  });

  it("of a source of many files are kept file by file: one more file reads only itself", async () => {
    const parts = SPEC.replace('csv("orders.csv")', 'csv("part-*.csv")');
    const place = createPlace();
    const [head, ...lines] = readFileSync(join(place.folder, "orders.csv"), "utf8").trimEnd().split("\n");
    const writeParts = (folder: string, ends: readonly number[]): void =>
      ends.forEach((end, i) => {
        const rows = lines.slice(ends[i - 1] ?? 0, end);
        writeFileSync(join(folder, `part-${i}.csv`), `${head}\n${rows.join("\n")}\n`);
      });
    writeParts(place.folder, [40, 90]);
    await place.run(parts);
    const before = tablesIn(place.folder);
    expect(before).toHaveLength(3);
    writeParts(place.folder, [40, 90, 120]);
    const appended = await place.run(parts);
    // One file more, and the step on all rows.
    expect(tablesIn(place.folder)).toHaveLength(5);
    const whole = createPlace();
    expect(judged(appended.record)).toEqual(judged((await whole.run(SPEC)).record));
  });

  it("are not kept when making them is as fast as reading them", async () => {
    const place = createPlace(1);
    await place.run(SPEC);
    expect(tablesIn(place.folder)).toEqual([]);
  });
});

describe("an edit", () => {
  const done = ({ record }: RunOutcome): readonly string[] =>
    record.nodes.filter(({ status }) => status === "done").map(({ id }) => id);

  it("of a column that nobody reads fits nothing", async () => {
    const place = createPlace();
    const first = await place.run(SPEC);
    const second = await place.run(SPEC.replace("visits * 2", "visits * 3"));
    expect(done(second)).toEqual(expect.arrayContaining(["cv/contracts"]));
    expect(done(second)).not.toContain("champion");
    expect(second.record.evaluations).toEqual(first.record.evaluations);
    expect(second.record.nodes.find(({ id }) => id === "final")!.status).toBe("cached");
  });

  it("that breaks the schema of a source stops the run, though its column is not read", async () => {
    const place = createPlace();
    await place.run(SPEC);
    const { kind, diagnostics } = await place.run(SPEC.replace("remark: string?", "remark: date?"));
    expect(kind).toBe("failed");
    expect(diagnostics.map(({ id }) => id)).toContain("data/bad-value");
  });

  it("of a name gives results under the new name without any work", async () => {
    const place = createPlace();
    const first = await place.run(SPEC);
    const renamed = SPEC.replaceAll("champion", "winner").replaceAll("rows", "all_rows");
    const second = await place.run(renamed);
    expect(done(second)).toEqual([]);
    const [before, after] = [first.record.evaluations[0]!, second.record.evaluations[0]!];
    expect(after.subjects.map(({ name }) => name)).toEqual(["winner"]);
    expect(after.comparisons[0]!.subject).toBe("winner");
    expect(after.subjects[0]!.scores).toEqual(before.subjects[0]!.scores);
  });
});
