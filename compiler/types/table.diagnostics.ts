// Messages about tables: names of tables, steps and their parts.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const tables = defineDiagnostics("type", {
  "not-a-table": {
    severity: "error",
    message: msg`${"what"} is not a table`,
    why: msg`a table is a \`source\`, a \`table\`, a part of a split (\`cv.train\`), or one of these piped through steps`,
    help: msg`${"hint"}`,
  },
  "unknown-step": {
    severity: "error",
    message: msg`there is no table step \`${"name"}\``,
    why: msg`a table is piped through table steps, transforms or fitted transforms`,
    help: msg`${"hint"}`,
  },
  "step-form": {
    severity: "error",
    message: msg`\`${"step"}\` ${"problem"}`,
    why: msg`its form is \`${"form"}\``,
    help: msg`${"hint"}`,
  },
  "duplicate-column": {
    severity: "error",
    message: msg`column \`${"name"}\` would be there twice`,
    why: msg`names of columns are unique within a table`,
    help: msg`give one of them another name`,
  },
  "names-alike": {
    severity: "error",
    message: msg`\`${"name"}\` and \`${"earlier"}\` would stand in one table`,
    why: msg`the data engine does not tell names apart by the case of their letters: one column would be read for the other`,
    help: msg`give one of them another name`,
  },
  "union-columns": {
    severity: "error",
    message: msg`the tables of this \`${"step"}\` differ: ${"difference"}`,
    why: msg`rows can only be put below each other when both tables have the same columns`,
    help: msg`make them alike with \`select\`, \`rename\` or \`derive\``,
  },
  "join-key": {
    severity: "error",
    message: msg`cannot compare key \`${"left"}\` (\`${"leftType"}\`) with \`${"right"}\` (\`${"rightType"}\`)`,
    why: msg`keys of different types never match, and the join would be empty`,
    help: msg`derive a key of the same type on one side`,
  },
  "join-time": {
    severity: "error",
    message: msg`the ${"side"} table of this \`join_as_of\` has no time to compare`,
    why: msg`an as-of join takes the latest right row that is not later than the left one`,
    help: msg`mark it with \`@time\` or \`@known_at\`, or name it with \`time:\``,
  },
  "no-regular-step": {
    severity: "error",
    message: msg`\`${"step"}\` needs the regular step of \`${"column"}\``,
    why: msg`which rows are missing can only be told when the time between two rows is known`,
    help: msg`declare it: \`${"column"}: timestamp @time(every: 1h)\`, or \`resample\` first`,
  },
  "not-a-transform": {
    severity: "error",
    message: msg`${"what"} cannot stand in the pipe of a table`,
    why: msg`a table is piped through table steps, transforms or fitted transforms`,
    help: msg`${"hint"}`,
  },
  "rule-form": {
    severity: "error",
    message: msg`this entry of a \`check\` is not a rule`,
    why: msg`a check lists calls of rules, such as \`unique(id)\` or \`between(x, 0, 1, severity: warning)\``,
    help: msg`${"hint"}`,
  },
  "rule-severity": {
    severity: "error",
    message: msg`\`${"found"}\` is not a severity`,
    why: msg`a broken rule stops the run (\`error\`), is reported (\`warning\`), or only noted (\`info\`)`,
    help: msg`${"hint"}`,
  },
  "unexpected-part": {
    severity: "error",
    message: msg`\`${"kind"}\` takes no ${"part"}`,
    why: msg`${"reason"}`,
    help: msg`remove it`,
  },
});
