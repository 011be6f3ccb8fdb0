// Every leakage finding has a page, and the page keeps its word: the wrong spec gives the finding, the right one none.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leak } from "../../../../compiler/checks/leakage/leakage.diagnostics.ts";
import { checkText } from "./check-text.ts";

const FOLDER = join(import.meta.dirname, "../../../../docs/diagnostics");
/** Reported with `--strict` only. */
const STRICT = ["leak/unknown-provenance"];
const IDS = Object.values(leak).map(({ id }) => id);

describe("diagnostic pages", () => {
  it.each(IDS)("%s", (id) => {
    const path = join(FOLDER, `${id}.md`);
    expect(existsSync(path), `${path} is missing`).toBe(true);
    const [wrong, right] = [...readFileSync(path, "utf8").matchAll(/```pipe\n([\s\S]*?)```/g)].map((match) => match[1]);
    const strict = STRICT.includes(id);
    expect(wrong).toBeDefined();
    expect(right).toBeDefined();
    expect(checkText(wrong!, strict).diagnostics.map((found) => found.id)).toContain(id);
    expect(checkText(right!, strict).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
