// The first tree of a forest, to be looked at: as many levels as stay readable, the rest folded into counts.
import type { NamedLevels } from "../../../runtime/component.ts";
import type { DrawnNode, DrawnTest, DrawnTree } from "../../../specs/explanation.ts";
import { ALL_LEFT, type Forest, type InputMapper, IS_SET, MISSING_LEFT } from "./forest.ts";
import { SET_BYTES } from "./split.ts";

const MOST_LEVELS_DEEP = 5;
/** Leaves and folded parts side by side. */
const MOST_ENDS = 20;

export interface TreeMeaning {
  readonly combined: DrawnTree["combined"];
  /** How many trees the whole model has. */
  readonly trees: number;
  /** What leaves hold times this is what is shown. */
  readonly scale: number;
}

export function drawTree(
  forest: Forest,
  mappers: readonly InputMapper[],
  features: readonly NamedLevels[],
  { combined, trees, scale }: TreeMeaning,
): DrawnTree {
  const root = forest.roots[0] ?? -1;
  const opened = openedNodes(forest, root);
  const nodes: DrawnNode[] = [];
  const add = (node: number): number => {
    const at = nodes.length;
    if (node < 0) {
      const leaf = -1 - node;
      const { width } = forest;
      const values = Array.from(forest.leaves.subarray(leaf * width, (leaf + 1) * width), (value) => value * scale);
      nodes.push({ kind: "leaf", rows: forest.leafRows[leaf] ?? 0, values });
      return at;
    }
    if (!opened.has(node)) {
      nodes.push({ kind: "folded", rows: forest.rows[node]!, leaves: leavesBelow(forest, node) });
      return at;
    }
    const mapper = mappers[forest.feature[node]!]!;
    const test = testOf(forest, node, mapper, features);
    // Missing values alone on the left: the question is asked the other way round.
    const isTurned = test.kind === "levels" && test.levels.length === 0;
    const split = {
      kind: "split" as const,
      rows: forest.rows[node]!,
      feature: mapper.kind === "statistic" ? `statistic of ${mapper.name}` : mapper.name,
      test: isTurned ? ({ kind: "known" } as const) : test,
      missing: missingGoesLeft(forest, node) !== isTurned ? ("yes" as const) : ("no" as const),
    };
    nodes.push({ ...split, yes: 0, no: 0 });
    const [left, right] = [forest.left[node]!, forest.right[node]!];
    const yes = add(isTurned ? right : left);
    const no = add(isTurned ? left : right);
    nodes[at] = { ...split, yes, no };
    return at;
  };
  add(root);
  return { trees, combined, classes: [], nodes };
}

/** Level by level, and within a level those with most rows, as long as there is room. */
function openedNodes(forest: Forest, root: number): ReadonlySet<number> {
  const opened = new Set<number>();
  let level = root < 0 ? [] : [root];
  let ends = 1;
  for (let depth = 0; depth < MOST_LEVELS_DEEP && level.length > 0; depth++) {
    const next: number[] = [];
    for (const node of level.toSorted((a, b) => forest.rows[b]! - forest.rows[a]! || a - b)) {
      if (ends >= MOST_ENDS) break;
      opened.add(node);
      ends++;
      next.push(...[forest.left[node]!, forest.right[node]!].filter((child) => child >= 0));
    }
    level = next;
  }
  return opened;
}

function leavesBelow(forest: Forest, node: number): number {
  let leaves = 0;
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < 0) leaves++;
    else open.push(forest.left[at]!, forest.right[at]!);
  }
  return leaves;
}

const isInSet = ({ sets, threshold }: Forest, node: number, bin: number): boolean =>
  (sets[threshold[node]! * SET_BYTES + (bin >> 3)]! & (1 << (bin & 7))) !== 0;

/** Missing values of a category are in bin 0, on whichever side its set of bins says. */
const missingGoesLeft = (forest: Forest, node: number): boolean =>
  (forest.flags[node]! & IS_SET) !== 0 ? isInSet(forest, node, 0) : (forest.flags[node]! & MISSING_LEFT) !== 0;

function testOf(forest: Forest, node: number, mapper: InputMapper, features: readonly NamedLevels[]): DrawnTest {
  const cut = forest.threshold[node]!;
  if (mapper.kind === "category" && (forest.flags[node]! & IS_SET) !== 0) {
    return { kind: "levels", levels: mapper.levels.filter((_, i) => isInSet(forest, node, i + 1)) };
  }
  // Above all numbers: what is missing goes to the other side.
  if (cut >= ALL_LEFT) return { kind: "known" };
  const feature = mapper.kind === "number" ? features.find(({ name }) => name === mapper.name) : undefined;
  if (feature?.type === "bool" && cut >= 0 && cut < 1) return { kind: "levels", levels: ["false"] };
  const levels = feature?.levels ?? null;
  if (levels === null) return { kind: "at-most", cut };
  // Levels that count as numbers are numbered by name.
  return { kind: "levels", levels: levels.toSorted().filter((_, code) => code <= cut) };
}
