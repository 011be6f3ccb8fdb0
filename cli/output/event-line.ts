// A run event as a log line: what people read, and the same as facts for machines.
import type { RunEvent } from "../../runtime/events/run-event.ts";
import { formatElapsed, formatNumber } from "../../runtime/report/quantity.ts";

export interface EventLine {
  /** `detail` is for `--verbose`. */
  readonly level: "info" | "detail";
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Null for findings: they are printed whole, with their place in the spec, when the run has ended. */
export function describeEvent(event: RunEvent): EventLine | null {
  switch (event.kind) {
    case "run-started":
      return {
        level: "info",
        text: `run ${event.id}: ${event.nodes} nodes`,
        facts: { run: event.id, nodes: event.nodes },
      };
    case "node-started":
      return { level: "detail", text: `${event.node}: ${event.op} started`, facts: { node: event.node, op: event.op } };
    case "node-finished": {
      const { node, op, status, milliseconds } = event;
      return {
        level: status === "unneeded" ? "detail" : "info",
        text: `${node}: ${op} ${status}${status === "done" ? ` in ${formatElapsed(milliseconds)}` : ""}`,
        facts: { node, op, status, milliseconds },
      };
    }
    case "trial": {
      const { number, model, state, value } = event.trial;
      return {
        level: "info",
        text: `${event.node}: trial ${number} (${model}) ${state}, ${formatNumber(value)}; best ${formatNumber(event.best)}`,
        facts: { node: event.node, trial: number, model, state, value, best: event.best },
      };
    }
    case "progress": {
      const { node, label, done, total } = event;
      return {
        level: "detail",
        text: `${node}: ${label} ${done}${total === null ? "" : ` of ${total}`}`,
        facts: { node, label, done, total },
      };
    }
    case "message":
      return { level: "info", text: `${event.node}: ${event.text}`, facts: { node: event.node } };
    case "diagnostic":
      return null;
    default:
      return event satisfies never;
  }
}
