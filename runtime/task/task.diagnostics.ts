// Findings about the rows of a task.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const taskDiagnostics = defineDiagnostics("data", {
  "empty-task": {
    severity: "error",
    message: msg`no row of the task can be used`,
    why: msg`of ${"rows"} rows, ${"warmup"} are warm-up of window features and ${"unlabelled"} have no label`,
    help: msg`give the table more rows, or use shorter windows`,
  },
  "null-target": {
    severity: "warning",
    message: msg`the target \`${"target"}\` is missing in ${"count"} of ${"rows"} rows`,
    why: msg`rows without a label are left out of fitting and judging`,
    help: msg`drop them on purpose with \`where(not is_null(${"target"}))\``,
  },
  "constant-target": {
    severity: "error",
    message: msg`the target \`${"target"}\` has the same value in all rows: ${"value"}`,
    why: msg`there is nothing to learn, and most metrics are undefined`,
    help: msg`check the source and the filters before the task`,
  },
  "one-class": {
    severity: "error",
    message: msg`the target \`${"target"}\` has one class only: \`${"value"}\``,
    why: msg`a classifier needs at least two classes`,
    help: msg`check the source and the filters before the task`,
  },
  "empty-in-part": {
    severity: "warning",
    message: msg`\`${"column"}\` has no value in the ${"rows"} rows of \`${"part"}\` that are learned from`,
    why: msg`there it is a column of missing values: a model can learn nothing from it, and values that come later change no prediction`,
    help: msg`leave it out of \`features:\`, or cut the rows so that each part has values; where it is filled, it is filled with 0, or \`missing\``,
  },
  "unusable-weights": {
    severity: "error",
    message: msg`the weights in \`${"weight"}\` ${"fault"}`,
    why: msg`a weight says how many rows a row stands for: 0 or more, and not 0 for all`,
    help: msg`correct the column, or drop rows that count for nothing with \`where\``,
  },
  "unknown-class": {
    severity: "error",
    message: msg`\`${"target"}\` has classes here that the task does not have: ${"unknown"}`,
    why: msg`a model knows the classes of its task, which are ${"classes"}; what it says about another one has no meaning`,
    help: msg`leave these rows out with \`where(...)\`, or make the task from rows that have all classes`,
  },
  "unknown-positive": {
    severity: "error",
    message: msg`the positive class \`${"positive"}\` does not occur in \`${"target"}\``,
    why: msg`one-class metrics are computed for it; the classes are ${"classes"}`,
    help: msg`name one of the classes in \`positive:\``,
  },
  "no-positive-class": {
    severity: "warning",
    message: msg`neither of the two classes of \`${"target"}\` is named positive`,
    why: msg`${"metrics"} can then only be averaged over both classes, ${"classes"}, which is another number than that of one class`,
    help: msg`write \`positive: ${"example"}\` in the task, or the class that is looked for`,
  },
  "duplicate-timestamps": {
    severity: "error",
    message: msg`${"count"} of \`${"column"}\` ${"verb"} more than once${"series"}, the first is ${"first"}`,
    why: msg`lags, windows and cuts in time are defined only if a series has one row per time`,
    help: msg`mark the column that tells the series apart with \`@series\`, or use \`dedupe\` or \`aggregate\``,
  },
  "irregular-time": {
    severity: "warning",
    message: msg`${"count"} of \`${"column"}\` not one step after the row before${"series"}, the first is ${"first"}`,
    why: msg`the source declares a regular step; lags and horizons that count rows then mean another time`,
    help: msg`fill the gaps, use durations in window functions, or drop \`every:\` from \`@time\``,
  },
  "null-time": {
    severity: "error",
    message: msg`the time \`${"column"}\` is missing in ${"count"} rows`,
    why: msg`a row without a time has no place in the order and in no partition`,
    help: msg`drop these rows with \`where(not is_null(${"column"}))\``,
  },
});
