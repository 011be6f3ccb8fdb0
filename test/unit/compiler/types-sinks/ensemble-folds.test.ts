import { expect, it } from "vitest";
import { check } from "../../../../compiler/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { SPEC } from "./sink-text.ts";

const errors = (body: string) => {
  const main = { path: "main.pipe", text: `${SPEC}${body}` };
  const input = { main, files: new Map(), lock: { sources: {} }, profiles: null };
  const result = check(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind === "needs") throw new Error("the test lacks a file");
  return result.diagnostics.filter(({ severity }) => severity === "error").map(({ id }) => id);
};

const MEMBERS = "fit more = naive() on cv.train\nensemble both = mean(folded, more)\n";

it("a mean of values per fold was fitted on the training rows of every fold, so no fold's `val` may judge it", () => {
  expect(errors(`${MEMBERS}evaluate e = both on cv.val`)).toContain("leak/judged-on-fitted-rows");
  expect(errors(`${MEMBERS}evaluate e = both on cv.test`)).toEqual([]);
  expect(errors("evaluate e = folded on cv.val")).toEqual([]);
});
