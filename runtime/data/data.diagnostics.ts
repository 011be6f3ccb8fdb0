// What can go wrong while data is read, joined and computed. Findings about the rows of a task stand in
// runtime/task/task.diagnostics.ts, those about partitions in runtime/split/split.diagnostics.ts.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const dataDiagnostics = defineDiagnostics("data", {
  "missing-file": {
    severity: "error",
    message: msg`the file \`${"path"}\` does not exist`,
    why: msg`a source reads its rows from this path, which is taken relative to the spec`,
    help: msg`correct the path in the source, or put the file there${"suggestion"}`,
  },
  "no-files": {
    severity: "error",
    message: msg`no file fits \`${"path"}\``,
    why: msg`a source reads its rows from the files that fit the pattern, which is taken relative to the spec`,
    help: msg`correct the pattern: \`*\` stands for a name, \`**\` for folders; files whose names begin with a dot do not count`,
  },
  "cannot-fetch": {
    severity: "error",
    message: msg`\`${"uri"}\` cannot be fetched: ${"problem"}`,
    why: msg`the source is read from there; nothing older is taken in its place`,
    help: msg`check the address, the network and the credentials in the environment, or put the file beside the spec`,
  },
  "not-a-file": {
    severity: "error",
    message: msg`\`${"path"}\` is a folder, not a file`,
    why: msg`a source says which files it reads, so that a file put beside them by accident is not read`,
    help: msg`name the files in it by a pattern, such as \`${"path"}/*.csv\``,
  },
  "columns-differ": {
    severity: "error",
    message: msg`\`${"path"}\` has no column \`${"column"}\`, which \`${"other"}\` has`,
    why: msg`the files of a source have the same columns; missing values for a whole file would be a guess`,
    help: msg`repair the file, leave it out of the pattern, or remove the column from the schema`,
  },
  "shape-differs": {
    severity: "error",
    message: msg`the rows of \`${"path"}\` have the shape ${"found"}, the schema gives \`${"column"}\` the shape ${"expected"}`,
    why: msg`the first axis of an array are the rows, and the other axes are the shape of a row`,
    help: msg`declare the shape that the file has, or write the array with the rows first`,
  },
  "no-clock": {
    severity: "error",
    message: msg`the times that begin at \`${"start"}\` have no step`,
    why: msg`the rows of an array have no times of their own: the first one and the step between them say all`,
    help: msg`write \`every: 1h\` in the source or \`@time(every: 1h)\` in the schema, and \`start:\` as \`2024-01-31\` or \`2024-01-31T06:00:00Z\``,
  },
  "changed-while-reading": {
    severity: "error",
    message: msg`\`${"path"}\` changed while it was read`,
    why: msg`rows of two states of the data could have come together, and the results would be kept under the wrong name`,
    help: msg`run again when nothing writes there; write new data beside the old and rename it`,
  },
  "malformed-file": {
    severity: "error",
    message: msg`\`${"path"}\` cannot be read: ${"problem"}`,
    why: msg`every row must have the same cells, written as the connector's parameters say`,
    help: msg`repair the file, or change \`delimiter\`, \`header\` or the connector to what the file holds`,
  },
  "missing-column": {
    severity: "error",
    message: msg`\`${"path"}\` has no column \`${"column"}\``,
    why: msg`the schema of the source names it; the file has ${"columns"}`,
    help: msg`${"suggestion"}rename or remove the column in the schema`,
  },
  "wrong-delimiter": {
    severity: "error",
    message: msg`the cells of \`${"path"}\` are separated by \`${"found"}\`, not by \`${"expected"}\``,
    why: msg`with \`${"expected"}\` the whole first line is one column, and the columns of the schema are not there`,
    help: msg`write \`delimiter: ${"quoted"}\` in the source, as in \`csv("${"path"}", delimiter: ${"quoted"})\``,
  },
  "bad-value": {
    severity: "error",
    message: msg`${"place"}, column \`${"column"}\`: \`${"text"}\` is not ${"expected"}`,
    why: msg`${"count"} in this column cannot be read as the type that the schema declares`,
    help: msg`repair the data, list the text in \`null_values\`, give a \`date_format\`, or declare another type`,
  },
  "unexpected-null": {
    severity: "error",
    message: msg`${"place"}, column \`${"column"}\`: the value is missing`,
    why: msg`the schema declares \`${"type"}\` without \`?\`, but ${"count"} missing`,
    help: msg`declare \`${"column"}: ${"type"}?\` if values may be missing, or repair the data`,
  },
  "empty-table": {
    severity: "error",
    message: msg`\`${"path"}\` has no rows`,
    why: msg`nothing can be fitted or judged without rows`,
    help: msg`check that the path and the filters of the export are right`,
  },
  "all-null": {
    severity: "error",
    message: msg`every value of column \`${"column"}\` is missing`,
    why: msg`a column without values carries no information; often the name or the format changed in the export`,
    help: msg`repair the export, or mark the column \`@ignore\``,
  },
  "bad-zone": {
    severity: "error",
    message: msg`\`${"zone"}\` is not a known time zone`,
    why: msg`timestamps without an offset are converted from this zone to UTC`,
    help: msg`use a name of the IANA database, such as \`Europe/Berlin\``,
  },
  "unsupported-type": {
    severity: "error",
    message: msg`column \`${"column"}\` has the type \`${"type"}\`, which \`${"connector"}\` cannot read as the schema says`,
    why: msg`values of this type have no such form in a table: lists are tensors of numbers, structs and bytes have none`,
    help: msg`leave the column out of the schema, give it the shape that it has, or write its parts as columns`,
  },
  "unsupported-connector": {
    severity: "error",
    message: msg`this version cannot read the connector \`${"connector"}\``,
    why: msg`the data engine has no reader for it`,
    help: msg`export the data as Parquet or CSV`,
  },
  "unsupported-step": {
    severity: "error",
    message: msg`this version cannot run the step \`${"step"}\``,
    why: msg`the data engine has no lowering for it`,
    help: msg`write the step with \`derive\`, \`aggregate\` or \`join\``,
  },
  "bad-inline-row": {
    severity: "error",
    message: msg`row ${"row"} of the inline table has ${"found"}, the schema has ${"expected"} columns`,
    why: msg`the values of a row are taken in the order of the schema`,
    help: msg`write one value per column`,
  },
  overflow: {
    severity: "error",
    message: msg`a number is out of range: ${"problem"}`,
    why: msg`whole numbers have 64 bits and never wrap around silently`,
    help: msg`compute with floats, for example by multiplying with \`1.0\` first`,
  },
  "engine-failure": {
    severity: "error",
    message: msg`the data engine failed: ${"problem"}`,
    why: msg`the step could not be computed`,
    help: msg`look at the message of the engine; if it says that memory is exhausted, raise the memory limit`,
  },
  "join-fan-out": {
    severity: "error",
    message: msg`the right table of the join has ${"count"} for the key ${"key"}`,
    why: msg`a join must keep every row once; ${"keys"} would multiply rows, and the copies could land on both sides of a split`,
    help: msg`make the key unique with \`dedupe\` or \`aggregate\` before the join, or join on more columns`,
  },
  "off-grid": {
    severity: "error",
    message: msg`\`${"column"}\` of ${"count"} not lie on the steps of the series, first: ${"first"}`,
    why: msg`\`fill_gaps\` counts the steps of \`@time(every:)\` from the first row of a series; between them no row can stand`,
    help: msg`\`resample\` to the step first, or correct \`@time(every:, zone:)\``,
  },
  "unlisted-level": {
    severity: "error",
    message: msg`\`${"column"}\` has ${"first"}, which is not among the \`levels\` of \`pivot\` (${"count"})`,
    why: msg`the columns of the result are the listed levels, so these rows would be in none of them`,
    help: msg`list it, filter the rows with \`where\`, or write \`unlisted: drop\``,
  },
  "sql-query": {
    severity: "error",
    message: msg`the query of \`sql\` cannot be used: ${"problem"}`,
    why: msg`a query is read by the data engine's own parser and held to what the step declares, so that nothing looks ahead, leaves the table or changes from run to run`,
    help: msg`change the query, or what \`reach:\` and \`fits:\` say about it`,
  },
  "sql-columns": {
    severity: "error",
    message: msg`the result of \`sql\` is not what the spec expects: ${"problem"}`,
    why: msg`without \`columns:\` the result has the columns of the input, and as floats those that the query names new`,
    help: msg`list what the query returns, with its types: \`columns: {day: "date", n: "int"}\``,
  },
  "check-failed": {
    severity: "error",
    message: msg`check \`${"rule"}\` failed: ${"finding"}`,
    why: msg`${"detail"}`,
    help: msg`repair the data, or change the rule if it no longer says what must hold`,
  },
});
