// What `pipec prove` finds by changing the data and looking whether something moves that must not.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const proveDiagnostics = defineDiagnostics("leak", {
  "prediction-from-future": {
    severity: "error",
    message: msg`predictions of \`${"fit"}\` up to ${"moment"} change when rows after ${"moment"} are changed`,
    why: msg`${"count"} of ${"rows"} predictions that were made before the change differ, so the model reads rows after the moment of prediction`,
    help: msg`its features do not: look at the models and transforms of \`${"fit"}\`, which must read up to the origin only`,
    entries: ["LK403", "LK404"],
  },
  "fit-from-outside": {
    severity: "error",
    message: msg`\`${"fit"}\` learns something else when rows outside its part are changed`,
    why: msg`${"count"} of ${"rows"} predictions for its own rows differ, so the fit reads rows that judge it`,
    help: msg`look for a transform or model of \`${"fit"}\` that reads more than the rows it is given`,
    entries: ["LK101", "LK106", "LK409"],
  },
  "skill-without-signal": {
    severity: "error",
    message: msg`\`${"fit"}\` predicts shuffled labels: skill ${"skill"} where chance allows ${"limit"}`,
    why: msg`labels in random order carry nothing to learn, so the judged labels have reached the model by another way; mean of ${"seeds"} shuffles`,
    help: msg`look for judged rows among the fitted ones, and for encodings of the target that include the judged rows`,
    entries: ["LK102", "LK301", "LK302", "LK307"],
  },
  "batch-statistic": {
    severity: "error",
    message: msg`\`${"fit"}\` predicts a row alone other than in a batch`,
    why: msg`${"count"} of ${"rows"} predictions differ, so judged rows inform each other`,
    help: msg`keep what the model needs in its fitted state`,
    entries: ["LK421"],
  },
});
