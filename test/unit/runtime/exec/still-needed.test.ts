import { describe, expect, it } from "vitest";
import { stillNeeded } from "../../../../runtime/exec/still-needed.ts";
import type { PlanNode } from "../../../../specs/plan.ts";
import { fakePlan } from "./fake-plan.ts";

const plan = fakePlan();
const nodeOf = (id: string): PlanNode => plan.nodes.find((node) => node.id === id)!;
const needed = (left: readonly string[], made: readonly string[]): readonly string[] =>
  [...stillNeeded(left, nodeOf, (id) => made.includes(id))].sort();

describe("values that are let go", () => {
  const all = plan.nodes.map(({ id }) => id);

  it("are all when nothing is left to do", () => {
    expect(needed([], all)).toEqual([]);
  });

  it("are not those from which what is left is computed, up to values that are there", () => {
    const judge = plan.nodes.find(({ op }) => op.kind === "evaluate")!;
    const found = needed([judge.id], all);
    for (const input of judge.inputs) expect(found).toContain(input);
    // The rows of a split are those of its task; the source of the task is not asked for again.
    expect(found).toContain("task");
    expect(found).not.toContain("data");
  });

  it("are none before anything was made", () => {
    const judge = plan.nodes.find(({ op }) => op.kind === "evaluate")!;
    expect(needed([judge.id], [])).toContain("data");
  });
});
