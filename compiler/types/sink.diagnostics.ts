// Messages about what uses fitted values: evaluations, predictions, publications, reports, monitors and schedules.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const sinks = defineDiagnostics("type", {
  "per-fold-value": {
    severity: "error",
    message: msg`\`${"name"}\` exists once per fold of \`${"split"}\`, but one value is needed to ${"purpose"}`,
    why: msg`each fold has a value of its own, fitted on other rows`,
    help: msg`fit once on all rows that may be used, for example \`fit ... on ${"split"}.dev\`, or combine the folds in an \`ensemble\``,
  },
  "unused-rows": {
    severity: "warning",
    message: msg`\`${"component"}\` learns nothing from the rows of \`on\``,
    why: msg`its members are combined as they are, so the rows have no influence on it`,
    help: msg`remove \`on\`, or use an ensemble that learns: ${"others"}`,
  },
  "duplicate-value": {
    severity: "error",
    message: msg`${"what"} stands here twice`,
    why: msg`results are found by name, and the second would repeat the first`,
    help: msg`remove one of them`,
  },
  "only-forecast": {
    severity: "error",
    message: msg`\`${"clause"}\` has no meaning for the ${"kind"} task \`${"task"}\``,
    why: msg`it says which origins of a forecast are judged; here every row is judged once`,
    help: msg`remove it`,
  },
  "predict-columns": {
    severity: "error",
    message: msg`the table lacks ${"columns"} to predict with \`${"value"}\``,
    why: msg`a prediction needs the columns of the task, or those of its source, from which the steps are replayed`,
    help: msg`predict on a table with the columns of ${"tables"}`,
  },
  "predict-column-type": {
    severity: "error",
    message: msg`column \`${"column"}\` is \`${"found"}\` in this table, but \`${"value"}\` was fitted with \`${"expected"}\``,
    why: msg`values are never converted silently, because a wrong conversion shows only in the results`,
    help: msg`convert it with \`derive\` before predicting`,
  },
  "condition-type": {
    severity: "error",
    message: msg`${"what"} is ${"found"}, but ${"expected"} is needed`,
    why: msg`the condition of a \`publish\` is true or false for the results of a run`,
    help: msg`write it like \`final.mae < final.baseline.mae\``,
  },
  "unknown-threshold": {
    severity: "error",
    message: msg`\`${"name"}\` is no metric that could have a threshold`,
    why: msg`predictions are compared with actual outcomes by metrics, and a limit of anything else would never be reached`,
    help: msg`${"hint"}`,
  },
  "not-a-moment": {
    severity: "error",
    message: msg`\`${"name"}\` takes a date or a timestamp`,
    why: msg`it says from which moment on missed runs are made up for`,
    help: msg`write it like \`${"name"}: 2024-01-01\``,
  },
});
