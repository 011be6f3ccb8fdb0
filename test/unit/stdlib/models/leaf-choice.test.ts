// The order in which leaves are split, against looking at all of them before every split.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Forest } from "../../../../stdlib/models/trees/forest.ts";
import { growOn, numberBins, plainRules } from "../../../reference/grown-tree.ts";
import { createSequence } from "../../../reference/sequence.ts";

type Growth = "leafwise" | "depthwise";

function grow(given: number, rows: number, growth: Growth, leaves: number): Forest {
  const { uniforms } = createSequence(given);
  // Few values, so that many leaves gain the same.
  const columns = ["a", "b"].map((name) =>
    numberBins(
      name,
      Uint8Array.from(uniforms(rows), (u) => 20 * u),
      20,
    ),
  );
  const gradient = uniforms(rows).map((u) => Math.floor(3 * u) - 1);
  const hessian = new Float64Array(rows).fill(1);
  return growOn({ columns, gradient, hessian }, { ...plainRules, growth, leaves }).forest;
}

/** The left child of a split takes the number of its leaf, the right one the next that is free. */
function expectOrder({ gain, left, right }: Forest, growth: Growth): void {
  const open = [{ node: 0, depth: 0 }];
  for (let node = 0; node < gain.length; node++) {
    const rank = (leaf: (typeof open)[number]) => [growth === "depthwise" ? -leaf.depth : 0, gain[leaf.node]!] as const;
    const splittable = open.filter((leaf) => leaf.node >= 0);
    const best = splittable.reduce((chosen, leaf) => {
      const [a, b] = [rank(chosen), rank(leaf)];
      return b[0] > a[0] || (b[0] === a[0] && b[1] > a[1]) ? leaf : chosen;
    });
    expect(best.node).toBe(node);
    open[open.indexOf(best)] = { node: left[node]!, depth: best.depth + 1 };
    open.push({ node: right[node]!, depth: best.depth + 1 });
  }
}

it("the leaf that gains most is split next, or the highest one, the first of equals", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 600 }),
      fc.constantFrom<Growth[]>("leafwise", "depthwise"),
      fc.integer({ min: 2, max: 300 }),
      (given, rows, growth, leaves) => {
        const all = grow(given, rows, growth, 1000);
        expectOrder(all, growth);
        // What is not split any more gains less: a smaller tree is the beginning of the whole one.
        const small = grow(given, rows, growth, leaves);
        const nodes = Math.min(leaves - 1, all.gain.length);
        expect(small.gain).toEqual(all.gain.slice(0, nodes));
        expect(small.feature).toEqual(all.feature.slice(0, nodes));
        expect(small.threshold).toEqual(all.threshold.slice(0, nodes));
        expect(small.rows).toEqual(all.rows.slice(0, nodes));
      },
    ),
  );
});
