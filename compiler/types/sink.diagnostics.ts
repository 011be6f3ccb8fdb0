// Messages about what uses fitted values: evaluations, predictions, publications, reports, monitors and schedules.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const sinks = defineDiagnostics("type", {
  "not-fitted": {
    severity: "error",
    message: msg`${"what"} is ${"found"}, a fitted value is needed here`,
    why: msg`only a \`fit\` or an \`ensemble\` says on which rows a value was learned, and that decides where it may be judged`,
    help: msg`${"hint"}`,
  },
  "fitted-transform": {
    severity: "error",
    message: msg`\`${"name"}\` is a fitted transform and predicts nothing`,
    why: msg`a fitted value of this place makes predictions of the target of a task`,
    help: msg`name a fitted model, or use the transform in a table: \`table |> ${"name"}\``,
  },
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
});
