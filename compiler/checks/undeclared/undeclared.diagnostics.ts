// Strict mode: what the author has not said is the finding, under the id of the leak that it leaves open. The catalogue of
// leaks holds the words for what was proved wrong; these are the words for what nobody vouches for.
import { defineDiagnostics, msg } from "../../../specs/diagnostic.ts";

const error = "error" as const;

export const undeclared = defineDiagnostics("leak", {
  "late-column": {
    severity: error,
    message: msg`nothing says when \`${"column"}\` is known`,
    why: msg`\`${"task"}\` uses it at the time of its row; a value that is published later is not there when a prediction is made`,
    help: msg`write \`@delay(0s)\` if it is known at once, \`@delay(2d)\` if it comes later, \`@known\` if it is planned ahead, or give the source a \`@known_at\` column`,
    entries: ["LK303", "LK417", "LK418", "LK423"],
  },
  "unknown-future-covariate": {
    severity: error,
    message: msg`nothing says whether \`${"column"}\` is observed or known ahead`,
    why: msg`\`${"task"}\` forecasts with it; what is observed ends at the origin, what is planned goes on`,
    help: msg`write \`@delay(0s)\` if it is observed at once, \`@delay(2d)\` if it comes later, \`@known\` if it is planned ahead, or \`@forecast_of\``,
    entries: ["LK414", "LK415"],
  },
  "posthoc-feature": {
    severity: error,
    message: msg`nothing says whether \`${"column"}\` is there before the outcome`,
    why: msg`\`${"task"}\` uses it as a feature; what is filled in after the outcome gives the answer away`,
    help: msg`write \`@known\` if it is there when a prediction is made, \`@posthoc\` if it comes after the outcome`,
    entries: ["LK303"],
  },
  "overwritten-attribute": {
    severity: error,
    message: msg`nothing says whether \`${"column"}\` of \`${"source"}\` keeps its history`,
    why: msg`rows of \`${"task"}\` are older than the file: an attribute that is overwritten shows them what came later`,
    help: msg`write \`@known\` if it never changes, or give \`${"source"}\` a \`@known_at\` column and use \`join_as_of\``,
    entries: ["LK310"],
  },
  "entity-overlap": {
    severity: error,
    message: msg`nothing says what the rows of \`${"task"}\` are about`,
    why: msg`\`${"split"}\` cuts them one by one; rows of one person, machine or place on both sides make a model recognise what it should predict`,
    help: msg`mark the column that names it: \`@entity\`, or \`@entity(unique: true)\` where each has one row; \`@group\` for rows linked in another way`,
    entries: ["LK211", "LK501", "LK502", "LK503"],
  },
});
