// Messages about the parameters of components and the clauses of blocks: unknown names, and values outside their schema.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const params = defineDiagnostics("param", {
  unknown: {
    severity: "error",
    message: msg`\`${"component"}\` has no parameter \`${"name"}\``,
    why: msg`a parameter that is not understood would be ignored silently`,
    help: msg`${"hint"}`,
  },
  missing: {
    severity: "error",
    message: msg`\`${"component"}\` needs \`${"name"}\``,
    why: msg`${"doc"}`,
    help: msg`write \`${"example"}\``,
  },
  duplicate: {
    severity: "error",
    message: msg`\`${"name"}\` is given twice`,
    why: msg`only one of the two values could count`,
    help: msg`remove one of them`,
  },
  "repeated-column": {
    severity: "error",
    message: msg`column \`${"column"}\` stands here twice`,
    why: msg`the second says nothing that the first has not said; another column was meant perhaps`,
    help: msg`remove one of the two, or name the column that was meant`,
  },
  "too-many": {
    severity: "error",
    message: msg`\`${"component"}\` takes ${"count"} here`,
    why: msg`arguments without a name fill the parameters in their order: ${"parameters"}`,
    help: msg`remove it, or name the parameter that it is for`,
  },
  "wrong-type": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` takes ${"expected"}, not ${"found"}`,
    why: msg`${"doc"}`,
    help: msg`${"hint"}`,
  },
  "out-of-range": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` must be ${"range"}, not ${"found"}`,
    why: msg`${"doc"}`,
    help: msg`choose a value that is ${"range"}`,
  },
  "values-disagree": {
    severity: "error",
    message: msg`\`${"component"}\` needs ${"rule"}, not ${"found"}`,
    why: msg`each value is fine by itself, but together they leave nothing that could be computed`,
    help: msg`change ${"parameters"}`,
  },
  "unknown-feature": {
    severity: "error",
    message: msg`\`${"name"}\` names \`${"feature"}\`, which ${"problem"}`,
    why: msg`an entry that belongs to no feature would have no effect, and the model would not keep what it asks for`,
    help: msg`${"hint"}`,
  },
  "unknown-class": {
    severity: "error",
    message: msg`\`${"name"}\` names the class \`${"class"}\`, which does not exist`,
    why: msg`the classes of ${"label"} are ${"classes"}`,
    help: msg`${"hint"}`,
  },
  "no-classes": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` weighs classes, and \`${"label"}\` has none`,
    why: msg`a ${"kind"} task predicts numbers, so nothing would be weighed`,
    help: msg`remove \`${"name"}\`; single rows are weighed by a column, \`weight:\` of the task`,
  },
  "label-mismatch": {
    severity: "error",
    message: msg`\`${"name"}: ${"value"}\` of \`${"component"}\` does not fit \`${"label"}\`, a label of ${"kind"}`,
    why: msg`the loss of \`${"value"}\` is defined for ${"fitting"}`,
    help: msg`leave \`${"name"}\` out, or choose one that fits`,
  },
  "not-allowed": {
    severity: "error",
    message: msg`${"found"} is not a value of \`${"name"}\` of \`${"component"}\``,
    why: msg`it takes one of ${"allowed"}`,
    help: msg`${"hint"}`,
  },
  "not-searchable": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` cannot be left open for a search`,
    why: msg`a search varies hyperparameters of models and transforms; this one must have one value`,
    help: msg`write one value that is ${"expected"}${"hint"}`,
  },
  "bad-range": {
    severity: "error",
    message: msg`the open range of \`${"name"}\` ${"problem"}`,
    why: msg`a search draws values between both ends, each included`,
    help: msg`${"hint"}`,
  },
  "condition-without-range": {
    severity: "error",
    message: msg`\`when\` stands at \`${"name"}\`, which has one fixed value`,
    why: msg`a condition says when a search varies a parameter, so it belongs to a range or a choice`,
    help: msg`remove the condition, or leave the parameter open, for example with \`choice(...)\``,
  },
  "bad-condition": {
    severity: "error",
    message: msg`the condition of \`${"name"}\` ${"problem"}`,
    why: msg`a condition compares other parameters of \`${"component"}\` with constants`,
    help: msg`${"hint"}`,
  },
  "never-active": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` can never be active`,
    why: msg`its condition holds for no value that its parameters can take: ${"values"}`,
    help: msg`correct the condition, or remove the parameter`,
  },
  "unknown-clause": {
    severity: "error",
    message: msg`\`${"kind"}\` has no clause \`${"name"}\``,
    why: msg`a clause that is not understood would be ignored silently`,
    help: msg`${"hint"}`,
  },
  "idle-clause": {
    severity: "error",
    message: msg`\`${"clause"}\` of \`${"name"}\` would have no effect`,
    why: msg`${"reason"}`,
    help: msg`${"hint"}`,
  },
  "clause-form": {
    severity: "error",
    message: msg`in the block of \`${"kind"}\` an entry is \`name: value\``,
    why: msg`the block holds the clauses of the \`${"kind"}\`: ${"allowed"}`,
    help: msg`write it like \`${"example"}\``,
  },
  "missing-clause": {
    severity: "error",
    message: msg`${"kind"} \`${"declaration"}\` lacks \`${"name"}\``,
    why: msg`${"reason"}`,
    help: msg`add \`${"example"}\` to its block`,
  },
  "run-time-value": {
    severity: "error",
    message: msg`\`${"name"}\` of \`${"component"}\` cannot come from \`${"source"}\``,
    why: msg`the environment is read when the pipeline runs, and this value is needed when it is checked`,
    help: msg`use a \`param\`, which \`--set\` or a profile gives`,
  },
});
