import { expect, it } from "vitest";
import { searchImportance } from "../../../../runtime/report/search-importance.ts";
import type { SearchResult } from "../../../../specs/run-record.ts";
import { search } from "./sample-record.ts";

const made = (value: (a: number, b: string) => number): SearchResult => ({
  ...search,
  trials: Array.from({ length: 24 }, (_, i) => {
    const a = (i * 7) % 24;
    const b = i % 2 === 0 ? "x" : "y";
    return { ...search.trials[0]!, number: i, model: "m", assignment: { a, b }, value: value(a, b) };
  }),
});

it("gives the whole share to the parameter that decides", () => {
  const [first, second] = searchImportance(made((_a, b) => (b === "x" ? 1 : 2)));
  expect(first).toMatchObject({ parameter: "b", share: 1, trials: 24 });
  expect(second!.share).toBeLessThan(0.2);
});

it("finds a numeric parameter too", () => {
  expect(searchImportance(made((a) => a * a))[0]!.parameter).toBe("a");
});

it("is silent about few trials and constant scores", () => {
  expect(searchImportance({ ...search, trials: search.trials.slice(0, 6) })).toEqual([]);
  expect(searchImportance(made(() => 1)).every(({ share }) => share === 0)).toBe(true);
});
