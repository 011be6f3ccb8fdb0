import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../../fixtures/leakage", `${name}.pipe`), "utf8");

const line = (text: string, entry: string) => checkText(text).certificate.find((one) => one.entry === entry);

describe("certificate", () => {
  it("proves what follows from the spec", () => {
    for (const entry of ["LK101", "LK102", "LK301", "LK601"])
      expect(line(fixture("judged-on-fitted-rows-c4"), entry)?.status).toBe("proved");
  });

  it("does not prove what was found, and says where", () => {
    const found = line(fixture("tuned-on-test-1"), "LK601");
    expect(found?.status).toBe("unknown");
    expect(found?.where).toHaveLength(1);
  });

  it("is attested where the author has signed for every finding", () => {
    const text = fixture("window-includes-target-1");
    const allow = "# pipec-allow leak/window-includes-target: shown for comparison\n";
    const signed = line(text.replace("table daily", `${allow}table daily`), "LK405");
    expect(signed?.status).toBe("attested");
    expect(signed?.note).toBe("shown for comparison");
    expect(line(text, "LK405")?.status).toBe("unknown");
  });

  it("leaves out what cannot apply and what was not declared", () => {
    const clean = fixture("overlapping-partitions-c1");
    expect(line(clean, "LK601")).toBeUndefined();
    expect(line(clean, "LK403")).toBeUndefined();
    const undeclared = fixture("future-feature-c1");
    expect(line(undeclared, "LK303")?.status).toBe("unknown");
    expect(line(undeclared, "LK418")?.status).toBe("unknown");
  });

  it("has one line per entry, in order", () => {
    const entries = checkText(fixture("future-feature-c2")).certificate.map(({ entry }) => entry);
    expect(new Set(entries).size).toBe(entries.length);
    expect([...entries].sort()).toEqual(entries);
  });

  it("says that nothing is known of a value from the registry, and strict makes it an error", () => {
    const text = fixture("fit-outside-train-c2").replace("= champion on", '= registry("risk@production") on');
    expect(line(text, "LK705")?.status).toBe("unknown");
    const strict = checkText(text, true).diagnostics.map(({ id }) => id);
    expect(strict).toContain("leak/unknown-provenance");
    expect(checkText(text).diagnostics.map(({ id }) => id)).not.toContain("leak/unknown-provenance");
  });

  it("says what is known of a model from a file", () => {
    const text = fixture("random-split-on-time-c1");
    const old = (args: string): string => text.replace(/^model (\w+) = .*$/m, `model $1 = onnx("old.onnx"${args})`);
    expect(line(old(""), "LK705")).toMatchObject({
      status: "unknown",
      note: expect.stringContaining('onnx("old.onnx")'),
    });
    expect(line(old(", trained_until: 2019-12-31"), "LK705")).toMatchObject({
      status: "attested",
      note: expect.stringContaining("2019-12-31"),
    });
    expect(line(text, "LK705")).toBeUndefined();
  });

  it("lists every reader of the test rows, and proves nothing by it", () => {
    const text = fixture("judged-on-fitted-rows-c4");
    const readers = line(text, "LK611");
    expect(readers?.status).toBe("unknown");
    expect(readers?.where.map(({ start, end }) => text.slice(start, end))).toEqual(
      [...text.matchAll(/^evaluate \w+ = \w+ on (\S+)/gm)]
        .map(([, rows]) => rows)
        .filter((rows) => rows?.endsWith(".test")),
    );
  });

  it("says what the language makes impossible", () => {
    const text = fixture("tuned-on-test-c2");
    for (const entry of ["LK108", "LK408", "LK420", "LK421", "LK607"]) expect(line(text, entry)?.status).toBe("proved");
  });

  it("proves the history of joined attributes only where it is declared", () => {
    const base = fixture("late-column-3")
      .replace("paid:  timestamp @time", "paid:  timestamp")
      .replace("# expect", "# was");
    expect(line(base, "LK310")?.note).toContain("`sum_`");
    expect(line(base.replace("sum_:  float", "sum_:  float @known"), "LK310")?.status).toBe("proved");
  });

  it("has one line where two checks decide one entry", () => {
    const text = fixture("selected-on-reported-c1");
    const wrong = text.replace(/best_of\(([^)]*)\) on s\.val/, "best_of($1) on s.train");
    expect(wrong).not.toBe(text);
    const lines = checkText(wrong).certificate.filter(({ entry }) => entry === "LK102");
    expect(lines).toHaveLength(1);
    expect(lines[0]?.where.length).toBeGreaterThan(0);
  });
});

