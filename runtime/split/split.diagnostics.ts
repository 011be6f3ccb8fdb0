// Findings while rows are cut into partitions. What is verified on the result stands in runtime/contracts.
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
