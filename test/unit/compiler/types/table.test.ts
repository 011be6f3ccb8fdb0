import { describe, expect, it } from "vitest";
import { findColumn } from "../../../../specs/data-type.ts";
import { SOURCE, typeTable, typeText } from "./type-text.ts";

const SHOPS = `source shops = csv("shops.csv") {
  shop: string @entity(unique: true)
  city: category @pii
  rent: float @posthoc
  opened: date @known_at
}
`;
const WEATHER = `source weather = csv("weather.csv") {
  at: timestamp @time(every: 1h)
  temp: float @delay(3h)
}
`;

describe("steps", () => {
  it("selects, in the order given", () => {
    expect(typeTable("raw |> select(x, n)").schema.columns.map(({ name }) => name)).toEqual(["x", "n"]);
  });

  it("renames with roles, also by swapping", () => {
    const { schema, found } = typeTable("raw |> rename { when = at, n = x, x = n }");
    expect(found).toEqual([]);
    expect(findColumn(schema, "when")?.roles.time).toBeDefined();
    expect(findColumn(schema, "n")?.type.kind).toBe("float");
  });

  it("aggregates: keys keep their roles, values are new", () => {
    const { columns, schema, found } = typeTable(
      "raw |> aggregate(by: [shop, day]) { total = sum(x), rows = count(), share = sum(x) / count() }",
    );
    expect(found).toEqual([]);
    expect(columns).toEqual(["total: float", "rows: int", "share: float"]);
    expect(findColumn(schema, "shop")?.roles).toEqual({ series: true });
  });

  it("sorts, dedupes and samples", () => {
    const { text, found } = typeTable(
      "raw |> sort(-x, n) |> dedupe(on: shop, keep: last, by: at) |> sample(10%, seed: 3)",
    );
    expect(found).toEqual([]);
    expect(text).toContain("sort(-x, n)");
    expect(text).toContain("dedupe(on: [shop], keep: last, by: at)");
    expect(text).toContain("sample(0.1, seed: 3)");
  });

  it("joins by key: roles of structure are lost, marks stay, names that are taken get `_right`", () => {
    const { columns, text, found } = typeTable("raw |> join(shops, on: shop)", SHOPS);
    expect(found).toEqual([]);
    expect(columns).toEqual(["city_right: category? @pii", "rent: float? @posthoc", "opened: date? @knownAt"]);
    expect(text).toContain("join(shops, on: [shop], left, unique)");
  });

  it("joins by keys of different names, inner, without making columns nullable", () => {
    const { columns } = typeTable(
      "raw |> join(other, on: [shop == id], how: inner)",
      `${SHOPS}table other = shops |> select(shop, rent) |> rename { id = shop }\n`,
    );
    expect(columns).toEqual(["rent: float @posthoc"]);
  });

  it("proves a key unique through aggregate, dedupe and rename only", () => {
    const joined = (right: string) =>
      typeTable("raw |> join(r, on: shop)", `table r = ${right}\n`).text.match(/join\(r.*\)/)?.[0];
    expect(joined("raw |> aggregate(by: shop) { m = mean(x) }")).toContain("unique");
    expect(joined("raw |> aggregate(by: [shop, day]) { m = mean(x) }")).not.toContain("unique");
    expect(joined("raw |> dedupe(on: shop) |> where(x > 1) |> select(shop, x)")).toContain("unique");
    expect(joined("raw |> dedupe(on: shop) |> derive { shop = city }")).not.toContain("unique");
  });

  it("joins as of a time and keeps the delay", () => {
    const { columns, text, found } = typeTable("raw |> join_as_of(weather, within: 7d)", WEATHER);
    expect(found).toEqual([]);
    expect(columns).toEqual(["temp: float? @delay(3h)"]);
    expect(text).toContain("join_as_of(weather, on: [], time: at >= at)");
  });

  it("prefers the time at which the right row became known", () => {
    const { text } = typeTable("raw |> join_as_of(shops, on: shop)", SHOPS);
    expect(text).toContain("time: at >= opened");
  });

  it("puts tables below each other when their columns agree", () => {
    const { schema, found } = typeTable("concat(raw, raw) |> union(raw)");
    expect(found).toEqual([]);
    expect(schema.columns).toHaveLength(10);
  });

  it("puts lets of pipes in", () => {
    expect(typeTable("base |> select(x)", "let base = raw |> where(x > 1)").found).toEqual([]);
  });
});

