import { describe, expect, it } from "vitest";
import { typeTable } from "./type-text.ts";

const derive = (entry: string, before = "") => typeTable(`raw |> derive { ${entry} }`, before);

describe("types of expressions", () => {
  it.each([
    ["v = n + 1", "v: int"],
    ["v = n + x", "v: float"],
    ["v = n / 2", "v: float"],
    ["v = -x", "v: float"],
    ["v = y * 2", "v: float?"],
    ["v = y ?? 0", "v: float"],
    ["v = x > 1 and not open", "v: bool"],
    ['v = city == "Paris"', "v: bool"],
    ['v = city in ["Paris", "Rome"]', "v: bool"],
    ["v = n in 1..5", "v: bool"],
    ["v = at - at", "v: duration"],
    ["v = at + 2h", "v: timestamp"],
    ["v = at > 2024-01-31", "v: bool"],
    ["v = wait > 2h", "v: bool"],
    ["v = wait / 1h", "v: float"],
    ["v = if(open, x, 0)", "v: float"],
    ["v = if(open, x, null)", "v: float?"],
    ["v = case { x > 1: 1, else: 2.5 }", "v: float"],
    ["v = case { x > 1: 1 }", "v: int?"],
    ["v = hour(at)", "v: int"],
    ["v = is_null(y)", "v: bool"],
    ["v = max_of(x, n, 3)", "v: float"],
    ["v = rolling_mean(x, 24h)", "v: float"],
    ["v = lag(city)", "v: category"],
    ["v = lag(x, -1)", "v: float"],
    ["v = x - mean(x)", "v: float"],
    ["v = rank(x)", "v: int"],
    ["v = x * scale", "v: float", "param scale: float = 0.5"],
    ["v = half", "v: float", "let half = x / 2"],
  ])("%s", (entry, column, before = "") => {
    const { columns, found } = derive(entry, before);
    expect(found).toEqual([]);
    expect(columns).toEqual([column]);
  });

  it("runs windows inside each series in time order, aggregates over the whole table", () => {
    const { text } = derive("a = lag(x, 2)\n b = mean(x)");
    expect(text).toContain("a = lag(x, 2) over [shop] by at");
    expect(text).toContain("b = mean(x) over [] by table");
  });

  it("lets later entries use earlier ones, and replaces a column in its place without its roles", () => {
    const { schema, found } = derive("y = x\n z = y + 1");
    expect(found).toEqual([]);
    expect(schema.columns.find(({ name }) => name === "y")).toEqual({
      name: "y",
      type: { kind: "float", shape: [], nullable: false },
      roles: {},
    });
  });
});

