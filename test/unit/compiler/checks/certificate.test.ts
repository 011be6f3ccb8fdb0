import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../../fixtures/leakage", `${name}.pipe`), "utf8");

const line = (text: string, entry: string) => checkText(text).certificate.find((one) => one.entry === entry);

describe("certificate", () => {
  it("proves what follows from the spec", () => {
    for (const entry of ["LK101", "LK102", "LK301", "LK601"])
      expect(line(fixture("judged-on-fitted-rows-c4"), entry)?.status).toBe("proved");
  });

  it("does not prove what was found, and says where", () => {
    const found = line(fixture("tuned-on-test-1"), "LK601");
    expect(found?.status).toBe("unknown");
    expect(found?.where).toHaveLength(1);
  });

  it("is attested where the author has signed for every finding", () => {
    const text = fixture("window-includes-target-1");
    const allow = "# pipec-allow leak/window-includes-target: shown for comparison\n";
    const signed = line(text.replace("table daily", `${allow}table daily`), "LK405");
    expect(signed?.status).toBe("attested");
    expect(signed?.note).toBe("shown for comparison");
    expect(line(text, "LK405")?.status).toBe("unknown");
  });

  it("leaves out what cannot apply and what was not declared", () => {
    const clean = fixture("overlapping-partitions-c1");
    expect(line(clean, "LK601")).toBeUndefined();
    expect(line(clean, "LK403")).toBeUndefined();
    const undeclared = fixture("future-feature-c1");
    expect(line(undeclared, "LK303")?.status).toBe("unknown");
    expect(line(undeclared, "LK418")?.status).toBe("unknown");
  });

  it("has one line per entry, in order", () => {
    const entries = checkText(fixture("future-feature-c2")).certificate.map(({ entry }) => entry);
    expect(new Set(entries).size).toBe(entries.length);
    expect([...entries].sort()).toEqual(entries);
  });

  it("says that nothing is known of a value from the registry, and strict makes it an error", () => {
    const text = fixture("fit-outside-train-c2").replace("= champion on", '= registry("risk@production") on');
    expect(line(text, "LK705")?.status).toBe("unknown");
    const strict = checkText(text, true).diagnostics.map(({ id }) => id);
    expect(strict).toContain("leak/unknown-provenance");
    expect(checkText(text).diagnostics.map(({ id }) => id)).not.toContain("leak/unknown-provenance");
  });

  it("lists every reader of the test rows, and proves nothing by it", () => {
    const text = fixture("judged-on-fitted-rows-c4");
    const readers = line(text, "LK611");
    expect(readers?.status).toBe("unknown");
    expect(readers?.where.map(({ start, end }) => text.slice(start, end))).toEqual(
      [...text.matchAll(/^evaluate \w+ = \w+ on (\S+)/gm)]
        .map(([, rows]) => rows)
        .filter((rows) => rows?.endsWith(".test")),
    );
  });

  it("says what the language makes impossible", () => {
    const text = fixture("tuned-on-test-c2");
    for (const entry of ["LK108", "LK408", "LK420", "LK421", "LK607"]) expect(line(text, entry)?.status).toBe("proved");
  });

  it("proves the history of joined attributes only where it is declared", () => {
    const base = fixture("late-column-3")
      .replace("paid:  timestamp @time", "paid:  timestamp")
      .replace("# expect", "# was");
    expect(line(base, "LK310")?.note).toContain("`sum_`");
    expect(line(base.replace("sum_:  float", "sum_:  float @known"), "LK310")?.status).toBe("proved");
  });

  it("has one line where two checks decide one entry", () => {
    const text = fixture("selected-on-reported-c1");
    const wrong = text.replace(/best_of\(([^)]*)\) on s\.val/, "best_of($1) on s.train");
    expect(wrong).not.toBe(text);
    const lines = checkText(wrong).certificate.filter(({ entry }) => entry === "LK102");
    expect(lines).toHaveLength(1);
    expect(lines[0]?.where.length).toBeGreaterThan(0);
  });
});
