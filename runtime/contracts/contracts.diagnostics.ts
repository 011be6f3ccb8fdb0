// What the contracts find on the data. Where the compiler decides the same kind of leak, the id is the same.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

/** About how rows were cut. */
export const splitContracts = defineDiagnostics("leak", {
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
    entries: ["LK501", "LK502", "LK505"],
  },
  "short-gap": {
    severity: "error",
    message: msg`labels of \`${"first"}\` are known only at ${"known"}, after the first origin of \`${"second"}\` at ${"origin"}`,
    why: msg`when the first judged prediction was made, these training labels did not exist yet`,
    help: msg`widen the gap by at least ${"missing"}`,
    entries: ["LK411", "LK402", "LK424"],
  },
  "overlapping-labels": {
    severity: "error",
    message: msg`the label of a row of \`${"first"}\` at ${"at"} runs into judged labels of \`${"second"}\``,
    why: msg`overlapping labels share values, so part of the judged answer was learned`,
    help: msg`widen \`gap:\`, so that training labels end before judged ones begin`,
    entries: ["LK413", "LK207"],
  },
  "broken-embargo": {
    severity: "error",
    message: msg`\`${"first"}\` goes on at ${"at"}, before the embargo after \`${"second"}\` has ended`,
    why: msg`features of training rows right after judged ones look back into them`,
    help: msg`make \`embargo:\` as long as the longest look-back of the features`,
    entries: ["LK412"],
  },
});

/** About rows and columns. */
export const dataContracts = defineDiagnostics("leak", {
  "duplicate-rows": {
    severity: "warning",
    message: msg`${"share"} of the rows of \`${"second"}\` have an exact copy in \`${"first"}\`, label included`,
    why: msg`a copy is judged on what was learned by heart: ${"count"} of ${"rows"} rows looked at, where chance would give ${"expected"}`,
    help: msg`drop copies before the task, \`dedupe(on: [...])\` with the features and the target, or split with \`by:\` a column that copies share`,
    entries: ["LK205"],
  },
  "near-duplicate-rows": {
    severity: "info",
    message: msg`${"share"} of the rows of \`${"second"}\` have a nearly equal row in \`${"first"}\``,
    why: msg`numbers were rounded to a hundredth of their spread; ${"count"} of ${"rows"} rows looked at have such a copy, where chance would give ${"expected"}`,
    help: msg`look at some of them; if they are the same thing measured twice, split with \`by:\` what it is`,
    entries: ["LK206"],
  },
  "suspicious-feature": {
    severity: "warning",
    message: msg`${"what"} predicts \`${"target"}\` with ${"score"}`,
    why: msg`${"why"}`,
    help: msg`find out when \`${"column"}\` is filled in: mark it \`@posthoc\` if that is after the outcome; if it is known in time, write \`# pipec-allow leak/suspicious-feature: reason\` before its declaration`,
    entries: ["LK304", "LK305"],
  },
  "id-feature": {
    severity: "warning",
    message: msg`the feature \`${"column"}\` ${"finding"}`,
    why: msg`a model can learn the numbers of rows by heart, or the order in which they were written; new rows have others`,
    help: msg`mark \`${"column"}\` with \`@id\`, or leave it out of \`features:\``,
    entries: ["LK306"],
  },
  "future-feature": {
    severity: "error",
    message: msg`the feature \`${"column"}\` changes up to ${"moment"} when rows after ${"moment"} are ${"change"}`,
    why: msg`${"count"} of ${"rows"} values that should be final differ, the first at ${"first"}: they were made from what was not yet known`,
    help: msg`find the function that reads ahead in its declaration; a component that does so must declare it`,
    entries: ["LK403", "LK404", "LK405", "LK407", "LK408"],
  },
  "hindsight-filter": {
    severity: "error",
    message: msg`${"count"} rows up to ${"moment"} come or go when rows after ${"moment"} are ${"change"}`,
    why: msg`which rows are kept depends on what happened later, so the judged rows are chosen with hindsight`,
    help: msg`filter by what is known at the row's own time`,
    entries: ["LK425"],
  },
  "hidden-statistic": {
    severity: "error",
    message: msg`the feature \`${"column"}\` of other rows changes when rows of \`${"part"}\` are changed`,
    why: msg`${"count"} of ${"rows"} values differ: a statistic over all rows carries the judged ones into training`,
    help: msg`learn it in a transform that is fitted on the training rows`,
    entries: ["LK105"],
  },
  "batch-statistic": {
    severity: "error",
    message: msg`\`${"component"}\` gives a row alone another value than in a batch, in \`${"column"}\``,
    why: msg`its value for a row depends on the other rows of the batch, so test rows inform each other`,
    help: msg`keep what it needs in its fitted state, so that a row alone gets its value`,
    entries: ["LK421", "LK105"],
  },
  "fit-outside-train": {
    severity: "error",
    message: msg`\`${"component"}\` was fitted on ${"seen"} rows where its part has ${"expected"}`,
    why: msg`a fit may read the rows of its own part only`,
    help: msg`this is a fault of the component or of pipec: report it with the spec`,
    entries: ["LK101", "LK106"],
  },
  "join-fan-out": {
    severity: "error",
    message: msg`\`${"node"}\` makes ${"after"} rows out of ${"before"}`,
    why: msg`copies of a row can land on both sides of a split`,
    help: msg`make the key of the right table unique with \`dedupe\` or \`aggregate\`; a function gives one value per row`,
    entries: ["LK208"],
  },
  "late-column": {
    severity: "error",
    message: msg`${"count"} rows get facts by the join \`${"node"}\` that were known only later`,
    why: msg`the first was known at ${"known"}, after its row's time ${"time"}`,
    help: msg`join as of \`${"column"}\`, the time at which a fact became known`,
    entries: ["LK417", "LK416"],
  },
  "shifted-partitions": {
    severity: "info",
    message: msg`rows of \`${"first"}\` and \`${"second"}\` can be told apart with an AUC of ${"score"}`,
    why: msg`the judged rows come from another population; \`${"column"}\` differs most`,
    help: msg`make sure that the judged rows look like those that will be predicted`,
    entries: ["LK804"],
  },
});