describe("errors in expressions", () => {
  it.each([
    ["v = xx + 1", "type/unknown-column @ xx"],
    ["v = men(x)", "type/unknown-function @ men"],
    ["v = standardize(x)", "type/unknown-function @ standardize"],
    ["v = x + city", "type/wrong-type @ city"],
    ["v = open + 1", "type/wrong-type @ open"],
    ["v = x and open", "type/wrong-type @ x"],
    ["v = not x", "type/wrong-type @ x"],
    ["v = grid + 1", "type/wrong-type @ grid"],
    ["v = at + 24", "type/unit-mismatch @ 24"],
    ["v = wait > 24", "type/unit-mismatch @ 24"],
    ["v = at - at > 5", "type/unit-mismatch @ 5"],
    ["v = hour(n)", "type/unit-mismatch @ n"],
    ["v = hour(city)", "type/wrong-type @ city"],
    ['v = day > "2024-01-31"', 'type/incompatible-types @ day > "2024-01-31"'],
    ["v = y == null", "type/not-an-expression @ y == null"],
    ["v = x in [1, city]", "type/not-an-expression @ [1, city]"],
    ['v = n in [1, "a"]', 'type/incompatible-types @ [1, "a"]'],
    ["v = rolling_mean(x)", "type/function-arguments @ rolling_mean(x)"],
    ["v = rolling_mean(x, 24h, centre: true)", "type/function-arguments @ centre"],
    ["v = hour(at, at)", "type/function-arguments @ at"],
    ["v = rolling_mean(x, 0)", "type/function-arguments @ 0"],
    ["v = rolling_quantile(x, 24, 7.5)", "type/function-arguments @ 7.5"],
    ["v = lag(x, n)", "type/not-constant @ n"],
    ["v = lag(x, 1.5)", "type/wrong-type @ 1.5"],
    ["v = lag(x, 90min)", "type/not-a-multiple @ 90min"],
    ["v = lag(x, 1mo)", "type/not-a-multiple @ 1mo"],
    ["v = rolling_mean(x, 24h, min_periods: 2h)", "type/unit-mismatch @ 2h"],
    ["v = raw", "type/not-a-column @ raw"],
    ["v = case { x: 1 }", "type/wrong-type @ x"],
    ['v = case { open: 1, else: "a" }', 'type/incompatible-types @ case { open: 1, else: "a" }'],
    ["v = lag(x, 1..3) + lag(n, 1..4)", "type/several-ranges @ v"],
    ["v = lag(x, 4..1)", "type/bad-range @ 4..1"],
    ["v = lag(x, 0.1..0.9)", "type/bad-range @ 0.1..0.9"],
    ["v = x + host", "type/run-time-value @ host", 'param host: string = env("HOST")'],
  ])("%s gives %s", (entry, expected, before = "") => {
    expect(derive(entry, before).found).toEqual([expected]);
  });

  it("types the clock, whose use is a matter of the checks", () => {
    const { found, columns } = derive("v = now()");
    expect(found).toEqual([]);
    expect(columns).toEqual(["v: timestamp"]);
  });

  it("suggests a near column and lists all of a small table", () => {
    const { diagnostics } = typeTable("raw |> select(n, x) |> derive { v = nn }");
    expect(diagnostics[0]!.help).toBe("known here: `n` and `x`");
    expect(derive("v = citty").diagnostics[0]!.help).toBe("did you mean `city`?");
  });

  it("says one thing about one mistake, whatever depends on it", () => {
    const { found, schema } = typeTable(`raw
  |> derive { a = xx + 1, b = a * 2, c = x, d_lag = lag(xx, 1..3) }
  |> where(a > 1 or b > 1 or d_lag_2 > 1)
  |> select(a, c, d_lag)`);
    expect(found).toEqual(["type/unknown-column @ xx", "type/unknown-column @ xx"]);
    expect(schema.columns).toEqual([]);
  });

  it("keeps the good columns of a step with a bad one", () => {
    const { found, columns } = derive("a = xx\n b = x");
    expect(found).toEqual(["type/unknown-column @ xx"]);
    expect(columns).toEqual(["b: float"]);
  });

  it("needs a time for windows", () => {
    const { found } = typeTable("raw |> select(n, x) |> derive { v = lag(x, 1) }");
    expect(found).toEqual(["type/no-order @ lag"]);
  });

  it("needs a regular step for a lag by a duration, not for a rolling window", () => {
    const irregular = 'source s = csv("s.csv") {\n at: timestamp @time\n x: float\n}\ntable t = s |> derive { ';
    const { found } = typeTable(
      "raw",
      `${irregular} a = lag(x, 24h)\n b = rolling_mean(x, 24h) }`.replace("table t", "table u"),
    );
    expect(found).toEqual(["type/no-step @ 24h"]);
  });
});

describe("range columns", () => {
  it("makes one column per value", () => {
    expect(derive("x_lag = lag(x, 1..3)").columns).toEqual(["x_lag_1: float", "x_lag_2: float", "x_lag_3: float"]);
    expect(derive("q = rolling_quantile(x, 24h, 0.1..0.5 step 0.2)").columns).toEqual([
      "q_0.1: float",
      "q_0.3: float",
      "q_0.5: float",
    ]);
    expect(derive("l = lag(x, 1h..3h step 1h)").columns).toEqual(["l_1h: float", "l_2h: float", "l_3h: float"]);
  });

  it("computes constants", () => {
    expect(derive("v = lag(x, 2 * 12)").text).toContain("lag(x, 24)");
    expect(derive("v = rolling_mean(x, week)", "param week: duration = 7d").text).toContain(
      "rolling_mean(x, 1w, false, null)",
    );
  });

  it("follows lets and params", () => {
    const before = "param most: int = 2\nlet steps = 1..most";
    expect(derive("l = lag(x, steps)", before).columns).toEqual(["l_1: float", "l_2: float"]);
  });

  it("walks equal ranges side by side and spreads over a range column", () => {
    const { columns, text } = derive("l = lag(x, 1..2) - lag(n, 1..2)\n d = l - x");
    expect(columns).toEqual(["l_1: float", "l_2: float", "d_1: float", "d_2: float"]);
    expect(text).toContain("d_2 = -(l_2, x)");
  });

  it("stands for all its columns in lists and variadic arguments", () => {
    const { columns, found, text } = typeTable("raw |> derive { l = lag(x, 1..2), m = max_of(l) } |> select(m, l)");
    expect(found).toEqual([]);
    expect(columns).toEqual(["m: float", "l_1: float", "l_2: float"]);
    expect(text).toContain("max_of(l_1, l_2)");
  });

  it("is not one value", () => {
    const { found } = typeTable("raw |> derive { l = lag(x, 1..2) } |> where(l > 1)");
    expect(found).toEqual(["type/many-columns @ l"]);
  });
});