describe("errors in tables", () => {
  it.each([
    ["rwa", "name/unknown-name @ rwa"],
    ["raw |> wher(x > 1)", "type/unknown-step @ wher"],
    ["raw |> mean(x)", "type/unknown-step @ mean"],
    ["raw |> where(x)", "type/wrong-type @ x"],
    ["raw |> where(x > 1, n > 1)", "param/too-many @ n > 1"],
    ["raw |> select(xx)", "type/unknown-column @ xx"],
    ["raw |> select(x, x)", "param/repeated-column @ x"],
    ["raw |> aggregate(by: [shop, shop]) { m = mean(x) }", "param/repeated-column @ shop"],
    ["raw |> dedupe(on: [shop, shop])", "param/repeated-column @ shop"],
    ["raw |> sort(x, -x)", "param/repeated-column @ x"],
    ["raw |> drop(x, x)", "param/repeated-column @ x"],
    ["raw |> rename { z = xx }", "type/unknown-column @ xx"],
    ["raw |> rename { n = x }", "type/duplicate-column @ n = x"],
    // The data engine would read `x` for it.
    ["raw |> derive { X = n * 2 }", "type/names-alike @ X"],
    ["raw |> rename { N = x }", "type/names-alike @ N = x"],
    ["raw |> aggregate(by: shop) { SHOP = count() }", "type/names-alike @ SHOP"],
    ["raw |> rename { z = x + 1 }", "type/step-form @ x + 1"],
    ["raw |> derive { z: x }", "type/step-form @ z: x"],
    ["raw |> derive(x)", "type/step-form @ derive(x)"],
    ["raw |> aggregate(by: shop) { m = x }", "type/not-aggregated @ x"],
    ["raw |> aggregate(by: shop) { m = sum(lag(x, 1)) }", "type/nested-aggregate @ lag"],
    ["raw |> aggregate(by: shop) { m = sum(x - mean(x)) }", "type/nested-aggregate @ mean"],
    ["raw |> aggregate(by: shop) { shop = count() }", "type/duplicate-column @ shop"],
    ["raw |> sample(fracton: 10%)", "param/unknown @ fracton"],
    ["raw |> sample(fraction: 1.5)", "param/out-of-range @ 1.5"],
    ["raw |> sample()", "type/step-form @ sample()"],
    ["raw |> dedupe(keep: middle)", "param/not-allowed @ middle"],
    ["raw |> join(raw)", "param/missing @ join"],
    ["raw |> join(weather, on: shop)", "type/unknown-column @ shop"],
    ["raw |> join(weather, on: [x == at])", "type/join-key @ x == at"],
    ["raw |> join(weather, on: at, how: outer)", "param/not-allowed @ outer"],
    ["raw |> join(weather, on: at, within: 7)", "type/unit-mismatch @ 7"],
    ["raw |> select(x, shop) |> join_as_of(weather)", "type/join-time @ join_as_of(weather)"],
    ["raw |> union(weather)", "type/union-columns @ union(weather)"],
    ['csv("x.csv")', 'type/not-a-table @ csv("x.csv")'],
    ["raw.train", "type/not-a-table @ raw.train"],
    ["q", "type/not-a-table @ q"],
    ["raw { x }", "type/unexpected-part @ { x }"],
  ])("%s gives %s", (pipe, expected) => {
    const before = `${WEATHER}check q = raw { not_null(x) }\n`;
    expect(typeTable(pipe, before).found).toEqual([expected]);
  });
});

describe("checks", () => {
  it("types rules against the columns of their table", () => {
    const { find, found } = typeText(`${SOURCE}check q = raw {
  unique(shop, at)
  between(x, -20, 80, severity: warning)
  row_count(min: 10_000)
  custom(x > n, message: "x is above n")
}`);
    expect(found).toEqual([]);
    const { rules } = find("check", "q");
    expect(rules.map(({ call, severity }) => `${call.component} ${severity}`)).toEqual([
      "unique error",
      "between warning",
      "row_count error",
      "custom error",
    ]);
  });

  it.each([
    ["not_null(xx)", "type/unknown-column @ xx"],
    ["between(x, 0, 1, severity: fatal)", "type/rule-severity @ fatal"],
    ["x > 1", "type/rule-form @ x > 1"],
  ])("%s gives %s", (rule, expected) => {
    expect(typeText(`${SOURCE}check q = raw { ${rule} }`).found).toEqual([expected]);
  });
});
