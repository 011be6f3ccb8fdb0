import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findSpecs, readSpec } from "../../../cli/host/spec-paths.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-paths-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const folder of ["b", "a/deep", "node_modules/x", ".hidden", "empty"])
  mkdirSync(join(root, folder), { recursive: true });
for (const file of [
  "z.pipe",
  "b/one.pipe",
  "a/deep/two.pipe",
  "node_modules/x/no.pipe",
  ".hidden/no.pipe",
  "b/readme.md",
])
  writeFileSync(join(root, file), "\uFEFFparam a: int = 1\n");

describe("findSpecs", () => {
  it("walks folders in order and leaves out hidden ones and packages", () => {
    expect(findSpecs([root])).toEqual(["a/deep/two.pipe", "b/one.pipe", "z.pipe"].map((name) => join(root, name)));
  });

  it("takes files as they are, each once", () => {
    const file = join(root, "b/readme.md");
    expect(findSpecs([file, "-", file])).toEqual([file, "-"]);
  });

  it("says what is not there", () => {
    expect(() => findSpecs([join(root, "absent")])).toThrow("there is no file or folder");
    expect(() => findSpecs([join(root, "empty")])).toThrow("there is no .pipe file in the folder");
  });
});

describe("readSpec", () => {
  it("drops a byte order mark", () => {
    expect(readSpec(join(root, "z.pipe")).text).toBe("param a: int = 1\n");
  });

  it("refuses a folder and a missing file", () => {
    expect(() => readSpec(root)).toThrow("is a folder");
    expect(() => readSpec(join(root, "absent.pipe"))).toThrow("there is no file");
  });

  it.each([
    ["binary.pipe", Buffer.from([0, 1, 2, 3])],
    ["latin1.pipe", Buffer.from("# caf\u00e9\n", "latin1")],
    ["utf16.pipe", Buffer.from("\uFEFFpipeline a\n", "utf16le")],
  ])("refuses %s with one message", (name, bytes) => {
    writeFileSync(join(root, "b", name), bytes);
    expect(() => readSpec(join(root, "b", name))).toThrow("is not a spec: it is not UTF-8 text");
  });
});
