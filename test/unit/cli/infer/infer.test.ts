// What `pipec infer` proposes for data of known make.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { callInfer, flawsOf } from "./infer-call.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-infer-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};

const rows = (count: number, make: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => make(i));
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);

async function spec(path: string, options: Parameters<typeof callInfer>[1] = {}): Promise<string> {
  const { code, out, err } = await callInfer(path, options);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const file = join(folder, "made.pipe");
  writeFileSync(file, out);
  expect(flawsOf(file)).toEqual([]);
  return out;
}

describe("dialects", () => {
  it("finds delimiter, missing header and null values", async () => {
    const made = await spec(
      write(
        "a.csv",
        rows(30, (i) => `${i % 7 === 0 ? "?" : i}; x${i % 3}; 1.5`.replaceAll("; ", ";")),
      ),
    );
    expect(made).toContain('delimiter: ";"');
    expect(made).toContain("header: false");
    expect(made).toContain('null_values: ["?"]');
    expect(made).toContain("column_1: int?");
    expect(made).toContain("column_2: category");
    expect(made).toContain("column_3: float @ignore  # one value in all rows");
  });

  it("reads tabs, and comma-blank as one delimiter", async () => {
    expect(await spec(write("a.tsv", ["a\tb", ...rows(9, (i) => `${i}\t${i}.5`)]))).toContain('delimiter: "\\t"');
    expect(await spec(write("b.csv", ["a, b", ...rows(9, (i) => `${i}, v${i % 2}`)]))).toContain('delimiter: ", "');
  });

  it("keeps texts that only look like numbers", async () => {
    const made = await spec(write("a.csv", ["zip,n", ...rows(40, (i) => `00${10 + (i % 5)},${i}`)]));
    expect(made).toContain("zip: category  # all of the values begin with 0, so they are not numbers");
  });
});

describe("roles", () => {
  it("finds time with its step, series and what follows for checks", async () => {
    const lines = [
      "day,shop,units",
      ...rows(60, (i) => `${day(Math.floor(i / 2))},${i % 2 === 0 ? "A" : "B"},${i % 9}`),
    ];
    const made = await spec(write("sales.csv", lines));
    expect(made).toContain("day: date @time(every: 1d)  # 58 equal steps");
    expect(made).toContain("shop: category @series  # 2 series");
    expect(made).toContain("unique(shop, day)");
    expect(made).toContain("regular(day)");
    expect(made).toContain("row_count(min: 54)");
  });

  it("says how many steps are not regular", async () => {
    const lines = ["day,x", ...rows(30, (i) => `${day(i < 20 ? i : i + 3)},${i}`)];
    const made = await spec(write("gaps.csv", lines));
    expect(made).toContain("day: date @time  # 1 of 29 steps are not 1d");
    expect(made).not.toContain("regular(");
  });

  it("knows calendar months, also at their ends", async () => {
    const ends = rows(24, (i) => `${new Date(Date.UTC(2022, i + 1, 0)).toISOString().slice(0, 10)},${i % 5}`);
    expect(await spec(write("ends.csv", ["month,x", ...ends]))).toContain("@time(every: 1mo)");
  });

  it("tells day and month apart by the steps", async () => {
    const text = (i: number): string => day(i).split("-").reverse().join("/");
    expect(await spec(write("d.csv", ["when,x", ...rows(12, (i) => `${text(i)},${i % 4}`)]))).toContain(
      'date_format: "%d/%m/%Y"',
    );
  });

  it("marks ids, constants, columns without values, personal and future ones", async () => {
    const lines = ["id,a,b,c,email,next_sale", ...rows(50, (i) => `${i + 7},1,,${i % 6},u${i % 40}@x.org,${i % 11}`)];
    const made = await spec(write("p.csv", lines));
    expect(made).toContain("id: int @id  # a different value in every row");
    expect(made).toContain("a: int @ignore  # one value in all rows");
    expect(made).toContain("b: string? @ignore  # every value is missing");
    expect(made).toContain("email: string @pii @ignore");
    expect(made).toContain("next_sale: int @posthoc  # its name speaks of what comes later");
  });

  it("writes names that are no identifiers in back-ticks, and leaves out what no spec can name", async () => {
    const made = await spec(write("n.csv", ["Mean Temp (C),and,a`b", ...rows(20, (i) => `${i}.5,${i % 3},${i}`)]));
    expect(made).toContain("`Mean Temp (C)`: float");
    expect(made).toContain("`and`: int");
    expect(made).toContain('# a column whose name cannot be written in a spec is left out: "a`b"');
  });
});

describe("targets", () => {
  const customers = (): string[] => [
    "plan,calls,refund_code,left",
    ...rows(300, (i) => {
      const left = (i * 7919) % 10 < 3;
      return `${["a", "b", "c"][i % 3]},${(i * 31) % 17},${left && i % 2 === 0 ? `R${i % 5}` : ""},${left ? 1 : 0}`;
    }),
  ];

  it("proposes a pipeline, and keeps out what was written after the outcome", async () => {
    const made = await spec(write("customers.csv", customers()), { target: "left" });
    expect(made).toContain("left: bool @target");
    expect(made).toMatch(
      /refund_code: category\? @posthoc {2}# all \d+ rows that have a value are 1: recorded after the outcome\?/,
    );
    expect(made).toContain("task predict_left = classify(left, from: customers)");
    expect(made).toContain("stratified_kfold");
  });

  it("forecasts a regular series", async () => {
    const lines = ["day,units", ...rows(200, (i) => `${day(i)},${50 + (i % 7) * 3 + (i % 5)}`)];
    const made = await spec(write("series.csv", lines), { target: "units" });
    expect(made).toContain("forecast(units, from: series_features, horizon: 7d)");
    expect(made).toContain("against: seasonal_naive(7)");
  });

  it("names the positive class of a text, and groups rows of one customer", async () => {
    const lines = [
      "customer_id,x,answer",
      ...rows(240, (i) => `${i % 40},${(i * 37) % 23},${i % 4 === 0 ? "yes!" : "no!"}`),
    ];
    const made = await spec(write("answers.csv", lines), { target: "answer" });
    expect(made).toContain('positive: "yes!"');
    expect(made).toContain("customer_id: int @entity  # 40 of them, 6 rows each");
    expect(made).toContain("group_kfold(predict_answer, by: customer_id");
  });

  it("says why no pipeline is proposed", async () => {
    const made = await spec(write("few.csv", ["x,y", ...rows(10, (i) => `${i},${i % 2}`)]), { target: "y" });
    expect(made).toContain("# No task is proposed: 10 rows are too few to fit and judge a model.");
  });
});

