// Findings while rows are cut into partitions, and the contracts that are verified on the result. The ids of the latter
// are those of the compiler's leakage checks: what cannot be decided from the spec is decided here, on the data.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const splitDiagnostics = defineDiagnostics("data", {
  "too-few-rows": {
    severity: "error",
    message: msg`too few rows for the split: ${"part"} would be empty`,
    why: msg`the split cuts ${"total"}, and ${"asked"}`,
    help: msg`ask for fewer folds, a smaller \`test:\` or \`val:\`, or give the task more rows`,
  },
  "too-few-groups": {
    severity: "error",
    message: msg`\`${"column"}\` has ${"count"} different values, the split needs at least ${"needed"}`,
    why: msg`every part of the split needs values of its own`,
    help: msg`ask for fewer folds, or group by a column with more values`,
  },
  "needs-time": {
    severity: "error",
    message: msg`\`${"part"}:\` is a duration or a date, but the task has no time`,
    why: msg`without a time the rows have no dates`,
    help: msg`give a percentage or a number of rows, or mark the time of the source with \`@time\``,
  },
  "rare-class": {
    severity: "warning",
    message: msg`the least frequent value of \`${"column"}\` occurs in ${"count"} rows only, in fewer than the ${"folds"} folds`,
    why: msg`some folds will be judged without it`,
    help: msg`use fewer folds, or merge rare values`,
  },
  "unknown-part": {
    severity: "error",
    message: msg`no row of \`${"column"}\` holds \`train\``,
    why: msg`\`predefined\` reads the part of each row from this column; it holds ${"values"}`,
    help: msg`derive a column with the values \`train\`, \`val\`, \`test\` and \`calib\``,
  },
});

export const contractDiagnostics = defineDiagnostics("leak", {
  "overlapping-partitions": {
    severity: "error",
    message: msg`${"count"} rows are both in \`${"first"}\` and in \`${"second"}\``,
    why: msg`a value would be judged on rows that it was fitted on`,
    help: msg`make the parts disjoint; row ${"row"} of the table is the first that is in both`,
    entries: ["LK203"],
  },
  "entity-overlap": {
    severity: "error",
    message: msg`${"count"} values of \`${"column"}\` are both in \`${"first"}\` and in \`${"second"}\``,
    why: msg`rows that share ${"value"} are not independent, so the judged rows are partly known`,
    help: msg`split with \`by: ${"column"}\` or \`group_kfold\``,
    entries: ["LK501"],
  },
  "short-gap": {
    severity: "error",
    message: msg`labels of \`${"first"}\` are known only at ${"known"}, after the first origin of \`${"second"}\` at ${"origin"}`,
    why: msg`when the first judged prediction was made, these training labels did not exist yet`,
    help: msg`widen the gap by at least ${"missing"}`,
    entries: ["LK411"],
  },
});
