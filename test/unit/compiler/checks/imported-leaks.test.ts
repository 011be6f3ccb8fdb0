// Leaks whose cause and effect stand in different files.
import { describe, expect, it } from "vitest";
import { check } from "../../../../compiler/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { loans, sales, spec } from "./variations/domains.ts";

function errors(main: string, library: string, path = "lib.pipe"): readonly string[] {
  const input = {
    main: { path: "main.pipe", text: main },
    files: new Map([[path, library]]),
    lock: { sources: {} },
    profiles: {},
  };
  const result = check(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind === "needs") throw new Error(`needs ${result.needs.files.join(", ")}`);
  const texts: Readonly<Record<string, string>> = { "main.pipe": main, [path]: library };
  return result.diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ id, span }) => `${id} at ${span.file}: ${texts[span.file]?.slice(span.start, span.end)}`);
}

const withImport = (domain: typeof loans, table: string): string =>
  spec(domain, { source: 'import "lib.pipe" as lib', from: `lib.${table}` });

describe("leaks across files", () => {
  it.each([
    ["scaled rows", loans, "standardize()", "leak/fit-outside-train at lib.pipe: standardize()"],
    [
      "the label in a column",
      loans,
      "derive { bad = not defaulted }",
      "leak/target-derived at lib.pipe: bad = not defaulted",
    ],
    ["a later row", sales, "derive { next = lead(price, 1) }", "leak/future-feature at lib.pipe: lead(price, 1)"],
    [
      "a filter by all rows",
      sales,
      "where(price < quantile(price, 0.99))",
      "leak/hindsight-filter at lib.pipe: price < quantile(price, 0.99)",
    ],
  ])("%s", (_name, domain, step, expected) => {
    const library = `${domain.source}\n\ntable rows = ${domain.name} |> ${step}\n`;
    expect(errors(withImport(domain, "rows"), library)).toEqual([expected]);
  });

  it.each([
    ["row-wise columns", loans, "derive { ratio = income / amount }"],
    ["earlier rows", sales, "derive { before = lag(price, 1) }"],
    ["a filter by the row", sales, "where(price > 0)"],
  ])("%s are clean", (_name, domain, step) => {
    const library = `${domain.source}\n\ntable rows = ${domain.name} |> ${step}\n`;
    expect(errors(withImport(domain, "rows"), library)).toEqual([]);
  });

  it("takes a transform from elsewhere for what it learns here", () => {
    const library = "transform prep = standardize()\n";
    const source = `import "lib.pipe" as lib\n\n${loans.source}`;
    const wrong = spec(loans, { source, more: "table rows = loans |> lib.prep", from: "rows" });
    expect(errors(wrong, library)).toEqual(["leak/fit-outside-train at main.pipe: lib.prep"]);
    expect(errors(spec(loans, { source, model: `lib.prep |> ${loans.model}` }), library)).toEqual([]);
  });

  // Paths are relative to the spec that they stand in.
  it.each([
    ["shared/loans.csv", "loans.csv", 1],
    ["loans.csv", "../loans.csv", 1],
    ["loans.csv", "loans.csv", 0],
  ])("knows %s of a spec and %s of a folder below apart, or as one", (here, there, leaks) => {
    const library = `source again = csv("${there}") {\n  city: category\n  income: float\n}\n\ntable means = again |> aggregate(by: city) { usual = mean(income) }\n`;
    const source = `import "shared/lib.pipe" as lib\n\n${loans.source.replace("loans.csv", here)}`;
    const main = spec(loans, { source, more: "table rows = loans |> join(lib.means, on: city)", from: "rows" });
    const found = "leak/fit-outside-train at shared/lib.pipe: aggregate(by: city) { usual = mean(income) }";
    expect(errors(main, library, "shared/lib.pipe")).toEqual(leaks === 1 ? [found] : []);
  });
});
