// A label that sums up a window which begins before the moment of prediction and ends after it.
import { lowerMilliseconds, negate, printOffset, upperMilliseconds } from "../../graph/analysis/offset.ts";
import type { Check } from "../context.ts";
import { places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const labelWindow: Check = {
  id: leak["label-window"].id,
  entries: leak["label-window"].spec.entries ?? [],
  applies: ({ tasks }) => tasks.some(({ task }) => task.time !== null),
  run: ({ tasks, facts, report }) => {
    for (const node of tasks) {
      const { task } = node;
      if (task.time === null) continue;
      for (const use of facts.lineage(node.input).get(task.target)?.uses ?? []) {
        // One window over both sides; today's value compared with a later one is two uses and no window.
        const spans = upperMilliseconds(use.high) > 0 && lowerMilliseconds(use.low) <= 0;
        if (use.window === null || !spans || use.causes.some(({ cause }) => cause !== "forward")) continue;
        const holes = { target: task.target, from: printOffset(negate(use.low)), to: printOffset(use.high) };
        const end = { span: task.targetSpan, message: `the label of \`${node.id}\`` };
        report(leak["label-window"](use.window, holes, { related: places(use.window, ...use.trail, end) }));
      }
    }
  },
};
