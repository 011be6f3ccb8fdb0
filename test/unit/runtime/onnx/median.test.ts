// The median of several predictions in a graph.
import { describe, expect, it } from "vitest";
import { medianOf } from "../../../../runtime/onnx/combine-predictions.ts";
import { createGraph } from "../../../../runtime/onnx/graph.ts";
import { runRows } from "./run-graph-twice.ts";

const { NaN: missing, POSITIVE_INFINITY: infinite } = Number;

describe("medians in ONNX", () => {
  it.each([
    [
      "three",
      [
        [1, 5, 2],
        [missing, 5, 2],
        [7, missing, 2],
        [7, 1, missing],
        [infinite, 1, -infinite],
      ],
      [2, missing, missing, missing, 1],
    ],
    [
      "four",
      [
        [1, 5, 2, 9],
        [missing, missing, 2, 3],
        [1, 2, 3, missing],
        [missing, 1, 2, 3],
      ],
      [3.5, missing, missing, missing],
    ],
  ])("of %s: missing where one is", async (_name, rows, medians) => {
    const names = ["a", "b", "c", "d"].slice(0, rows[0]!.length);
    const graph = createGraph(names);
    graph.name(medianOf(names, graph), "y");
    const columns = names.map((name, j) => ({ name, values: Float64Array.from(rows, (row) => row[j]!) }));
    const { inRuntime, here } = await runRows(graph, columns, { name: "y", width: null });
    expect([...inRuntime]).toEqual(medians);
    expect([...here]).toEqual(medians);
  });
});
