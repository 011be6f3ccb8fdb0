// Messages about the schema block of a source.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const schemas = defineDiagnostics("type", {
  "no-schema": {
    severity: "error",
    message: msg`source \`${"name"}\` has no schema`,
    why: msg`without a block the schema comes from the lock file, and that holds no readable one for this source`,
    help: msg`run \`pipec infer\` on this spec, or write the columns in a block`,
  },
  "not-a-source": {
    severity: "error",
    message: msg`the value of a \`source\` must be a call of a connector`,
    why: msg`a source says where data comes from; tables are made of it in \`table\` declarations`,
    help: msg`${"hint"}`,
  },
  "one-of": {
    severity: "error",
    message: msg`\`${"component"}\` takes ${"names"}, and here is ${"found"}`,
    why: msg`they are two ways to say which rows are read`,
    help: msg`give exactly one of ${"names"}`,
  },
  "password-in-spec": {
    severity: "error",
    message: msg`a password stands in \`${"parameter"}\``,
    why: msg`specs are committed, shown in reports and sent to others; so is everything that stands in them`,
    help: msg`put the URL into an environment variable and write \`secret("DATABASE_URL")\`; change the password if the spec has been shared`,
  },
  "no-event-time": {
    severity: "error",
    message: msg`the rows of \`${"table"}\` have no \`@time\` column`,
    why: msg`\`${"component"}\` gives each row what was known at its time`,
    help: msg`mark the column that says when a row stands with \`@time\``,
  },
  "schema-entry": {
    severity: "error",
    message: msg`an entry of a schema is \`name: type\``,
    why: msg`the block of a source lists its columns, each with its type and annotations`,
    help: msg`write it like \`price: float\` or \`date: timestamp @time(every: 1h)\``,
  },
  "unknown-type": {
    severity: "error",
    message: msg`there is no column type \`${"type"}\``,
    why: msg`column types are \`int float bool string category date timestamp duration\`, each with \`?\` where a value may be missing`,
    help: msg`${"hint"}`,
  },
  "tensor-type": {
    severity: "error",
    message: msg`a tensor of \`${"type"}\` is not possible`,
    why: msg`tensor columns hold numbers: \`float[64, 2]\` or \`int[24]\`, each length at least 1`,
    help: msg`use \`float[...]\` or \`int[...]\``,
  },
  "unknown-annotation": {
    severity: "error",
    message: msg`there is no annotation \`@${"name"}\``,
    why: msg`an annotation that is not understood would leave a leak undetected`,
    help: msg`${"hint"}`,
  },
  "annotation-argument": {
    severity: "error",
    message: msg`\`@${"name"}\` ${"problem"}`,
    why: msg`its form is \`${"form"}\``,
    help: msg`${"hint"}`,
  },
  "annotation-type": {
    severity: "error",
    message: msg`\`@${"name"}\` does not fit a \`${"type"}\` column`,
    why: msg`it needs ${"expected"}`,
    help: msg`change the type, or move the annotation to the right column`,
  },
  "column-repeated": {
    severity: "error",
    message: msg`column \`${"column"}\` is declared twice`,
    why: msg`${"reason"}`,
    help: msg`remove or rename one of the two`,
  },
  "annotation-repeated": {
    severity: "error",
    message: msg`\`@${"name"}\` is already given to \`${"column"}\``,
    why: msg`${"reason"}`,
    help: msg`remove one of the two`,
  },
});
