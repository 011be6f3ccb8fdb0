// Leaks put into every clean spec of the corpus by rule: each mutant must be rejected with the finding of its rule.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/leakage");
const CLEAN = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".pipe"))
  .map((name) => [name, readFileSync(join(FOLDER, name), "utf8")] as const)
  .filter(([, text]) => text.startsWith("# expect: clean\n"));

interface Injector {
  readonly name: string;
  readonly id: string;
  /** Null where the spec has no place for this leak. */
  readonly inject: (text: string) => string | null;
}

const replace = (text: string, pattern: RegExp, by: string): string | null =>
  pattern.test(text) ? text.replace(pattern, by) : null;

const INJECTORS: readonly Injector[] = [
  {
    name: "fit on all rows, judge on the test",
    id: "leak/judged-on-fitted-rows",
    inject: (text) =>
      /evaluate final = champion on (s|cv)\.test/.test(text)
        ? replace(text, /^fit champion = (\S+) on (s|cv)\.(dev|train)\b/m, "fit champion = $1 on $2.all")
        : null,
  },
  {
    name: "score trials on the test",
    id: "leak/tuned-on-test",
    inject: (text) => (/test:/.test(text) ? replace(text, /score:(\s+)(s|cv)\.val/, "score:$1$2.test") : null),
  },
  {
    name: "stop on the test",
    id: "leak/early-stop-on-reported",
    inject: (text) =>
      /evaluate final = champion on s\.test/.test(text) ? replace(text, /validate: s\.\w+/, "validate: s.test") : null,
  },
  {
    name: "scale all rows before the split",
    id: "leak/fit-outside-train",
    inject: (text) =>
      // A transductive claim knows the judged rows beforehand, and rows outside of a split are judged as they are.
      /^split/m.test(text) && !/transductive/.test(text)
        ? replace(
            text,
            /^(task \w+ = \w+\([^\n]*from: )(\w+)/m,
            "table scaled_rows = $2 |> standardize()\n\n$1scaled_rows",
          )
        : null,
  },
  {
    name: "keep rows by a statistic of all rows",
    id: "leak/hindsight-filter",
    inject: (text) =>
      replace(text, /^(task \w+ = \w+\([^\n]*from: )(\w+)/m, "table chosen = $2 |> where(count() > 10)\n\n$1chosen"),
  },
  {
    name: "a rank over all rows as a feature",
    id: "leak/hidden-statistic",
    inject: (text) => {
      const column = ["income", "price", "temperature", "age"].find((name) =>
        new RegExp(`^  ${name}:`, "m").test(text),
      );
      if (column === undefined || /features:|select\(/.test(text)) return null;
      const pattern = /^(task \w+ = \w+\([^\n]*from: )(\w+)/m;
      return replace(text, pattern, `table ranked = $2 |> derive { place_of = rank(${column}) }\n\n$1ranked`);
    },
  },
  {
    name: "the next value as a feature",
    id: "leak/future-feature",
    inject: (text) => {
      const column = ["price", "temperature"].find((name) => new RegExp(`^  ${name}:`, "m").test(text));
      if (column === undefined || /features:|select\(/.test(text)) return null;
      const pattern = /^(task \w+ = \w+\([^\n]*from: )(\w+)/m;
      return replace(text, pattern, `table ahead_rows = $2 |> derive { soon = lead(${column}, 1) }\n\n$1ahead_rows`);
    },
  },
  {
    name: "rows cut at random",
    id: "leak/random-split-on-time",
    inject: (text) =>
      /claim:/.test(text) || !/@time/.test(text)
        ? null
        : replace(text, /(?:expanding|holdout)\((\w+), [^\n]*\)/, "kfold($1, folds: 3, test: 20%)"),
  },
];

describe.each(INJECTORS)("$name", ({ id, inject }) => {
  const mutants = CLEAN.flatMap(([name, text]) => {
    const mutant = inject(text);
    return mutant === null ? [] : [[name, mutant] as const];
  });

  it("finds places in the corpus", () => expect(mutants.length).toBeGreaterThan(1));

  it.each(mutants)("%s", (_name, mutant) => {
    const errors = checkText(mutant).diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map((error) => error.id)).toContain(id);
  });
});
