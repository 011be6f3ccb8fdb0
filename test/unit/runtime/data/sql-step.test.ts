// `sql`: what a query may do, what it may not, and that its results are what it says.
import { describe, expect, it } from "vitest";
import { type ComputedTable, computeTable } from "./table-text.ts";

const FILES = {
  "load.csv": [
    "ts,site,temp,demand,note",
    "2024-01-01 00:00:00,a,1,10,x",
    "2024-01-01 01:00:00,a,2,20,y",
    "2024-01-01 02:00:00,a,3,30,x",
    "2024-01-01 00:00:00,b,5,50,x",
    "2024-01-01 01:00:00,b,6,60,y",
    "",
  ].join("\n"),
};
const SOURCE = `source load = csv("load.csv") {
  ts: timestamp @time(every: 1h)
  site: category @series
  temp: float
  demand: float @target
  note: category
}
`;

const query = (text: string, args = ", reach: 0s, fits: false"): Promise<ComputedTable> =>
  computeTable(`${SOURCE}\ntable result = load |> sql(${JSON.stringify(text)}${args})\n`, FILES, "result");

const column = ({ columns, rows }: ComputedTable, name: string) => rows.map((row) => row[columns.indexOf(name)]);

describe("sql", () => {
  it.each([
    ["a value of the row", "SELECT *, temp * 2 AS twice FROM input", [2, 4, 6, 10, 12]],
    ["the table by its own name, with a comment", "select *, temp + 1 as twice from load -- all", [2, 3, 4, 6, 7]],
    [
      "a window up to the row",
      "SELECT *, sum(temp) OVER (PARTITION BY site ORDER BY ts) AS twice FROM input",
      [1, 3, 6, 5, 11],
    ],
    [
      "a lag, through a common table",
      "WITH q AS (SELECT *, lag(temp) OVER (PARTITION BY site ORDER BY ts) AS before FROM input) SELECT * EXCLUDE (before), before + 0.0 AS twice FROM q",
      [null, 1, 2, null, 5],
    ],
    [
      "a CASE and a cast",
      "SELECT *, CASE WHEN note = 'x' THEN 1 ELSE 2 END::DOUBLE AS twice FROM input",
      [1, 2, 1, 1, 2],
    ],
    ["division by zero as missing", "SELECT *, temp / (temp - 2) AS twice FROM input", [-1, null, 3, 5 / 3, 1.5]],
  ])("computes %s", async (_, text, expected) => {
    const found = await query(text);
    expect(found.found).toEqual([]);
    expect(found.columns).toEqual(["ts", "site", "temp", "demand", "note", "twice"]);
    expect(column(found, "twice")).toEqual(expected);
  });

  it("groups rows of one moment", async () => {
    const text = "SELECT ts, count(*) AS n, avg(temp) AS mean FROM input GROUP BY ts ORDER BY ts";
    const found = await query(text, ', reach: 0s, fits: false, columns: {ts: "timestamp", n: "int", mean: "float"}');
    expect(found.found).toEqual([]);
    expect(found.rows.map((row) => row.slice(1))).toEqual([
      [2, 3],
      [2, 4],
      [1, 3],
    ]);
  });

  it("learns from rows when it says so", async () => {
    const text = "SELECT *, temp - (SELECT avg(temp) FROM input) AS off FROM input";
    expect(column(await query(text, ", fits: true"), "off")).toEqual([-2.4, -1.4, -0.3999999999999999, 1.6, 2.6]);
    expect((await query(text)).found[0]).toContain("data/sql-query");
  });

  it.each([
    ["SELECT 1; SELECT 2", "it holds 2 statements"],
    ["DROP TABLE load", "it is not a SELECT statement"],
    ["COPY (SELECT 1) TO 'x.csv'", "it is not a SELECT statement"],
    ["ATTACH 'x.db'", "it is not a SELECT statement"],
    ["INSTALL httpfs", "it is not a SELECT statement"],
    ["PRAGMA version", "it "],
    ["SET threads = 1", "it is not a SELECT statement"],
    ["SELECT * FROM read_csv('load.csv')", "it must read"],
    ["SELECT * FROM 'load.csv'", "it reads `load.csv`"],
    ["SELECT * FROM glob('*')", "it must read"],
    ["SELECT * FROM t1", "it reads `t1`"],
    ["SELECT * FROM main.input", "`schema name`"],
    ["SELECT * FROM duckdb_settings()", "it must read"],
    ["SELECT * FROM information_schema.tables", "not allowed"],
    ["DESCRIBE input", "it must read"],
    ["SHOW TABLES", "it must read"],
    ["VALUES (1)", "it must read"],
    ["SELECT 1 AS x", "it must read"],
    ["SELECT *, getenv('HOME') AS x FROM input", "it calls `getenv`"],
    ["SELECT *, current_setting('memory_limit') AS x FROM input", "it calls `current_setting`"],
    ["SELECT *, getvariable('pipec_as_of') AS x FROM input", "it calls `getvariable`"],
    ["SELECT *, random() AS x FROM input", "it calls `random`"],
    ["SELECT *, now() AS x FROM input", "it calls `now`"],
    ["SELECT *, current_date AS x FROM input", "current_date"],
    ["SELECT *, today() AS x FROM input", "it calls `today`"],
    ["SELECT *, age(ts) AS x FROM input", "it calls `age`"],
    ["SELECT *, uuid() AS x FROM input", "it calls `uuid`"],
    ["SELECT *, nextval('s') AS x FROM input", "it calls `nextval`"],
    ["SELECT *, json_serialize_sql('SELECT 1') AS x FROM input", "it calls `json_serialize_sql`"],
    ["SELECT *, query('x') AS x FROM input", "it calls `query`"],
    ["SELECT *, unnest([1, 2]) AS x FROM input", "it calls `unnest`"],
    ["SELECT *, system.main.abs(temp) AS x FROM input", "functions are called by their plain names"],
    ["SELECT *, $1 AS x FROM input", "parameters"],
    ["SELECT *, #1 AS x FROM input", "not allowed"],
    ["SELECT *, list_transform([temp], lambda t: t) AS x FROM input", "it calls `list_transform`"],
    ["SELECT * FROM input USING SAMPLE 2 ROWS", "sample"],
    ["SELECT * FROM input TABLESAMPLE 10%", "not allowed"],
    ["SELECT * FROM input UNION ALL SELECT * FROM input", "below each other"],
    ["SELECT a.* FROM input a JOIN input b USING (site)", "it joins"],
    ["SELECT a.* FROM input a, input b", "it joins"],
    ["SELECT *, __row AS x FROM input", "it reads `__row`"],
    ["SELECT *, COLUMNS('t.*') FROM input", "not allowed"],
    ["SELECT * FROM input AS t(a, b)", "not allowed"],
    ["WITH input AS (SELECT * FROM load) SELECT * FROM input", "hides another table"],
    ["WITH RECURSIVE q AS (SELECT * FROM input UNION ALL SELECT * FROM q) SELECT * FROM q", "it "],
    ["WITH Input AS (SELECT * REPLACE (demand AS temp) FROM load) SELECT * FROM input", "hides another table"],
    ["WITH q AS (SELECT demand AS temp, ts FROM load) SELECT * FROM Q", "it reads `Q`"],
    ["SELECT *, temp AS TS FROM input", "twice"],
    ["SELECT temp AS TS, site FROM input", "by case only"],
    ["SELECT TS FROM input", "it reads `TS`"],
    // ---- against `reach: 0s, fits: false`
    ["SELECT *, avg(temp) OVER () AS x FROM input", "not in the order of `ts`"],
    ["SELECT *, avg(temp) OVER (ORDER BY temp) AS x FROM input", "not in the order of `ts`"],
    ["SELECT *, avg(temp) OVER (ORDER BY ts DESC) AS x FROM input", "not in the order of `ts`"],
    ["SELECT *, lead(temp) OVER (ORDER BY ts) AS x FROM input", "further than the declared `reach`"],
    ["SELECT *, lag(temp, -1) OVER (ORDER BY ts) AS x FROM input", "offset of `lag`"],
    ["SELECT *, lag(temp, 0 - 1) OVER (ORDER BY ts) AS x FROM input", "offset of `lag`"],
    ["SELECT *, ntile(4) OVER (ORDER BY ts) AS x FROM input", "reads all rows of its window"],
    ["SELECT *, percent_rank() OVER (ORDER BY ts) AS x FROM input", "reads all rows of its window"],
    [
      "SELECT *, sum(temp) OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM input",
      "a window reads all rows after its own",
    ],
    [
      "SELECT *, sum(temp) OVER (ORDER BY ts ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM input",
      "further than the declared `reach`",
    ],
    [
      "SELECT *, sum(temp) OVER (ORDER BY ts ROWS BETWEEN 3 PRECEDING AND -1 PRECEDING) AS x FROM input",
      "a number or an interval as it stands",
    ],
    [
      "SELECT *, sum(temp) OVER (ORDER BY ts RANGE BETWEEN CURRENT ROW AND INTERVAL 1 HOUR FOLLOWING) AS x FROM input",
      "further than the declared `reach`",
    ],
    ["SELECT site, avg(temp) AS x, max(ts) AS ts FROM input GROUP BY site", "groups rows of different moments"],
    ["SELECT avg(temp) AS x FROM input", "statistic of the rows"],
    ["SELECT * FROM input LIMIT 2", "`LIMIT` chooses"],
    ["SELECT DISTINCT ON (site) * FROM input", "`DISTINCT ON` chooses"],
    ["SELECT * FROM input WHERE temp > (SELECT avg(temp) FROM input)", "in a subquery"],
    ["SELECT * FROM input WHERE demand > 15", "it chooses rows by `demand`"],
    [
      "SELECT * FROM input QUALIFY row_number() OVER (PARTITION BY demand ORDER BY ts) = 1",
      "it chooses rows by `demand`",
    ],
    [
      "WITH q AS (SELECT *, temp AS other FROM input) SELECT * EXCLUDE (other) FROM q WHERE other > 1",
      "it chooses rows by `temp` under another name",
    ],
    ["SELECT *, demand * 2 AS x FROM input", "`x` is made from `demand`"],
    [
      "WITH q AS (SELECT *, demand AS hint FROM input) SELECT * EXCLUDE (hint), hint + 1 AS x FROM q",
      "made from `demand`",
    ],
    ["SELECT *, demand AS hint, hint + 1 AS x FROM input", "made from `demand`"],
    ["SELECT * REPLACE (demand AS temp) FROM input", "`temp` is made from `demand`"],
    ["SELECT * REPLACE (ts - INTERVAL 1 DAY AS ts) FROM input", "must pass through as it is"],
    ["SELECT * EXCLUDE (ts) FROM input", "leaves out `ts`"],
    ["SELECT *, temp + 1 FROM input", "has no name"],
  ])("refuses %s", async (text, problem) => {
    const { found, rows } = await query(text);
    expect(rows).toEqual([]);
    expect(found[0]).toContain("data/sql-query");
    expect(found[0]).toContain(problem);
  });

  it("allows to look ahead as far as it says", async () => {
    const text = "SELECT *, lead(temp) OVER (PARTITION BY site ORDER BY ts) AS x FROM input";
    expect(column(await query(text, ", reach: 1h, fits: false"), "x")).toEqual([2, 3, null, 6, null]);
    expect((await query(text, ", reach: 59min, fits: false")).found[0]).toContain("further than the declared `reach`");
  });

  it.each([
    ["SELECT ts, site FROM input", "", "does not return `temp`"],
    ["SELECT *, temp AS x FROM input", ', columns: {ts: "timestamp", temp: "float"}', "returns `site`"],
    [
      "SELECT ts, nullif(temp, 1) AS t FROM input",
      ', columns: {ts: "timestamp", t: "float"}',
      "`t` has missing values",
    ],
  ])("holds the result of %s to the columns of the spec", async (text, args, problem) => {
    const { found } = await query(text, `, reach: 0s, fits: false${args}`);
    expect(found[0]).toContain("data/sql-columns");
    expect(found[0]).toContain(problem);
  });
});
