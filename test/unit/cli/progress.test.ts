import { expect, it } from "vitest";
import { applyEvent, createLiveState, describeState } from "../../../cli/output/progress.ts";

it("the live line never stays on a node that has finished", () => {
  const state = createLiveState(0);
  applyEvent(state, { kind: "run-started", id: "r", nodes: 3 }, 0);
  applyEvent(state, { kind: "node-started", node: "slow", op: "fit", index: 0 }, 0);
  applyEvent(state, { kind: "node-started", node: "quick", op: "split", index: 1 }, 5);
  expect(describeState(state, 10)).toBe("0/3 nodes · quick: split");
  applyEvent(state, { kind: "node-finished", node: "quick", op: "split", status: "done", milliseconds: 5 }, 10);
  expect(describeState(state, 20)).toBe("1/3 nodes · slow: fit");
  applyEvent(state, { kind: "progress", node: "slow", done: 3, total: 10, label: "rounds" }, 30);
  expect(describeState(state, 30)).toContain("slow: rounds 3/10");
  applyEvent(state, { kind: "node-finished", node: "slow", op: "fit", status: "done", milliseconds: 40 }, 40);
  expect(describeState(state, 50)).toBe("2/3 nodes");
});
