// Files as they arrive: other encodings, other numbers, odd headers. What is proposed reads them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { callInfer, errorsOnData, flawsOf } from "./infer-call.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-foreign-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The source of the proposed spec, which has been tried on the data. */
async function proposed(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { code, out, err } = await callInfer(path);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const spec = join(folder, "proposed.pipe");
  writeFileSync(spec, out);
  expect(flawsOf(spec)).toEqual([]);
  expect(await errorsOnData(spec)).toEqual([]);
  // As one line, wherever the layout breaks it.
  const source = out.slice(out.indexOf("\nsource "));
  return source.replace(/\(\n([\s\S]*?),\n\) \{/, (_, args: string) => `(${args.trim().replaceAll(/\n\s+/g, " ")}) {`);
}

const lines = (header: string, row: (i: number) => string, count = 40): string =>
  `${header}\n${Array.from({ length: count }, (_, i) => `${row(i + 1)}\n`).join("")}`;

describe("numbers", () => {
  it("with a decimal comma", async () => {
    const out = await proposed(
      "comma.csv",
      lines("price;units", (i) => `${i},${i % 7}5;${i % 3}`),
    );
    expect(out).toContain('delimiter: ";", decimal: ",")');
    expect(out).toContain("price: float");
  });

  it("with a decimal comma in cells of a file with commas", async () => {
    const out = await proposed(
      "quoted.csv",
      lines("price,units", (i) => `"${i},${i % 7}5",${i % 3}`),
    );
    expect(out).toContain('.csv", decimal: ",")');
    expect(out).toContain("price: float");
  });

  it("in groups", async () => {
    const european = await proposed(
      "european.csv",
      lines("price;units", (i) => `${i}.234.567,5;${i}.000`),
    );
    expect(european).toContain('decimal: ",", thousands: "."');
    expect(european).toMatch(/price: float[\s\S]*units: int/);
    const american = await proposed(
      "american.csv",
      lines("price;units", (i) => `${i},234.5;${i},000`),
    );
    expect(american).toContain('thousands: ","');
    expect(american).toMatch(/price: float[\s\S]*units: int/);
  });

  it("that may be either are texts", async () => {
    expect(
      await proposed(
        "either.csv",
        lines("price;units", (i) => `${i},234;${i % 3}`),
      ),
    ).toContain("price: string");
    expect(
      await proposed(
        "both.csv",
        lines("a;b", (i) => `${i},5;${i}.25`),
      ),
    ).toContain("a: string");
  });

  it("beyond 2^53 have no bounds that a spec cannot hold", async () => {
    const out = await proposed(
      "big.csv",
      lines(
        "id,whole,small,real",
        (i) => `${i},${9007199254740993n + BigInt(i % 5)},-${9007199254740991n - BigInt(i % 5)},${i % 5}e17`,
      ),
    );
    expect(out).toMatch(/whole: int[\s\S]*small: int[\s\S]*real: float/);
    expect(out).not.toMatch(/between\((whole|small)/);
  });
});

describe("encodings", () => {
  const text = lines("größe,n", (i) => `${["klein", "groß", "€uro"][i % 3]},${i % 4}`);
  const latin = Buffer.from(text.replaceAll("€", "E"), "latin1");
  const wide = Buffer.from(`\uFEFF${text}`, "utf16le");

  it.each([
    ["latin.csv", latin, "latin-1"],
    ["latin.csv.gz", gzipSync(latin), "latin-1"],
    ["wide.csv", wide, "utf-16"],
    ["swapped.csv", Buffer.from(wide).swap16(), "utf-16"],
    ["bare.csv", wide.subarray(2), "utf-16le"],
    ["bare-swapped.csv", Buffer.from(wide).swap16().subarray(2), "utf-16be"],
  ])("%s", async (name, content, encoding) => {
    const out = await proposed(name, content);
    expect(out).toContain(`encoding: "${encoding}"`);
    expect(out).toMatch(/`größe`: category[\s\S]*groß/);
  });
});

describe("headers", () => {
  it("may repeat names and leave some out", async () => {
    expect(await proposed("twice.csv", "a,a,b\n1,2,3\n4,5,6\n")).toMatch(/a: int\n {2}a_1: int\n {2}b: int/);
    expect(await proposed("unnamed.csv", "a,,b\n1,2,3\n4,5,6\n")).toMatch(/a: int\n {2}column1: int\n {2}b: int/);
  });

  it("are none where the first line is data", async () => {
    expect(await proposed("data.csv", "1,,3\n4,5,6\n")).toContain("header: false");
    expect(await proposed("missing.csv", "?,2,3\n4,5,6\n")).toContain("header: false");
  });
});

it("zero characters are values, and no names", async () => {
  expect(
    await proposed(
      "zero.csv",
      lines("a,b", (i) => `${i % 4},${["x\0y", "z"][i % 2]}`),
    ),
  ).toContain('"x\\u{0}y"');
  writeFileSync(join(folder, "name.csv"), "a\0b,c\n1,2\n");
  expect((await callInfer(join(folder, "name.csv"))).err).toContain("the name of a column holds a zero byte");
});

it("a category without values has no list", async () => {
  const out = await proposed(
    "none.csv",
    lines("a,b", (i) => `,${i % 3}`),
  );
  expect(out).not.toContain("one_of(a");
});
