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
});
