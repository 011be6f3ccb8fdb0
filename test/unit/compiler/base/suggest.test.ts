import { describe, expect, test } from "vitest";
import { didYouMean, editDistance, suggest } from "../../../../compiler/base/suggest.ts";

describe("suggest", () => {
  test("finds a swap of neighbours, an omission and an addition", () => {
    expect(suggest("modle", ["model", "module", "source"])).toEqual(["model", "module"]);
    expect(suggest("standardise", ["standardize", "minmax"])).toEqual(["standardize"]);
    expect(suggest("learn_rate", ["learning_rate", "rounds"])).toEqual(["learning_rate"]);
  });
  test("a name that differs in case or separators only is the sole answer", () => {
    expect(suggest("maxDepth", ["max_depth", "max_dept"])).toEqual(["max_depth"]);
  });
  test("gives nothing that is far away, never the word itself, and at most four", () => {
    expect(suggest("xyz", ["model", "xyz"])).toEqual([]);
    expect(suggest("aaaa", ["aaab", "aaac", "aaad", "aaae", "aaaf"])).toEqual(["aaab", "aaac", "aaad", "aaae"]);
  });
  test("words", () => {
    expect(didYouMean("modle", ["model"])).toBe("did you mean `model`?");
    expect(didYouMean("modle", ["model", "module"])).toBe("did you mean `model` or `module`?");
    expect(didYouMean("q", ["model"], "see the list")).toBe("see the list");
  });
  test("distance", () => {
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("ab", "ba")).toBe(1);
  });
});
