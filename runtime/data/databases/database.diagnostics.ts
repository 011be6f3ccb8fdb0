// What can go wrong between pipec and a database server. What is wrong with the rows stands in data.diagnostics.ts.
import { defineDiagnostics, msg } from "../../../specs/diagnostic.ts";

export const databaseDiagnostics = defineDiagnostics("database", {
  "missing-driver": {
    severity: "error",
    message: msg`this source needs the package \`${"package"}\`, which is not installed`,
    why: msg`drivers are optional packages, so that those who need none install none`,
    help: msg`run \`npm install ${"package"}\` in the folder of the spec or of pipec`,
  },
  "no-address": {
    severity: "error",
    message: msg`the environment variable \`${"variable"}\` is not set`,
    why: msg`\`${"parameter"}\` of the source is read from it when the run begins, and stands nowhere else`,
    help: msg`set it, to something like \`${"example"}\``,
  },
  "bad-address": {
    severity: "error",
    message: msg`${"address"} is not the URL of a database that \`${"connector"}\` can open`,
    why: msg`it names the server, the user, the password and the database`,
    help: msg`write it as \`${"example"}\`; characters such as \`@\` and \`/\` in a password are percent-encoded`,
  },
  unreachable: {
    severity: "error",
    message: msg`no database server answers at ${"address"}: ${"problem"}`,
    why: msg`the source is read from this server`,
    help: msg`start the server, or correct host and port; firewalls and private networks are a frequent cause`,
  },
  denied: {
    severity: "error",
    message: msg`the database denied access to \`${"relation"}\`: ${"problem"}`,
    why: msg`the user that ${"address"} names must be allowed to connect and to read what the source names`,
    help: msg`correct user and password, or ask for the right to read (\`GRANT SELECT\`)`,
  },
  "unknown-table": {
    severity: "error",
    message: msg`the database does not know \`${"relation"}\`: ${"problem"}`,
    why: msg`names of tables are taken literally, upper and lower case included`,
    help: msg`correct the name, write its schema before it (\`schema.table\`), or correct the database in the URL`,
  },
  "refused-query": {
    severity: "error",
    message: msg`the database refused to read \`${"relation"}\`: ${"problem"}`,
    why: msg`the query runs as part of a SELECT in a transaction that can only read`,
    help: msg`try the query in a client of the database`,
  },
  timeout: {
    severity: "error",
    message: msg`the database gave up reading \`${"relation"}\`: ${"problem"}`,
    why: msg`a statement may take as long as \`timeout:\` of the source, the role or the server says`,
    help: msg`raise \`timeout:\`, add an index for the condition, or read fewer columns and rows`,
  },
  "connection-lost": {
    severity: "error",
    message: msg`the connection to the database broke while \`${"relation"}\` was read: ${"problem"}`,
    why: msg`half a table is no table: nothing of it was kept`,
    help: msg`run again; what was finished before is kept`,
  },
  failure: {
    severity: "error",
    message: msg`\`${"relation"}\` cannot be read from the database: ${"problem"}`,
    why: msg`the server or its driver reported it`,
    help: msg`look into the log of the server`,
  },
  "column-type": {
    severity: "error",
    message: msg`column \`${"column"}\` of \`${"relation"}\` is \`${"type"}\` in the database, which cannot be read as \`${"declared"}\``,
    why: msg`values are never guessed from others: \`${"type"}\` can be read as ${"possible"}`,
    help: msg`declare the column so, or convert it in a \`query:\` (\`SELECT CAST(...)\`)`,
  },
  "inexact-number": {
    severity: "error",
    message: msg`column \`${"column"}\` of \`${"relation"}\` holds ${"value"}, which no \`float\` can hold exactly`,
    why: msg`whole numbers beyond 2^53 would be rounded: ${"count"}`,
    help: msg`declare the column as \`int\`, or as \`string\` if it is an identifier`,
  },
  "storage-version": {
    severity: "error",
    message: msg`\`${"path"}\` was written by another release of DuckDB: its storage version is ${"version"}, and ${"readable"} can be read`,
    why: msg`the file is whole, but its format is not known here; nothing of it was read`,
    help: msg`write it again for older readers (\`ATTACH 'old.duckdb' (STORAGE_VERSION 'v1.0.0'); COPY FROM DATABASE ... TO ...\`), or export the table to Parquet`,
  },
  "changed-version": {
    severity: "error",
    message: msg`\`${"relation"}\` changed while the run began`,
    why: msg`the \`version:\` of the source was another when its rows were read than when its identity was asked for`,
    help: msg`run again; without \`version:\` the rows themselves are the identity, and are read once`,
  },
});
