// One tree of a model, drawn from left to right: the answer "yes" leads up, "no" down. The picture is our own SVG, since a tree is no
// chart of Vega-Lite's.
import type { DrawnNode, DrawnTree } from "../../../specs/explanation.ts";
import type { EvaluationResult, SubjectResult } from "../../../specs/run-record.ts";
import { GRID, INK, MUTED, SERIES_1, SERIES_2 } from "../palette.ts";
import { formatNumber, plural } from "../quantity.ts";
import type { DrawnChart } from "./chart.ts";

const COLUMN = 158;
const ROW = 34;
const BOX = { width: 128, height: 28 };
/** What a box has room for: of a name, and of the smaller line under it. */
const MOST_LETTERS = 20;
const MOST_BELOW = 25;

export function chartTree({ tree }: SubjectResult, { target }: EvaluationResult): DrawnChart | null {
  if (tree === undefined) return null;
  return {
    title: tree.trees === 1 ? "The tree" : `The first of ${tree.trees} trees`,
    description: describe(tree, target),
    svg: drawTree(tree, target),
  };
}

function describe({ combined, classes, towards, nodes }: DrawnTree, target: string): string {
  const leaf =
    combined === "sum"
      ? `Leaves hold what the tree adds to the score${towards === undefined ? "" : ` of ${towards}`}`
      : classes.length > 0
        ? `Leaves hold the share of ${classes.length === 2 ? classes[1]! : "the most frequent class"}`
        : `Leaves hold the mean of ${target}`;
  const folded = nodes.filter(({ kind }) => kind === "folded").length;
  const rest =
    folded === 0
      ? ""
      : ` ${plural(folded, "part")} that lie${folded === 1 ? "s" : ""} deeper ${folded === 1 ? "is" : "are"} folded.`;
  const whole = { alone: "", mean: " The model is the mean of its trees.", sum: " The model is the sum of its trees." }[
    combined
  ];
  return `${leaf}; under it the training rows that reach it. A dot marks where missing values go.${whole}${rest}`;
}

interface Place {
  readonly node: DrawnNode;
  readonly x: number;
  readonly y: number;
}

/** Ends lie one below the other; a split lies between its children. */
function placesOf(nodes: readonly DrawnNode[]): readonly Place[] {
  const places: Place[] = [];
  let ends = 0;
  const put = (at: number, depth: number): number => {
    const node = nodes[at]!;
    const y = node.kind === "split" ? (put(node.yes, depth + 1) + put(node.no, depth + 1)) / 2 : ROW / 2 + ROW * ends++;
    places[at] = { node, x: depth * COLUMN, y };
    return y;
  };
  put(0, 0);
  return places;
}

function drawTree(tree: DrawnTree, target: string): string {
  const places = placesOf(tree.nodes);
  const width = Math.max(...places.map(({ x }) => x)) + BOX.width + 2;
  const height = Math.max(...places.map(({ y }) => y)) + ROW / 2;
  const edges = places.flatMap((place) => edgesOf(place, places));
  const boxes = places.map((place) => box(place, tree, target));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="tree" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="10.5" font-family="inherit">${edges.join("")}${boxes.join("")}</svg>`;
}

function edgesOf({ node, x, y }: Place, places: readonly Place[]): readonly string[] {
  if (node.kind !== "split") return [];
  return (["yes", "no"] as const).map((answer) => {
    const child = places[node[answer]]!;
    const from = x + BOX.width;
    const middle = (from + child.x) / 2;
    const line = `<path d="M${from} ${y}H${middle}V${child.y}H${child.x}" fill="none" stroke="${GRID}" stroke-width="1.5"/>`;
    const label = `<text x="${child.x - 3}" y="${child.y - 3}" text-anchor="end" fill="${MUTED}" font-size="9">${answer}</text>`;
    const dot =
      node.missing === answer ? `<circle cx="${child.x - 7}" cy="${child.y + 6}" r="2" fill="${MUTED}"/>` : "";
    return line + label + dot;
  });
}

function box({ node, x, y }: Place, tree: DrawnTree, target: string): string {
  const [text, below] = wordsOf(node, tree);
  const full = node.kind === "split" ? fullTest(node) : `${target}: ${text}`;
  const colour = node.kind === "split" ? SERIES_1 : node.kind === "leaf" ? SERIES_2 : MUTED;
  const dashes = node.kind === "folded" ? ' stroke-dasharray="3 2"' : "";
  const middle = x + BOX.width / 2;
  return [
    `<g><title>${escapeText(full)}</title>`,
    `<rect x="${x + 0.5}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="4" fill="none" stroke="${colour}"${dashes}/>`,
    `<text x="${middle}" y="${y - 1.5}" text-anchor="middle" fill="${INK}">${escapeText(text)}</text>`,
    `<text x="${middle}" y="${y + 9.5}" text-anchor="middle" fill="${MUTED}" font-size="9">${escapeText(below)}</text></g>`,
  ].join("");
}

function wordsOf(node: DrawnNode, tree: DrawnTree): readonly [string, string] {
  const rows = plural(node.rows, "row");
  switch (node.kind) {
    case "split":
      return [short(node.feature, MOST_LETTERS), testAndRows(node, rows)];
    case "leaf":
      return [leafText(node.values, tree), rows];
    case "folded":
      return [`… ${plural(node.leaves, "leaf", "leaves")}`, rows];
    default:
      return node satisfies never;
  }
}

function leafText(values: readonly number[], { classes }: DrawnTree): string {
  const [first = Number.NaN] = values;
  if (classes.length === 0) return formatNumber(first);
  if (classes.length === 2) return `${short(classes[1]!, 12)} ${percent(first)}`;
  const best = values.reduce((most, value, k) => (value > values[most]! ? k : most), 0);
  return `${short(classes[best] ?? "", 12)} ${percent(values[best] ?? Number.NaN)}`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

type Split = Extract<DrawnNode, { readonly kind: "split" }>;

function testAndRows({ test }: Split, rows: string): string {
  const behind = ` · ${rows}`;
  switch (test.kind) {
    case "at-most":
      return `≤ ${shortNumber(test.cut)}${behind}`;
    case "known":
      return `is known${behind}`;
    case "levels":
      return shortLevels(test.levels, MOST_BELOW - behind.length) + behind;
    case "hidden":
      return rows;
    default:
      return test satisfies never;
  }
}

function shortLevels(levels: readonly string[], most: number): string {
  const [only] = levels;
  if (levels.length === 1) return `= ${short(only!, most - 2)}`;
  const all = `in ${levels.join(", ")}`;
  return all.length <= most ? all : `in ${levels.length} levels`;
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7))
    return Number(value.toPrecision(5)).toExponential().replace("e+", "e");
  return value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
}

/** What a pointer over the node shows. */
function fullTest({ feature, test }: Split): string {
  switch (test.kind) {
    case "at-most":
      return `${feature} ≤ ${test.cut}`;
    case "known":
      return `${feature} is not missing`;
    case "levels":
      return `${feature} in ${test.levels.slice(0, 40).join(", ")}${test.levels.length > 40 ? ", …" : ""}`;
    case "hidden":
      return `${feature}: a personal column, whose values are not shown`;
    default:
      return test satisfies never;
  }
}

/** Names often differ in their ends only: what is left out stood in the middle. */
function short(text: string, most: number): string {
  const letters = Array.from(text);
  if (letters.length <= most) return text;
  const kept = Math.max(2, most - 1);
  const end = Math.floor(kept / 2);
  return `${letters.slice(0, kept - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