describe("premises of a proof", () => {
  const sales = (columns: string): string => `source sales = csv("sales.csv") {
  day:   date @time(every: 1d)
  store: category @series
  price: float
  units: float @target
${columns}}`;
  const spec = (parts: {
    readonly columns?: string;
    readonly tables?: string;
    readonly task?: string;
    readonly split?: string;
    readonly rest?: string;
  }): string =>
    [
      "pipeline p",
      sales(parts.columns ?? ""),
      parts.tables ?? "table rows = sales",
      `task t = ${parts.task ?? "regress(units, from: rows, features: [price])"}`,
      `split s = ${parts.split ?? "holdout(t, test: 20%, val: 20%)"}`,
      "model m = gradient_boosting()",
      "fit champion = m on s.train",
      "evaluate final = champion on s.test {\n  metrics: [mae]\n}",
      parts.rest ?? "",
    ].join("\n\n");
  const statuses = (text: string, ...entries: readonly string[]): readonly (string | undefined)[] => {
    const { certificate, diagnostics } = checkText(text);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    return entries.map((entry) => certificate.find((one) => one.entry === entry)?.status);
  };

  it("hold in a plain spec", () => {
    expect(statuses(spec({}), "LK401", "LK403", "LK411", "LK102", "LK408")).not.toContain("unknown");
  });

  it.each([
    [
      "parts that stand in the data",
      { columns: "  part: category\n", split: "predefined(t, column: part)" },
      ["LK401", "LK411", "LK801"],
      "LK102",
    ],
    [
      "a time that the task's table has lost",
      {
        tables: "table rows = sales |> select(price, units)",
        split: "holdout(t, test: 20%, val: 20%, seed: 1)",
      },
      ["LK401", "LK411"],
      "LK403",
    ],
    [
      "joined rows that only their stamps tell apart",
      {
        tables:
          'source feed = csv("f.csv") {\n  at: date @known_at\n  store: category @entity(unique: true)\n  busy: float\n}\n\ntable rows = sales |> join(feed, on: store)',
      },
      ["LK310", "LK403", "LK417"],
      "LK401",
    ],
    [
      "a sum over stamped rows, whose stamps are gone",
      {
        tables:
          'source feed = csv("f.csv") {\n  at: date @known_at\n  store: category\n  busy: float\n}\n\ntable sums = feed |> aggregate(by: store) { busy = sum(busy) }\n\ntable rows = sales |> join(sums, on: store)',
      },
      ["LK310", "LK403", "LK417"],
      "LK401",
    ],
    [
      "keys that are moments of a table without a time",
      {
        columns: "  due: date\n",
        tables:
          'source roads = csv("c.csv") {\n  date: date @entity(unique: true)\n  traffic: float\n}\n\ntable rows = sales |> join(roads, on: [due == date])',
      },
      ["LK403", "LK417"],
      "LK401",
    ],
    [
      "rows that another table leaves out",
      {
        tables:
          'source stores = csv("o.csv") {\n  store: category @entity(unique: true)\n  size: float @known\n}\n\ntable rows = sales |> join(stores, on: store, how: inner)',
      },
      ["LK425", "LK802"],
      "LK401",
    ],
    [
      "copies in the order of the file",
      { tables: "table rows = sales |> dedupe(on: [day, store])" },
      ["LK209"],
      "LK401",
    ],
    [
      "rows that tuned what they calibrate",
      {
        tables: "table rows = sales",
        rest: "fit early = m on s.train {\n  validate: s.val\n}\n\nfit other = gradient_boosting(max_depth: 2) on s.train\n\nensemble both = weighted([early, other]) on s.val\n\nevaluate joint = both on s.test {\n  metrics: [mae]\n}",
      },
      ["LK702"],
      "LK401",
    ],
    [
      "predictions that are read back",
      {
        tables:
          'source scored = csv("out/p.csv") {\n  day: date @time(every: 1d)\n  store: category\n  prediction: float\n}\n\ntable rows = sales |> join(scored, on: [day, store])',
        rest: 'predict out = champion on sales {\n  into: csv("./out/p.csv")\n}',
      },
      ["LK102"],
      "LK401",
    ],
    [
      "a file that a pattern reads too",
      {
        tables:
          'source all = csv("./*.csv") {\n  day: date @time(every: 1d)\n  store: category\n  size: float @known\n}\n\ntable rows = sales |> join(all, on: [day, store])',
      },
      ["LK101", "LK302"],
      "LK401",
    ],
    [
      "a file that a list holds too",
      {
        tables:
          'source all = csv(["old.csv", "sales.csv"]) {\n  day: date @time(every: 1d)\n  store: category\n  size: float @known\n}\n\ntable rows = sales |> join(all, on: [day, store])',
      },
      ["LK101", "LK302"],
      "LK401",
    ],
    [
      "a query that may read what another source reads",
      {
        tables:
          'source a = duckdb("d.duckdb", table: "main.facts") {\n  day: date @time(every: 1d)\n  store: category\n  size: float @known\n}\n\nsource b = duckdb("./d.duckdb", query: "SELECT * FROM Facts") {\n  day: date @time(every: 1d)\n  store: category\n  rank: float @known\n}\n\ntable rows = sales |> join(a, on: [day, store]) |> join(b, on: [day, store])',
      },
      ["LK101", "LK302"],
      "LK401",
    ],
  ])("%s", (_name, parts, unproved, proved) => {
    const found = statuses(spec(parts), ...unproved, proved);
    expect(found).toEqual([...unproved.map(() => "unknown"), "proved"]);
  });

  it("takes two tables of one database for different rows", () => {
    const table = (name: string): string =>
      `source ${name} = duckdb("d.duckdb", table: "${name}") {\n  day: date @time(every: 1d)\n  store: category\n  ${name}_size: float @known\n}\n\n`;
    const tables = `${table("a")}${table("b")}table rows = sales |> join(a, on: [day, store]) |> join(b, on: [day, store])`;
    expect(statuses(spec({ tables }), "LK101")).toEqual(["proved"]);
  });

  it("says who claimed the order of rows away", () => {
    const claimed = spec({
      task: "regress(units, from: rows, features: [price], claim: new_rows)",
      split: "kfold(t, folds: 3, test: 20%, seed: 1)",
    });
    expect(statuses(claimed, "LK401", "LK411")).toEqual(["attested", "attested"]);
  });

  it("asks when the value of a longer row is known", () => {
    const text = (role: string): string => `pipeline p
source load = csv("load.csv") {
  at:     timestamp @time(every: 1h)
  demand: float @target
}
source daily = csv("d.csv") {
  day:   date @time(every: 1d)
  total: float ${role}
}
table rows = load |> join_as_of(daily, within: 3d)
task t = forecast(demand, from: rows, horizon: 6h)
split s = holdout(t, test: 20%)
fit champion = gradient_boosting() on s.train
evaluate final = champion on s.test {
  metrics: [mae]
}
`;
    expect(statuses(text(""), "LK423")).toEqual(["unknown"]);
    expect(statuses(text("@known"), "LK423")).toEqual(["proved"]);
  });
});
