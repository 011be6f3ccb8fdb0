// Messages about `param` values: from the file, a profile or `--set`.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const paramValues = defineDiagnostics("type", {
  "param-type": {
    severity: "error",
    message: msg`\`${"type"}\` is not a type of a \`param\``,
    why: msg`a param is a single value: \`int float bool string duration date timestamp\`, or a list of the allowed values`,
    help: msg`${"hint"}`,
  },
  "param-value": {
    severity: "error",
    message: msg`${"value"} is not ${"expected"}, the type of param \`${"name"}\``,
    why: msg`a param's value comes from the file, a profile or \`--set\`, in rising order, and must fit its type`,
    help: msg`${"hint"}`,
  },
  "param-missing": {
    severity: "error",
    message: msg`param \`${"name"}\` has no value`,
    why: msg`a param without a default must be given by a profile or \`--set\``,
    help: msg`give it a default with \`= value\`, or run with \`--set ${"name"}=...\``,
  },
  "param-not-constant": {
    severity: "error",
    message: msg`the default of param \`${"name"}\` is not a constant`,
    why: msg`params are fixed before any data is read: literals, arithmetic on them, other params, \`env\` and \`secret\``,
    help: msg`use a literal here, or a \`let\` for an expression over columns`,
  },
});
