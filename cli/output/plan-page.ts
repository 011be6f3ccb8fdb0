// The plan as one HTML file without scripts: nodes in columns by how much stands before them, edges as curves, what the cache
// holds in green, and for everything else why it is computed.
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import type { CacheState } from "../host/cached-nodes.ts";
import { describeOperation } from "./describe-operation.ts";
import { cacheNote } from "./plan-graph.ts";
import { shorten } from "./table.ts";

const WIDTH = 300;
const HEIGHT = 62;
const GAP = { x: 80, y: 18 } as const;
const MARGIN = 20;

interface Place {
  readonly x: number;
  readonly y: number;
}

export function printPlanPage(plan: Plan, states: ReadonlyMap<NodeId, CacheState>): string {
  const places = placeNodes(plan.nodes);
  const right = Math.max(0, ...[...places.values()].map(({ x }) => x)) + WIDTH + MARGIN;
  const bottom = Math.max(0, ...[...places.values()].map(({ y }) => y)) + HEIGHT + MARGIN;
  const edges = plan.nodes.flatMap((node) => node.inputs.map((input) => edge(places.get(input), places.get(node.id)!)));
  const boxes = plan.nodes.map((node) => box(node, places.get(node.id)!, states.get(node.id)));
  const name = escapeText(plan.pipeline.title ?? plan.pipeline.name);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Plan of ${name}</title><style>
body { font: 14px system-ui, sans-serif; margin: 1.5rem; color: #222; background: #fff; }
svg { font: 12px system-ui, sans-serif; }
rect { fill: #f6f6f6; stroke: #999; } .cached rect { fill: #e5f2e5; stroke: #5a8f5a; } .new rect { fill: #fff4e0; stroke: #c98f2b; }
.id { font-weight: 600; } .note { fill: #8a5a00; } .cached .note { fill: #38703a; } path { fill: none; stroke: #aaa; }
</style></head><body><h1>${name}</h1>
<p>Green is in the cache, orange is computed, grey is made when something reads it.</p>
<svg width="${right}" height="${bottom}" viewBox="0 0 ${right} ${bottom}" role="img" aria-label="Plan of ${name}">
${[...edges, ...boxes].join("\n")}
</svg></body></html>
`;
}

/** Inputs stand to the left of what reads them; within a column the order is that of the plan. */
function placeNodes(nodes: readonly PlanNode[]): ReadonlyMap<NodeId, Place> {
  const depth = new Map<NodeId, number>();
  const filled: number[] = [];
  const places = new Map<NodeId, Place>();
  for (const { id, inputs } of nodes) {
    const column = Math.max(-1, ...inputs.map((input) => depth.get(input) ?? -1)) + 1;
    depth.set(id, column);
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    places.set(id, { x: MARGIN + column * (WIDTH + GAP.x), y: MARGIN + row * (HEIGHT + GAP.y) });
  }
  return places;
}

function edge(from: Place | undefined, to: Place): string {
  // With `--only`, an input may not be shown.
  if (from === undefined) return "";
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  const bend = GAP.x / 2;
  return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

function box(node: PlanNode, { x, y }: Place, state: CacheState | undefined): string {
  const note = cacheNote(state) ?? "";
  const line = (text: string, row: number, style: string): string =>
    `<text x="${x + 10}" y="${y + 18 + row * 18}" class="${style}">${escapeText(shorten(text, 46))}</text>`;
  const lines = [line(node.id, 0, "id"), line(describeOperation(node.op), 1, "does"), line(note, 2, "note")];
  const title = escapeText([node.id, describeOperation(node.op), note].filter((text) => text !== "").join("\n"));
  return `<g class="${state?.state ?? "never"}"><title>${title}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/>${lines.join("")}</g>`;
}

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
