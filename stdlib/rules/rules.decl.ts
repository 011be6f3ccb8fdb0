// Rules of a `check`. Every rule also takes `severity:`, which the language itself handles.
import type { RuleDeclaration } from "../../specs/component.ts";
import {
  column,
  columns,
  duration,
  expression,
  float,
  int,
  list,
  reference,
  string,
  value,
} from "../../specs/parameter.ts";

const checked = column({ doc: "The column that is checked." });

export const rules = [
  {
    family: "rule",
    name: "unique",
    doc: "No two rows agree in all these columns.",
    params: { columns: columns({ doc: "Key columns.", variadic: true }) },
  },
  {
    family: "rule",
    name: "not_null",
    doc: "No value is missing in these columns.",
    params: { columns: columns({ doc: "Columns.", variadic: true }) },
  },
  {
    family: "rule",
    name: "regular",
    doc: "The times of each series follow each other by one step, without gaps or repeats.",
    params: {
      column: checked,
      every: duration({ doc: "The step; that of `@time(every:)` by default.", rows: false, default: null }),
    },
  },
  {
    family: "rule",
    name: "between",
    doc: "Every value lies between two bounds, both included; missing values are ignored.",
    params: {
      column: checked,
      min: float({ doc: "Lowest allowed value.", searchable: false }),
      max: float({ doc: "Highest allowed value.", searchable: false }),
    },
  },
  {
    family: "rule",
    name: "matches",
    doc: "Every text matches a regular expression (RE2) as a whole; missing values are ignored.",
    params: { column: checked, pattern: string({ doc: "The expression." }) },
  },
  {
    family: "rule",
    name: "one_of",
    doc: "Every value is one of a list; missing values are ignored.",
    params: { column: checked, values: list(value({ doc: "A value." }), { doc: "The allowed values." }) },
  },
  {
    family: "rule",
    name: "foreign_key",
    doc: "Every value occurs in a column of another table; missing values are ignored.",
    params: {
      column: checked,
      table: reference(["table", "source"], { doc: "The other table." }),
      key: column({ doc: "Its column; the one of the same name by default.", default: null }),
    },
  },
  {
    family: "rule",
    name: "row_count",
    doc: "The table has at least `min` and at most `max` rows.",
    reads: "rows",
    params: {
      min: int({ doc: "Fewest rows.", min: 0, default: null, searchable: false }),
      max: int({ doc: "Most rows.", min: 0, default: null, searchable: false }),
    },
  },
  {
    family: "rule",
    name: "freshness",
    doc: "The latest time is not older than `max_age` at the time of the run (`--as-of`).",
    readsClock: true,
    params: { column: checked, max_age: duration({ doc: "Highest age.", rows: false }) },
  },
  {
    family: "rule",
    name: "distribution",
    doc: "The values of a column lie as expected: mean, standard deviation or a quantile between bounds, or a distance (population stability index, PSI) to the same column of a reference table; missing values are ignored.",
    params: {
      column: checked,
      mean: list(float({ doc: "A bound.", searchable: false }), { doc: "Lowest and highest mean.", default: null }),
      sd: list(float({ doc: "A bound.", searchable: false }), {
        doc: "Lowest and highest standard deviation.",
        default: null,
      }),
      quantile: float({ doc: "Which quantile `within` is about.", min: 0, max: 1, default: 0.5, searchable: false }),
      within: list(float({ doc: "A bound.", searchable: false }), {
        doc: "Lowest and highest value of the quantile.",
        default: null,
      }),
      reference: reference(["table", "source"], { doc: "A table with the same column.", default: null }),
      max_psi: float({
        doc: "Highest PSI to the reference, over ten bins of equal frequency there, or over its values. Below 0.1 is usual, above 0.25 a shift.",
        min: 0,
        default: 0.25,
        searchable: false,
      }),
    },
  },
  {
    family: "rule",
    name: "custom",
    doc: "A condition holds in every row; rows in which it is missing are ignored.",
    params: {
      condition: expression({ doc: "A bool over the columns of the table." }),
      message: string({ doc: "What is wrong where it does not hold.", default: null }),
    },
  },
] as const satisfies readonly RuleDeclaration[];
