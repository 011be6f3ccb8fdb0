// Steps that combine tables or make new rows.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { bool, column, columns, duration, oneOf, reference } from "../../specs/parameter.ts";

const table = reference(["table", "source"], { doc: "The right table." });
const within = duration({
  doc: "Right rows that are older than this are not used.",
  rows: false,
  default: null,
});

export const tableStepDeclarations = [
  {
    family: "table-step",
    name: "join",
    doc: "Adds the columns of the right row with the same key. A left join keeps every left row once: the right key must be unique.",
    params: {
      table,
      on: columns({ doc: "Key columns of the same name on both sides." }),
      how: oneOf(["left", "inner"], {
        doc: "`left` keeps rows without a partner, `inner` drops them.",
        default: "left",
        searchable: false,
      }),
      within,
    },
    rows: "join",
    copies: false,
  },
  {
    family: "table-step",
    name: "join_as_of",
    doc: "Adds the columns of the latest right row that is not later than the left row, within the same key.",
    params: {
      table,
      on: columns({ doc: "Key columns that must be equal; none by default.", default: null }),
      time: column({ doc: "The time column of both sides; their `@time` columns by default.", default: null }),
      within,
      direction: oneOf(["backward", "forward", "nearest"], {
        doc: "Which way to look from the left row.",
        default: "backward",
        searchable: false,
      }),
      strict: bool({ doc: "A right row with the same time does not count.", default: false, searchable: false }),
    },
    rows: "join",
    copies: false,
  },
  {
    family: "table-step",
    name: "aggregate",
    doc: "One row per distinct value of the key columns, in the order of their first row.",
    params: { by: columns({ doc: "Key columns; none makes a single row.", default: [] }) },
    rows: "aggregate",
    copies: false,
  },
  {
    family: "table-step",
    name: "union",
    doc: "The rows of this table, then those of another with the same columns. A row may occur in both: separate them by a key before a split.",
    params: { table },
    rows: "union",
    copies: true,
  },
  {
    family: "table-step",
    name: "concat",
    doc: "The rows of the first table, then those of the second.",
    params: { table },
    rows: "union",
    copies: true,
  },
] as const satisfies readonly TableStepDeclaration[];
