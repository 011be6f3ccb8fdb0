import { expect, it } from "vitest";
import { describeEvent } from "../../../cli/output/event-line.ts";
import { describeState } from "../../../cli/output/progress.ts";
import { search } from "../runtime/report/sample-record.ts";

it("tells what a node did, and hides what nobody asked for", () => {
  const finished = { kind: "node-finished", node: "cv", op: "split", milliseconds: 1_500 } as const;
  expect(describeEvent({ ...finished, status: "done" })).toMatchObject({
    level: "info",
    text: "cv: split done in 1.5 s",
  });
  expect(describeEvent({ ...finished, status: "cached" })).toMatchObject({ level: "info", text: "cv: split cached" });
  expect(describeEvent({ ...finished, status: "unneeded" })?.level).toBe("detail");
});

it("tells a trial with its score and the best so far", () => {
  const trial = { ...search.trials[1]!, value: 17.25 };
  expect(describeEvent({ kind: "trial", node: "tuned", trial, best: 16 })?.text).toBe(
    "tuned: trial 1 (linear) complete, 17.25; best 16",
  );
});

it("shows counts, and remaining time only when a tenth is done", () => {
  const state = {
    running: new Map(),
    nodes: 9,
    finished: 4,
    cached: 2,
    node: "tuned",
    op: "search",
    nodeStarted: 0,
    done: 10,
    total: 40,
    label: "trials",
    best: 0.5,
  };
  expect(describeState(state, 10_000)).toBe(
    "4/9 nodes (2 cached) · tuned: trials 10/40 · best 0.5000 · about 30.0 s left",
  );
  expect(describeState({ ...state, done: 2 }, 10_000)).not.toContain("left");
  expect(describeState({ ...state, total: null, cached: 0 }, 10_000)).toBe(
    "4/9 nodes · tuned: trials 10 · best 0.5000",
  );
});
