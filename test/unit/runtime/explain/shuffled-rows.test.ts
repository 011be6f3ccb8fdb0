// Shuffling keeps rows that are read as a whole apart from rows of which only the columns known ahead are read.
import { describe, expect, it } from "vitest";
import { permutationImportance } from "../../../../runtime/model/permutation-importance.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { numbers } from "../../../reference/columns.ts";

describe("shuffled features", () => {
  it("never bring a missing value to a row of another kind", () => {
    const kinds = Uint8Array.of(1, 1, 1, 1, 0, 0, 0);
    const column = numbers("x", [1, 2, 3, 4, null, null, 5]);
    const seen: number[][] = [];
    permutationImportance({
      features: [column],
      rows: 7,
      loss: ([only]) => {
        seen.push(only?.kind === "number" ? Array.from(only.values) : []);
        return 0;
      },
      repeats: 20,
      random: createRandom(1),
      kinds,
    });
    for (const values of seen) {
      expect(values.slice(0, 4).sort()).toEqual([1, 2, 3, 4]);
      expect(values.slice(4).filter(Number.isNaN)).toHaveLength(2);
    }
    expect(new Set(seen.map(String)).size).toBeGreaterThan(2);
  });
});
