// The Arrow package takes a while to load: nothing but what reads or writes Arrow may load it.
import { expect, it } from "vitest";
import { readSourceFiles } from "../../../architecture/source-files.ts";

const loaded = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) (?!type\b)(?:[^"';]*?\bfrom )?"([^"\n]+)"/gm)].map((match) => match[1]!);

it("is loaded by four files, and by nobody who does not import them when they are needed", () => {
  const files = readSourceFiles().map(({ path, text }) => ({ path, loads: loaded(text) }));
  const users = files.filter(({ loads }) => loads.includes("apache-arrow")).map(({ path }) => path);
  expect(users.toSorted()).toEqual([
    "runtime/data/readers/arrow.ts",
    "runtime/frame/arrow-cells.ts",
    "runtime/frame/arrow-tensors.ts",
    "runtime/frame/arrow.ts",
  ]);
  const names = /\/(?:arrow-tensors|arrow-cells|arrow)\.ts$/;
  const eager = files.filter(({ path, loads }) => !users.includes(path) && loads.some((name) => names.test(name)));
  expect(eager.map(({ path }) => path)).toEqual([]);
});
