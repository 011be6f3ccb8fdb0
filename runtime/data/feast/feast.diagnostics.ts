// What can go wrong while features are read from a Feast repository.
import { defineDiagnostics, msg } from "../../../specs/diagnostic.ts";

export const feastDiagnostics = defineDiagnostics("feast", {
  "no-repository": {
    severity: "error",
    message: msg`\`${"path"}\` is no Feast repository that can be read: ${"problem"}`,
    why: msg`\`feature_store.yaml\` names the project and the registry, and \`feast apply\` writes the registry`,
    help: msg`name the folder with \`feature_store.yaml\`, and run \`feast apply\` there`,
  },
  unsupported: {
    severity: "error",
    message: msg`${"what"} cannot be read here`,
    why: msg`${"why"}`,
    help: msg`${"help"}`,
  },
  "unknown-feature": {
    severity: "error",
    message: msg`the registry of \`${"path"}\` has no ${"what"}`,
    why: msg`features are written \`view:feature\`, or the name of a feature service; the registry has ${"known"}`,
    help: msg`${"suggestion"}correct the name, or run \`feast apply\``,
  },
  "name-collision": {
    severity: "error",
    message: msg`two of the features are called \`${"name"}\``,
    why: msg`columns have names of their own`,
    help: msg`write \`full_feature_names: true\`: the columns are then called \`view__feature\``,
  },
  "missing-key": {
    severity: "error",
    message: msg`the entity rows have no column \`${"column"}\`, by which \`${"view"}\` is joined`,
    why: msg`a feature view says of which entity its rows are by its join keys: ${"keys"}`,
    help: msg`name the column so in the entity rows (\`rename\`), or map it in the feature service`,
  },
  "key-type": {
    severity: "error",
    message: msg`the join key \`${"column"}\` of \`${"view"}\` is \`${"found"}\` in the store and \`${"declared"}\` in the entity rows`,
    why: msg`a number and a text are never equal`,
    help: msg`declare the column of the entity rows as the store has it`,
  },
  "missing-column": {
    severity: "error",
    message: msg`\`${"path"}\` of the feature view \`${"view"}\` has no column \`${"column"}\``,
    why: msg`the registry says that it has: features, join keys and time stamps are read from it`,
    help: msg`write the file anew, or run \`feast apply\` after the view has changed`,
  },
  "no-value": {
    severity: "info",
    message: msg`\`${"view"}\` knows no value for ${"count"} of ${"total"} rows`,
    why: msg`a value counts that was known at the time of the row${"ttl"}; the rows are kept, with missing values`,
    help: msg`nothing needs to be done if new entities are to be expected`,
  },
});
