import { describe, expect, it } from "vitest";
import { printSchema } from "../../../../compiler/types/print-typed.ts";
import type { SchemaLock } from "../../../../specs/program.ts";
import { typeText } from "./type-text.ts";

const source = (columns: string) => typeText(`source s = csv("s.csv") {\n${columns}\n}`);

describe("schema blocks", () => {
  it("reads types, nullability, tensors and all annotations", () => {
    const { find, found } = source(`
  at: timestamp @time(every: 1h, zone: "UTC")
  known: timestamp? @known_at
  sales: float? @delay(2d)
  shop: string @series @pii
  customer: int @entity(unique: true) @group
  y: bool @target(delay: 90d)
  promo: bool @known
  temp: float @forecast_of(sales, issued: known)
  refund: float @posthoc @ignore
  row: int @id
  w: float @weight
  sex: category @protected
  image: float[64, 2]`);
    expect(found).toEqual([]);
    expect(printSchema(find("source", "s").schema)).toBe(`  at: timestamp @time(every: 1h, zone: UTC)
  known: timestamp? @knownAt
  sales: float? @delay(2d)
  shop: string @series @pii
  customer: int @entity(unique: true) @group
  y: bool @target(delay: 90d)
  promo: bool @known
  temp: float @forecastOf(column: sales, issued: known)
  refund: float @posthoc @ignore
  row: int @id
  w: float @weight
  sex: category @protected
  image: float[64, 2]`);
  });

  it.each([
    ["a: integer", "type/unknown-type @ integer"],
    ["a: flaot", "type/unknown-type @ flaot"],
    ["a: string[3]", "type/tensor-type @ string[3]"],
    ["a", "type/schema-entry @ a"],
    ["a: int\na: float", "type/column-repeated @ a"],
    ["a: int\nA: float", "type/names-alike @ A"],
    ["a: int @taget", "type/unknown-annotation @ taget"],
    ["a: float @time", "type/annotation-type @ @time"],
    ["a: timestamp? @time", "type/annotation-type @ @time"],
    ["a: category @weight", "type/annotation-type @ @weight"],
    ["a: timestamp @time(every: 1)", "type/annotation-argument @ 1"],
    ["a: timestamp @time(evry: 1h)", "type/annotation-argument @ evry"],
    ["a: float @delay", "type/annotation-argument @ @delay"],
    ["a: float @delay(0)", "type/annotation-argument @ 0"],
    ["a: float @posthoc(1)", "type/annotation-argument @ 1"],
    ["a: float @id @id", "type/annotation-repeated @ @id"],
    ["a: timestamp @time\nb: timestamp @time", "type/annotation-repeated @ @time"],
    ["a: float @forecast_of(b, issued: c)", "type/unknown-column @ @forecast_of(b, issued: c)"],
    ["a: float @forecast_of(b, issued: c)\nc: int", "type/annotation-argument @ @forecast_of(b, issued: c)"],
  ])("%s gives %s", (columns, expected) => {
    expect(source(columns).found).toEqual([expected]);
  });

  it("suggests types and annotations", () => {
    expect(source("a: datetime").diagnostics[0]!.help).toBe("use `timestamp`");
    expect(source("a: int @post_hoc").diagnostics[0]!.help).toBe("did you mean `@posthoc`?");
    expect(source("a: timestamp @time(every: 1)").diagnostics[0]!.help).toBe("add a unit, for example `1h` or `1d`");
  });

  it("names an unknown annotation also beside an unknown type", () => {
    expect(source("a: intt @taget").found).toEqual(["type/unknown-type @ intt", "type/unknown-annotation @ taget"]);
  });

  it("says nothing more about a column with a wrong type", () => {
    const { found } = typeText('source s = csv("s.csv") {\n a: flaot\n b: int\n}\ntable t = s |> derive { c = a + b }');
    expect(found).toEqual(["type/unknown-type @ flaot"]);
  });
});

describe("connectors and lock files", () => {
  it("takes the schema of a source without a block from the lock", () => {
    const columns = [{ name: "a", type: { kind: "int", shape: [], nullable: false }, roles: {} }] as const;
    const text = 'source s = csv("s.csv")';
    expect(typeText(text, {}, { sources: { s: { columns } } }).find("source", "s").schema.columns).toEqual(columns);
    const broken = { sources: { s: { columns: [{ name: "a" }] } } } as unknown as SchemaLock;
    expect(typeText(text, {}, broken).found).toEqual(["type/no-schema @ s"]);
    expect(typeText(text, {}, { sources: {} }).found).toEqual(["type/no-schema @ s"]);
  });

  it("reports unknown connectors and sources that are no calls", () => {
    const block = "{ a: int }";
    expect(typeText(`source s = cvs("x") ${block}`).diagnostics[0]!.help).toBe("did you mean `csv`?");
    expect(typeText(`source s = 1 ${block}`).found).toEqual(["type/not-a-source @ 1"]);
  });

  it("keeps the columns of a source whose connector has wrong arguments", () => {
    const { found } = typeText('source s = csv("s.csv", delimter: ";") { a: int }\ntable t = s |> where(b > 1)');
    expect(found).toEqual(["param/unknown @ delimter", "type/unknown-column @ b"]);
  });
});