describe("the command", () => {
  it("reports what it cannot read as a diagnostic", async () => {
    const missing = await callInfer(join(folder, "none.csv"));
    expect(missing.code).toBe(1);
    expect(missing.err).toContain("error[data/missing-file]");
    const broken = await callInfer(write("b.csv", ["a,b", "1,2", "3,4,5", "6,7"]));
    expect(broken.code).toBe(1);
    expect(broken.err).toContain("line 3 has 3 cells");
    const wrong = await callInfer(write("c.csv", ["a,price", "1,2", "3,4"]), { target: "prize" });
    expect(wrong.err).toContain("did you mean `price`?");
  });

  it("writes the spec, with the path as seen from it, and replaces nothing unasked", async () => {
    const data = write("c.csv", ["a,b", ...rows(20, (i) => `${i},${i % 3}`)]);
    mkdirSync(join(folder, "specs"));
    const output = join(folder, "specs", "c.pipe");
    const { code, out } = await callInfer(data, { write: output });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(readFileSync(output, "utf8")).toContain("source c = csv(");
    expect(flawsOf(output)).toEqual([]);
    await expect(callInfer(data, { write: output })).rejects.toThrow("exists already");
    expect((await callInfer(data, { write: output, force: true })).code).toBe(0);
  });

  it("looks at the first rows when told so, and says it", async () => {
    const data = write("long.csv", ["a,b", ...rows(500, (i) => `${i},${i % 3}`)]);
    const made = await spec(data, { rows: 100 });
    expect(made).toContain("the first 100 of 500 rows");
    expect(made).toContain("row_count(min: 450)");
  });

  it("prints one JSON document", async () => {
    const { out } = await callInfer(write("c.csv", ["a,b", ...rows(20, (i) => `${i},${i % 3}`)]), { json: true });
    const { version, columns, rows: count, spec: text } = JSON.parse(out);
    expect({ version, count }).toEqual({ version: 1, count: 20 });
    expect(columns[0]).toMatchObject({ name: "a", type: "int", annotations: ["@id"] });
    expect(text).toContain("pipeline c ");
  });
});

describe("lock files", () => {
  const CSV = ["day,shop,units", ...rows(60, (i) => `${day(Math.floor(i / 2))},${i % 2 === 0 ? "A" : "B"},${i % 9}`)];

  it("gives sources without a block their schema, and the spec then checks clean", async () => {
    write("sales.csv", CSV);
    const path = write("sales.pipe", [
      'source sales = csv("sales.csv")',
      "",
      "table recent = sales |> where(units > 3)",
    ]);
    expect(flawsOf(path).join()).toContain("type/no-schema");
    const { code, out, err } = await callInfer(path);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(err).toContain("sales.lock.json: 1 source, 3 columns");
    expect(out).toContain("check sales_quality = sales {");
    expect(flawsOf(path)).toEqual([]);
    const lock = JSON.parse(readFileSync(join(folder, "sales.lock.json"), "utf8"));
    expect(lock.sources.sales.columns[0]).toEqual({
      name: "day",
      type: { kind: "date", shape: [], nullable: false },
      roles: { time: { every: { months: 0, milliseconds: 86_400_000 } } },
    });
    expect(lock.observed.sales).toMatchObject({ rows: 60, columns: { shop: { missing: 0, levels: ["A", "B"] } } });
  });

  it("says what the connector must be told", async () => {
    write(
      "sales.csv",
      CSV.map((line) => line.replaceAll(",", ";")),
    );
    const path = write("sales.pipe", ['source sales = csv("sales.csv")']);
    const { code, err } = await callInfer(path);
    expect(code).toBe(1);
    expect(err).toContain("error[run/cannot-infer]");
    expect(err).toContain('`delimiter: ";"`');
  });
});

describe("copies of rows", () => {
  it("are dropped, with their number, where a run would refuse them", async () => {
    const lines = rows(200, (i) => `${(i * 37) % 1009},${(i * 53) % 997},${(i * 7) % 13}`);
    const copied = [...lines, ...lines.slice(0, 60)];
    const made = await spec(write("a.csv", ["a,b,y", ...copied]), { target: "y" });
    expect(made).toContain("# 60 of 260 rows (23.1 %) equal an earlier one");
    expect(made).toContain("|> dedupe()");
    expect(made).toContain("from: a_distinct");
  });

  it("are left alone where few values make them likely", async () => {
    const made = await spec(write("a.csv", ["a,b,y", ...rows(200, (i) => `${i % 3},${i % 5},${i % 2}`)]), {
      target: "y",
    });
    expect(made).not.toContain("dedupe");
  });
});
