// Steps that keep, drop or reorder the rows of one table.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { anyOf, column, columns, expression, float, int, list, oneOf } from "../../specs/parameter.ts";

const step = { family: "table-step", copies: false } as const;

export const rowStepDeclarations = [
  {
    ...step,
    name: "where",
    doc: "Keeps the rows whose condition is true.",
    params: { condition: expression({ doc: "A bool over the columns of the table." }) },
    rows: "filter",
  },
  {
    ...step,
    name: "select",
    doc: "Keeps these columns, in this order.",
    params: { columns: columns({ doc: "Columns to keep.", variadic: true }) },
    rows: "map",
  },
  {
    ...step,
    name: "derive",
    doc: "Adds or replaces columns; later entries may use earlier ones.",
    params: {},
    rows: "map",
  },
  { ...step, name: "rename", doc: "Renames columns: `new = old`.", params: {}, rows: "map" },
  {
    ...step,
    name: "sort",
    doc: "Orders the rows; equal rows keep their order, missing values come last.",
    params: {
      by: anyOf([columns({ doc: "Columns." }), list(expression({ doc: "`column` or `-column`." }), { doc: "Keys." })], {
        doc: "Columns, most important first; `-column` sorts from large to small.",
        variadic: true,
      }),
    },
    rows: "reorder",
  },
  {
    ...step,
    name: "dedupe",
    doc: "Keeps one row of those that agree in the key columns.",
    params: {
      on: columns({ doc: "Key columns; all columns by default.", default: null }),
      keep: oneOf(["first", "last"], { doc: "Which of the equal rows stays.", default: "first", searchable: false }),
      by: column({ doc: "Column that orders equal rows; the order of the table by default.", default: null }),
    },
    rows: "filter",
  },
  {
    ...step,
    name: "sample",
    doc: "Keeps rows at random; the same seed keeps the same rows.",
    params: {
      fraction: float({
        doc: "Share of rows to keep.",
        min: 0,
        max: 1,
        openMin: true,
        default: null,
        searchable: false,
      }),
      rows: int({ doc: "Number of rows to keep.", min: 1, default: null, searchable: false }),
      seed: int({ doc: "Seed of the choice.", min: 0, default: 0, searchable: false }),
    },
    rows: "filter",
  },
] as const satisfies readonly TableStepDeclaration[];
