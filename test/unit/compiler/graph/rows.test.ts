import { describe, expect, it } from "vitest";
import {
  areDisjoint,
  type FoldMark,
  type Interval,
  overlaps,
  type PartConstraint,
  type RowAtom,
  widen,
} from "../../../../compiler/graph/analysis/rows.ts";
import type { PartitionName } from "../../../../specs/plan.ts";

const part = (name: PartitionName, fold: FoldMark, split = "cv"): PartConstraint => ({
  split,
  part: name,
  fold,
  label: `${split}.${name}`,
});
const atom = (parts: readonly PartConstraint[], intervals: readonly Interval[] = [], origin = "a"): RowAtom => ({
  origin,
  source: origin,
  parts,
  intervals,
  conditions: [],
  narrowed: [],
});
const disjoint = (a: RowAtom, b: RowAtom): boolean => {
  const forward = areDisjoint(a, b);
  expect(areDisjoint(b, a), "disjointness is symmetric").toBe(forward);
  return forward;
};

describe("partitions of one split", () => {
  it.each([
    ["train", "same", "val", "same", true],
    ["train", "all", "val", "same", false],
    ["train", "all", "val", "all", false],
    ["train", "one", "val", "one", true],
    ["train", "all", "test", "one", true],
    ["dev", "one", "test", "one", true],
    ["dev", "one", "val", "same", false],
    ["dev", "one", "train", "same", false],
    ["dev", "one", "calib", "one", true],
    ["calib", "one", "train", "one", true],
    ["calib", "all", "train", "same", false],
    ["all", "one", "test", "one", false],
    ["test", "one", "test", "one", false],
    ["train", "same", "train", "same", false],
  ] as const)("%s (%s) and %s (%s): disjoint %s", (a, foldA, b, foldB, expected) => {
    expect(disjoint(atom([part(a, foldA)]), atom([part(b, foldB)]))).toBe(expected);
  });

  it("says nothing about another split of the same rows", () => {
    expect(disjoint(atom([part("train", "one", "a")]), atom([part("test", "one", "b")]))).toBe(false);
  });

  it("keeps a split of a split apart from the outer test", () => {
    const inner = atom([part("dev", "one"), part("test", "one", "inner")]);
    expect(disjoint(inner, atom([part("test", "one")]))).toBe(true);
    expect(disjoint(inner, atom([part("dev", "one")]))).toBe(false);
  });

  it("is no longer apart once the folds are joined", () => {
    const train = [atom([part("train", "same")])];
    const val = [atom([part("val", "same")])];
    expect(overlaps(train, val)).toBe(false);
    expect(overlaps(widen(train), val)).toBe(true);
  });
});

describe("filters", () => {
  const interval = (low: number | null, high: number | null, open: "low" | "high" | "none" = "none"): Interval => ({
    column: "x",
    low,
    high,
    lowOpen: open === "low",
    highOpen: open === "high",
  });

  it.each([
    [interval(null, 5, "high"), interval(5, null), true],
    [interval(null, 5), interval(5, null), false],
    [interval(null, 5), interval(5, null, "low"), true],
    [interval(null, 3), interval(4, null), true],
    [interval(null, 6), interval(4, null), false],
  ])("%j and %j", (a, b, expected) => {
    expect(disjoint(atom([], [a]), atom([], [b]))).toBe(expected);
  });

  it("compares only one and the same column", () => {
    expect(disjoint(atom([], [interval(null, 3)]), atom([], [{ ...interval(4, null), column: "y" }]))).toBe(false);
  });
});

it("rows of different sources are never the same rows", () => {
  expect(disjoint(atom([], [], "a"), atom([], [], "b"))).toBe(true);
});
