// Values that lie too deep in each other end with a finding, not with the process.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { NestingMeter } from "../../../../runtime/data/files/nesting.ts";
import { testFolder } from "./read-files.ts";

let engine: Engine;
const files = testFolder("nesting", () => engine);
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  files.remove();
});

const nested = (open: string, close: string, deep: number): string =>
  `[{"x": ${open.repeat(deep)}1${close.repeat(deep)}}]`;

describe("deep values", () => {
  it.each([
    ["lists", nested("[", "]", 100_000)],
    ["objects", nested('{"x": ', "}", 100_000)],
    ["an end that never comes", `[{"x": ${"[".repeat(50_000)}`],
  ])("%s", async (_, text) => {
    files.write("deep.json", text);
    files.write("deep.json.gz", gzipSync(text));
    for (const name of ["deep.json", "deep.json.gz"])
      expect((await files.findings("json", name, { x: "int" }))[0]).toMatch(
        /^data\/malformed-file: .*more than 1,000 deep$/,
      );
  });

  it("are counted outside of texts, wherever the pieces of a file end", () => {
    const measured = (text: string, pieces: number): boolean => {
      const meter = new NestingMeter();
      const bytes = Buffer.from(text);
      const length = Math.max(1, Math.ceil(bytes.length / pieces));
      for (let at = 0; at < bytes.length; at += length) if (!meter.take(bytes.subarray(at, at + length))) return false;
      return true;
    };
    const texts = fc.array(fc.constantFrom("[", "{", '"', "\\", "ä", "]", "x"), { maxLength: 12 });
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 990, max: 1_002 }),
        fc.integer({ min: 1, max: 40 }),
        (parts, deep, pieces) => {
          const text = `${JSON.stringify(parts.join(""))},`.repeat(5);
          expect(measured(`${"[".repeat(deep)}${text}${"]".repeat(deep)}${"[]".repeat(2_000)}`, pieces)).toBe(
            deep <= 1_000,
          );
        },
      ),
    );
  });
});
