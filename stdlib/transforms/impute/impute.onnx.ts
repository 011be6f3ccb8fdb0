import { gather, isMissing } from "../../../runtime/onnx/columns.ts";
import { type Graph, ints, strings, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { groupPlaces, type OnnxGroups } from "../group-onnx.ts";
import type { GroupFills } from "./group-fills.ts";
import type { ImputeParams } from "./impute.decl.ts";
import type { Fill, ImputeState } from "./impute.impl.ts";

export const imputeOnnx: OnnxTransform<ImputeParams, ImputeState> = {
  apply: (graph, columns, { fills, groups }, { indicator, by }, row) => {
    const places = groups === undefined ? null : groupPlaces(graph, row.beside(by ?? []), groups.names);
    const filled = columns.map((column, j): OnnxColumn => {
      const fill = fills[j]!;
      const own = groups?.columns[j];
      const value =
        own === undefined || places === null
          ? fill.kind === "number"
            ? graph.number(fill.value)
            : graph.text(fill.level)
          : fillOfGroup(graph, own, fill, places);
      return { ...column, tensor: graph.apply("Where", [isMissing(graph, column), value, column.tensor]) };
    });
    if (!indicator) return filled;
    const flags = columns.map((column): OnnxColumn => {
      const tensor = graph.cast(isMissing(graph, column), "double");
      return { name: `${column.name}_missing`, kind: "number", tensor };
    });
    return [...filled, ...flags];
  },
};

function fillOfGroup(
  graph: Graph,
  own: GroupFills["columns"][number],
  fill: Fill,
  { place, places, size }: OnnxGroups,
): Tensor {
  if (own.kind === "numbers") {
    const table = new Float64Array(size).fill(fill.kind === "number" ? fill.value : Number.NaN);
    for (const [group, at] of places.entries()) if (!Number.isNaN(own.values[group]!)) table[at] = own.values[group]!;
    return gather(graph, table, place);
  }
  const known = places.flatMap((at, group) =>
    own.codes[group]! < 0 ? [] : [[at, own.levels[own.codes[group]!]!] as const],
  );
  const rest = fill.kind === "level" ? fill.level : "";
  // An encoder needs a key: with no known group one that no row has.
  return graph.applyClassical("LabelEncoder", [place], {
    keys_int64s: ints(known.length === 0 ? [-1] : known.map(([at]) => at)),
    values_strings: strings(known.length === 0 ? [rest] : known.map(([, level]) => level)),
    default_string: { kind: "string", value: rest },
  });
}
