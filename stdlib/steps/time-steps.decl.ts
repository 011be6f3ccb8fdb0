// Steps that make rows anew along the time: bins, missing steps, windows.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { columns, duration, int, oneOf } from "../../specs/parameter.ts";

export const timeStepDeclarations = [
  {
    family: "table-step",
    name: "resample",
    doc: "One row per bin of time and series; its columns are aggregates of the bin's rows. Bins without rows are not made: `fill_gaps()` adds them. Bins of days and longer follow the zone of `@time`.",
    params: {
      every: duration({ doc: "Length of a bin, such as `1d` or `1mo`.", rows: false }),
      label: oneOf(["right", "left"], {
        doc: "`right` stamps a bin with its end, when its value is known; `left` with its start, so that its value must be lagged to be a feature.",
        default: "right",
        searchable: false,
      }),
    },
    rows: "resample",
    copies: false,
    reach: { kind: "bin", every: "every", label: "label" },
  },
  {
    family: "table-step",
    name: "fill_gaps",
    doc: "Adds a row for every step of `@time(every:)` that a series lacks between its first and its last row; other columns are missing there.",
    params: {},
    rows: "resample",
    copies: false,
  },
  {
    family: "table-step",
    name: "windows",
    doc: "One row per window of rows of a series: numbers become tensors of `length` values, oldest first; time, series, entity, target and columns that are not numbers keep the value of the last row.",
    params: {
      length: duration({ doc: "Length of a window: rows, or a duration where the time has a regular step." }),
      stride: int({ doc: "Rows from one window to the next.", min: 1, default: 1, searchable: false }),
      keep: columns({ doc: "Further columns that keep the last row's value, such as a derived label.", default: [] }),
    },
    rows: "window",
    copies: true,
    reach: { kind: "window", length: "length" },
  },
] as const satisfies readonly TableStepDeclaration[];
