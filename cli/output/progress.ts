// What is seen while a run works: a live line with counts and remaining time on a terminal, log lines elsewhere.
import type { RunEvent } from "../../runtime/events/run-event.ts";
import { formatElapsed, formatNumber } from "../../runtime/report/quantity.ts";
import type { Terminal } from "../terminal.ts";
import { describeEvent } from "./event-line.ts";
import { createLog } from "./log.ts";
import { shorten } from "./table.ts";

export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** Takes the live line away; nothing is drawn afterwards. */
  readonly stop: () => void;
}

export async function createProgress(terminal: Terminal, now: () => number): Promise<Progress> {
  if (terminal.loudness === "quiet") return { onEvent: () => {}, stop: () => {} };
  if (terminal.live && !terminal.json) return createLiveProgress(terminal, now);
  const log = await createLog(terminal);
  return {
    onEvent: (event) => {
      const line = describeEvent(event);
      if (line !== null) log[line.level](line.text, line.facts);
    },
    stop: () => {},
  };
}

export interface LiveState {
  /** Nodes at work, the latest last. */
  readonly running: Map<string, { readonly op: string; readonly at: number }>;
  nodes: number;
  finished: number;
  cached: number;
  node: string;
  op: string;
  nodeStarted: number;
  done: number;
  total: number | null;
  label: string;
  best: number | null;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MILLISECONDS = 100;
const CLEAR_LINE = "\r\u001b[2K";

export const createLiveState = (at: number): LiveState => ({
  running: new Map(),
  nodes: 0,
  finished: 0,
  cached: 0,
  node: "",
  op: "",
  nodeStarted: at,
  done: 0,
  total: null,
  label: "",
  best: null,
});

function createLiveProgress(terminal: Terminal, now: () => number): Progress {
  const state = createLiveState(now());
  let frame = 0;
  const draw = (): void => {
    frame = (frame + 1) % FRAMES.length;
    terminal.err(
      CLEAR_LINE +
        terminal.errColours.cyan(FRAMES[frame]!) +
        shorten(` ${describeState(state, now())}`, terminal.width - 2),
    );
  };
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  timer.unref();
  return {
    onEvent: (event) => {
      applyEvent(state, event, now());
      if (event.kind === "message") terminal.err(`${CLEAR_LINE}${event.node}: ${event.text}\n`);
    },
    stop: () => {
      clearInterval(timer);
      terminal.err(CLEAR_LINE);
    },
  };
}

export function applyEvent(state: LiveState, event: RunEvent, at: number): void {
  if (event.kind === "run-started") state.nodes = event.nodes;
  if (event.kind === "node-started") {
    state.running.set(event.node, { op: event.op, at });
    watch(state, event.node);
  }
  // Work on several nodes interleaves; what reports counts is what is worth watching.
  const counts = event.kind === "progress" || event.kind === "trial";
  if (counts && event.node !== state.node) watch(state, event.node);
  if (event.kind === "node-finished") {
    state.finished++;
    if (event.status === "cached") state.cached++;
    state.running.delete(event.node);
    // A line about finished work would look like work that hangs.
    if (event.node === state.node) watch(state, [...state.running.keys()].at(-1) ?? "");
  }
  if (event.kind === "progress") Object.assign(state, { done: event.done, total: event.total, label: event.label });
  if (event.kind === "trial") state.best = event.best;
}

function watch(state: LiveState, node: string): void {
  const { op, at } = state.running.get(node) ?? { op: "", at: state.nodeStarted };
  Object.assign(state, { node, op, nodeStarted: at, done: 0, total: null, label: "", best: null });
}

/** `12/20 nodes · tuned: trials 14/30 · best 0.751 · about 40 s left`. */
export function describeState(state: LiveState, at: number): string {
  const parts = [`${state.finished}/${state.nodes} nodes${state.cached > 0 ? ` (${state.cached} cached)` : ""}`];
  if (state.node !== "")
    parts.push(
      `${state.node}: ${state.label === "" ? state.op : `${state.label} ${state.done}${state.total === null ? "" : `/${state.total}`}`}`,
    );
  if (state.best !== null) parts.push(`best ${formatNumber(state.best)}`);
  const left = remaining(state, at);
  if (left !== null) parts.push(`about ${formatElapsed(left)} left`);
  return parts.join(" · ");
}

/** Of the step in progress, at the pace so far; null until a tenth is done, when a guess would only be noise. */
function remaining({ done, total, nodeStarted }: LiveState, at: number): number | null {
  if (total === null || total === 0 || done < Math.max(2, total / 10) || done >= total) return null;
  return ((at - nodeStarted) / done) * (total - done);
}
