// Steps that turn values into columns, or one row into several.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { column, columns, list, oneOf, string, value } from "../../specs/parameter.ts";

export const shapeStepDeclarations = [
  {
    family: "table-step",
    name: "pivot",
    doc: "One row per key and one column per listed level: the values of the rows that have it, summed up. The levels stand in the spec, so that the columns are known without data.",
    params: {
      column: column({ doc: "Column whose values become columns." }),
      values: column({ doc: "Column whose values are summed up; the new columns are `<values>_<level>`." }),
      by: columns({ doc: "Key columns; one row for each distinct key." }),
      levels: list(value({ doc: "A value of the column." }), { doc: "Values that become columns." }),
      how: oneOf(["mean", "sum", "median", "min", "max", "count"], {
        doc: "How several rows of one key and level are summed up.",
        default: "mean",
        searchable: false,
      }),
      unlisted: oneOf(["error", "drop"], {
        doc: "What happens to rows whose level is not listed.",
        default: "error",
        searchable: false,
      }),
    },
    rows: "aggregate",
    copies: false,
  },
  {
    family: "table-step",
    name: "explode",
    doc: "One row per part: a text is parted at a separator, a tensor along its first axis. The other columns are repeated; a missing value stays one row.",
    params: {
      column: column({ doc: "Column to take apart." }),
      separator: string({ doc: "Text between the parts, for columns of text.", default: null }),
      index: string({ doc: "Name of a new column with the position of the part, from 1.", default: null }),
    },
    rows: "resample",
    copies: true,
  },
] as const satisfies readonly TableStepDeclaration[];
