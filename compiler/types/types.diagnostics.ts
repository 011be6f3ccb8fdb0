// Messages about column expressions: columns, types, units, order and arguments of functions.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const types = defineDiagnostics("type", {
  "unknown-column": {
    severity: "error",
    message: msg`there is no column \`${"name"}\` in this table`,
    why: msg`columns are known without reading data: from the schema of the source and every step after it`,
    help: msg`${"hint"}`,
  },
  "not-a-column": {
    severity: "error",
    message: msg`\`${"name"}\` is ${"found"}, but a column or a value is needed here`,
    why: msg`inside a table step names stand for columns first, then for params and lets`,
    help: msg`${"hint"}`,
  },
  "unknown-function": {
    severity: "error",
    message: msg`there is no column function \`${"name"}\``,
    why: msg`functions are declared by the standard library; a spec cannot define one`,
    help: msg`${"hint"}`,
  },
  "function-arguments": {
    severity: "error",
    message: msg`\`${"function"}\` ${"problem"}`,
    why: msg`its form is \`${"signature"}\``,
    help: msg`${"hint"}`,
  },
  "wrong-type": {
    severity: "error",
    message: msg`${"what"} is \`${"found"}\`, but ${"expected"} is needed`,
    why: msg`values are never converted silently, because a wrong conversion shows only in the results`,
    help: msg`${"hint"}`,
  },
  "unit-mismatch": {
    severity: "error",
    message: msg`${"what"} is ${"found"}, but ${"expected"} is needed`,
    why: msg`a bare number has no unit: 24 rows, 24 hours and the number 24 are different things`,
    help: msg`${"hint"}`,
  },
  "incompatible-types": {
    severity: "error",
    message: msg`\`${"operation"}\` cannot take ${"types"} together`,
    why: msg`values are never converted silently, because a wrong conversion shows only in the results`,
    help: msg`${"hint"}`,
  },
  "not-constant": {
    severity: "error",
    message: msg`argument \`${"name"}\` of \`${"function"}\` must be a constant`,
    why: msg`it decides which rows are read, and that must be known before any data is`,
    help: msg`write ${"expected"} here, or a param or let that stands for one`,
  },
  "no-order": {
    severity: "error",
    message: msg`\`${"function"}\` needs an order of the rows, and this table has no \`@time\` column`,
    why: msg`window functions run in time order inside each series; without a time "the row before" means nothing`,
    help: msg`mark the event time with \`@time\` in the schema of the source`,
  },
  "no-step": {
    severity: "error",
    message: msg`\`${"function"}\` by ${"duration"} needs a regular step, and \`${"time"}\` has none`,
    why: msg`only with a regular step does a duration lead to exactly one other row`,
    help: msg`write \`@time(every: ...)\` if the rows are regular, or give a number of rows`,
  },
  "not-a-multiple": {
    severity: "error",
    message: msg`${"duration"} is not a whole number of steps of ${"step"}`,
    why: msg`a lag must end at a row of the table`,
    help: msg`use a multiple of ${"step"}`,
  },
  "several-ranges": {
    severity: "error",
    message: msg`column \`${"name"}\` would spread in two directions`,
    why: msg`a range, or the name of a range column, makes one column per value, and the columns are named after it`,
    help: msg`write one derived column per value of one of the two`,
  },
  "many-columns": {
    severity: "error",
    message: msg`${"what"} stands for several columns, but one value is needed here`,
    why: msg`ranges and range columns make several columns only in \`derive\``,
    help: msg`${"hint"}`,
  },
  "bad-range": {
    severity: "error",
    message: msg`this range ${"problem"}`,
    why: msg`a range makes one column per value, both ends included`,
    help: msg`write it like \`1..24\`, \`0.1..0.9 step 0.1\` or \`1h..24h step 1h\``,
  },
  "not-aggregated": {
    severity: "error",
    message: msg`\`${"name"}\` has many values per group`,
    why: msg`\`aggregate\` makes one row per group, so every column in it must be reduced to one value`,
    help: msg`wrap it in an aggregate such as \`mean(${"name"})\`, or add it to \`by:\``,
  },
  "nested-aggregate": {
    severity: "error",
    message: msg`\`${"function"}\` cannot stand inside an aggregate here`,
    why: msg`inside \`aggregate\` every aggregate reads the rows of one group`,
    help: msg`make a column with \`derive\` first and aggregate that`,
  },
  "sinks-only": {
    severity: "error",
    message: msg`\`${"function"}\` cannot be used in a table`,
    why: msg`a value that reads the clock would change from run to run without any change of spec or data`,
    help: msg`use the \`@time\` column of the row instead`,
  },
  "run-time-value": {
    severity: "error",
    message: msg`the value of \`${"name"}\` is only known at run time and cannot stand in a column expression`,
    why: msg`\`env\` and \`secret\` are kept symbolic, so that no secret reaches a plan, log or cache key`,
    help: msg`use a \`param\` that \`--set\` or a profile gives`,
  },
  "not-an-expression": {
    severity: "error",
    message: msg`${"what"} is not a value of a column`,
    why: msg`inside a table step only expressions over columns, constants, params and lets make sense`,
    help: msg`${"hint"}`,
  },
});
