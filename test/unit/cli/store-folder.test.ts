import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { storeHere, storeOfSpec } from "../../../cli/host/store-folder.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = join(root, "file");
writeFileSync(file, "");

describe("the folder of a store", () => {
  it("may be there or not", () => {
    expect(storeHere(root)).toBe(root);
    expect(storeOfSpec(join(root, "a.pipe"), undefined)).toBe(join(root, ".pipec"));
  });

  it("is no file, and below none", () => {
    for (const store of [file, join(file, "deep", "er")]) {
      expect(() => storeOfSpec("a.pipe", store)).toThrow(`\`${file}\` is a file, so it cannot hold a store`);
    }
  });
});
