// Practice rules: nothing here makes a score wrong, everything here is worth a look.
import { defineDiagnostics, msg } from "../../../specs/diagnostic.ts";

const warning = "warning" as const;

export const lint = defineDiagnostics("lint", {
  "early-stop-on-score": {
    severity: warning,
    message: msg`the trials of \`${"search"}\` are stopped and compared on the same rows`,
    why: msg`the round at which a trial looks best and the score by which it wins are then the same number, so trials that were lucky once are preferred`,
    help: msg`stop on other rows than those of \`score:\`, for example on a part of the training rows`,
    entries: ["LK608"],
  },
  "dedupe-after-split": {
    severity: warning,
    message: msg`copies of a row may be left on both sides: \`${"step"}\` sees the rows of \`${"rows"}\` only`,
    why: msg`copies within one part are dropped, but a judged row that has a copy in training is not found`,
    help: msg`drop copies before the split, in the table of the task`,
    entries: ["LK209"],
  },
  "repeated-evaluation": {
    severity: warning,
    message: msg`\`${"rows"}\` has already been judged by \`${"first"}\``,
    why: msg`every look at the test rows invites a choice by what was seen there; the run record counts them`,
    help: msg`judge all candidates in one \`evaluate\`, or compare them on \`val\` and judge one on \`test\``,
  },
  "pii-feature": {
    severity: warning,
    message: msg`the feature \`${"column"}\` is made from personal data`,
    why: msg`\`${"source"}\` is marked \`@pii\`: a model may store it, and whoever gets the model gets the data`,
    help: msg`leave it out with \`features:\`, or replace it by something coarser`,
  },
  "protected-feature": {
    severity: warning,
    message: msg`the feature \`${"column"}\` is made from a protected attribute`,
    why: msg`\`${"source"}\` is marked \`@protected\`: decisions that depend on it may be unlawful or unfair`,
    help: msg`leave it out with \`features:\` and report metrics \`by:\` it, or allow it with a reason`,
  },
  "unbounded-as-of": {
    severity: warning,
    message: msg`this as-of join takes the last known row however old it is`,
    why: msg`a value from long ago passes for a current one, also after the feed has stopped`,
    help: msg`add \`within:\` with the age up to which a value means something`,
  },
  "missing-values": {
    severity: warning,
    message: msg`${"features"} may be missing, and \`${"model"}\` takes no missing values`,
    why: msg`training stops with \`data/missing-values\` if such a row occurs`,
    help: msg`fill it in the chain of the model with \`impute(...)\`, or drop such rows with \`where(not is_null(${"column"}))\``,
  },
  "unencoded-category": {
    severity: warning,
    message: msg`\`${"model"}\` takes numbers only, and no step before it encodes ${"features"}`,
    why: msg`a category has no numbers to count with: training stops with \`data/not-numeric\``,
    help: msg`put \`onehot()\`, \`ordinal()\` or \`target_encode()\` before it, or choose \`features:\` without it`,
  },
});
