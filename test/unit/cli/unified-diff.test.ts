import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../cli/output/unified-diff.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("unified diff", () => {
  it("shows changed lines with three lines around them", () => {
    const before = "a\nb\nc\nd\ne\nf\n";
    expect(unifiedDiff("x", before, before.replace("e", "E"))).toBe(
      ["--- x", "+++ x", "@@ -2,5 +2,5 @@", " b", " c", " d", "-e", "+E", " f", ""].join("\n"),
    );
    expect(unifiedDiff("x", before, before)).toBe("");
  });

  const hasPatch = spawnSync("patch", ["--version"]).status === 0;
  it.skipIf(!hasPatch)(`is what \`patch\` applies${hasPatch ? "" : " (patch is not installed)"}`, () => {
    const path = join(folder, "x");
    const lines = fc.array(fc.constantFrom("a\n", "b\n", "c\n", "\n"), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const [before, after] = [a.join(""), b.join("")];
        fc.pre(before !== after);
        writeFileSync(path, before);
        const { status, stdout } = spawnSync("patch", ["-s", path], { input: unifiedDiff("x", before, after) });
        expect({ status, stdout: String(stdout) }).toEqual({ status: 0, stdout: "" });
        expect(readFileSync(path, "utf8")).toBe(after);
      }),
      { numRuns: 40 },
    );
  });

  it("says when the last line has no end", () => {
    expect(unifiedDiff("x", "a", "b")).toContain("-a\n\\ No newline at end of file\n+b\n\\ No newline");
  });
});
