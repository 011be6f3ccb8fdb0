// Which series the rows of a graph belong to.
import type { TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import { codes } from "./columns.ts";
import type { Graph, Tensor } from "./graph.ts";
import type { OnnxColumn } from "./lowering.ts";
import { codesOfNumbers } from "./number-codes.ts";

export interface RowSeries {
  /** The place of a row's series among those of `names`, behind them where it is none. */
  readonly place: (names: readonly string[]) => Tensor;
  /** The column that tells series apart, where it was asked for and is none of the other inputs: then it is a text. */
  readonly input: () => readonly OnnxColumn[];
}

export function createRowSeries(graph: Graph, series: TaskSpec["series"], inputs: readonly OnnxColumn[]): RowSeries {
  const [name, ...others] = series;
  const known = inputs.find((input) => input.name === name);
  let isAsked = false;
  return {
    place: (names) => {
      if (others.length > 0) throw severalColumns(series);
      // All rows are of the same.
      if (name === undefined) return graph.integers([0]);
      isAsked = true;
      if (known?.kind === "number") return codesOfNumbers(graph, known.tensor, names.map(Number));
      return codes(graph, known?.tensor ?? name, names);
    },
    input: () => (name === undefined || known !== undefined || !isAsked ? [] : [{ name, kind: "text", tensor: name }]),
  };
}

const severalColumns = (series: readonly string[]): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `\`per_series\` tells series apart by ${series.length} columns, and a graph has no names put together of them`,
    "publish the model as it is, or name series by one column",
  );
