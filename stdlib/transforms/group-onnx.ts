// Groups of rows in a graph: the place of a row's group in a table of all combinations of the values that fitting has seen.
import { ComponentError } from "../../runtime/component.ts";
import { codes } from "../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../runtime/onnx/graph.ts";
import type { OnnxColumn } from "../../runtime/onnx/lowering.ts";
import { codesOfNumbers } from "../../runtime/onnx/number-codes.ts";

export interface OnnxGroups {
  /** int64, below `size`. */
  readonly place: Tensor;
  readonly size: number;
  /** The place of each fitted group. */
  readonly places: readonly number[];
}

/** A table for every combination is made, and files are to stay small. */
const MOST_PLACES = 1_000_000;

/** `names`: of groups, as `groupRows` gives them. */
export function groupPlaces(graph: Graph, by: readonly OnnxColumn[], names: readonly string[]): OnnxGroups {
  const groups = names.map((name): readonly unknown[] => JSON.parse(name));
  const values = by.map((_, j) => [...new Set(groups.map((group) => group[j]))]);
  const size = values.reduce((product, own) => product * (own.length + 1), 1);
  if (size > MOST_PLACES)
    throw new ComponentError(
      "run/not-exportable",
      `\`${by.map(({ name }) => name).join("`, `")}\` tell ${size} combinations of values apart, too many for a table in a graph`,
      "publish the model as it is, or group by fewer columns",
    );
  const place = by.reduce<Tensor | null>((outer, column, j) => {
    const own =
      column.kind === "text"
        ? codes(graph, column.tensor, values[j]!.map(String))
        : codesOfNumbers(graph, column.tensor, values[j]!.map(Number));
    if (outer === null) return own;
    return graph.apply("Add", [graph.apply("Mul", [outer, graph.integers([values[j]!.length + 1])]), own]);
  }, null);
  const places = groups.map((group) =>
    group.reduce<number>((outer, value, j) => outer * (values[j]!.length + 1) + values[j]!.indexOf(value), 0),
  );
  return { place: place ?? graph.integers([0]), size, places };
}
