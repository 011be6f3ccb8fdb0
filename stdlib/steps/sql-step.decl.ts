// A query in SQL: opaque to the compiler, which goes by what it declares.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { bool, duration, list, map, string } from "../../specs/parameter.ts";

export const sqlStepDeclarations = [
  {
    family: "table-step",
    name: "sql",
    doc: "The result of a SELECT over the table, which it reads as `input` or by its own name. The run parses it with the data engine's parser and holds it to `reach:` and `fits:`; without them it counts as reading all rows.",
    params: {
      query: list(string({ doc: "A line." }), {
        doc: "One SELECT of DuckDB's SQL over this table alone: a text, or a list of its lines.",
      }),
      reach: duration({
        doc: "How far after its own row a value reads: `0s` for nothing later.",
        rows: false,
        default: null,
      }),
      fits: bool({
        doc: "Whether it learns something from the rows: `false` for a value of its row or of a window.",
        default: null,
        searchable: false,
      }),
      columns: map(string({ doc: "A type: `int`, `float?`, `category` …" }), {
        doc: "All columns of the result with their types. By default those of the input, and as floats those the query names new.",
        default: null,
      }),
    },
    rows: "opaque",
    copies: false,
    reach: { kind: "declared", reach: "reach", fits: "fits" },
  },
] as const satisfies readonly TableStepDeclaration[];
