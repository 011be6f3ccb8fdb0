// What can go wrong while a plan is carried out and belongs to no component. Findings about data stand in runtime/data.
import { type Diagnostic, defineDiagnostics, msg, type Span } from "../../specs/diagnostic.ts";
import type { PlanNode } from "../../specs/plan.ts";
import type { ComponentError } from "../component.ts";

export const runDiagnostics = defineDiagnostics("run", {
  "component-failed": {
    severity: "error",
    message: msg`${"message"}`,
    why: msg`\`${"node"}\` could not be computed, so nothing that needs it was`,
    help: msg`${"help"}`,
  },
  internal: {
    severity: "error",
    message: msg`\`${"node"}\` stopped on an error of pipec itself: ${"message"}`,
    why: msg`this is a fault of pipec, not of the spec; what was finished before is kept`,
    help: msg`report it with the spec and the message; \`pipec run\` continues after the last finished step`,
  },
  "cache-corrupt": {
    severity: "warning",
    message: msg`the cached value of \`${"node"}\` was damaged and is computed again`,
    why: msg`its checksum does not fit its content; a full disk or a crash may have caused it`,
    help: msg`nothing needs to be done; if it happens again, look at the disk`,
  },
  "cannot-store": {
    severity: "warning",
    message: msg`\`${"path"}\` cannot be written: ${"problem"}`,
    why: msg`the results of this run are complete, but a later run cannot take them from there`,
    help: msg`free some space on the disk, or make the folder writable`,
  },
  "cannot-write": {
    severity: "error",
    message: msg`what \`${"node"}\` makes cannot be written: ${"problem"}`,
    why: msg`a model that is published and predictions with \`into:\` are files; nothing was left in half, and what was there before is as it was`,
    help: msg`free some space on the disk, or make the folder writable, and run again: everything else is kept`,
  },
  "unreadable-file": {
    severity: "error",
    message: msg`\`${"path"}\` cannot be read: ${"problem"}`,
    why: msg`a source reads its rows from this path, which is taken relative to the spec`,
    help: msg`correct the path, or make the file readable`,
  },
  "fewer-rows": {
    severity: "warning",
    message: msg`the data has ${"rows"} rows; it had ${"then"} when the lock file was written`,
    why: msg`data that shrinks has often lost a part on its way`,
    help: msg`look whether the export is complete; if it is, run \`pipec infer\` again`,
  },
  "more-missing": {
    severity: "warning",
    message: msg`${"now"} of \`${"column"}\` is missing; it was ${"then"} when the lock file was written`,
    why: msg`a column that loses values has often lost its source`,
    help: msg`look into the export; if it is right, run \`pipec infer\` again`,
  },
  "new-values": {
    severity: "warning",
    message: msg`\`${"column"}\` has values that were not there when the lock file was written: ${"values"}`,
    why: msg`a model has never seen them, and encoders treat them as unknown`,
    help: msg`if they are meant, run \`pipec infer\` again; a rule \`one_of\` makes them an error`,
  },
  "new-column": {
    severity: "info",
    message: msg`the data has a column \`${"column"}\` that the schema does not name`,
    why: msg`columns that are not in the schema are not read`,
    help: msg`run \`pipec infer\` again to take it in`,
  },
  "no-known-time": {
    severity: "warning",
    message: msg`nothing says when the rows of \`${"source"}\` became known: all of them are used as of ${"asOf"}`,
    why: msg`\`--as-of\` keeps what was known then, by \`@known_at\`, \`@time\` and \`@delay\`; this source has none of them`,
    help: msg`mark the column that says when a row became known with \`@known_at\`, if there is one`,
  },
  "nothing-known": {
    severity: "error",
    message: msg`none of the ${"rows"} rows of \`${"source"}\` was known at ${"asOf"}`,
    why: msg`\`--as-of\` keeps rows that were known then, by their \`@known_at\` or \`@time\``,
    help: msg`give a later moment, or look whether times are read in the right zone`,
  },
  "cannot-infer": {
    severity: "error",
    message: msg`nothing can be inferred about \`${"source"}\`: ${"problem"}`,
    why: msg`the lock file holds schemas only; how the data is to be read belongs into the spec, where every run reads it`,
    help: msg`write it into the call: \`source ${"source"} = ${"connector"}(...)\`, and infer again`,
  },
  "not-published": {
    severity: "info",
    message: msg`\`${"name"}\` is not published: its condition does not hold`,
    why: msg`\`when:\` compares the results of this run`,
    help: msg`look at the results; the model that is published now stays in its place`,
  },
  "undefined-metric": {
    severity: "warning",
    message: msg`\`${"metric"}\` of \`${"subject"}\` is undefined on these rows`,
    why: msg`for example, a ranking needs rows of both classes, a scaled error a history that varies, and coverage a model with intervals of that level (conformal)`,
    help: msg`judge on more rows, or use another metric`,
  },
  "series-without-scale": {
    severity: "warning",
    message: msg`\`${"metric"}\` leaves out ${"count"} of the ${"total"} series of \`${"node"}\``,
    why: msg`a scaled error divides by how much a series varies before the judged rows, and these are constant or too short`,
    help: msg`\`mae\`, \`rmse\` and \`wape\` judge all series`,
  },
  "not-predicted": {
    severity: "warning",
    message: msg`${"count"} of the ${"total"} rows of \`${"node"}\` have no prediction`,
    why: msg`${"reason"}`,
    help: msg`give the table the history before these rows, put \`impute(...)\` before the model, or use one that handles missing values; \`clip()\` or \`winsorize()\` hold numbers that are too large`,
  },
  "series-left-out": {
    severity: "warning",
    message: msg`${"count"} of the ${"total"} series are left out of \`${"node"}\`: ${"first"}`,
    why: msg`a forecast starts at the last known row of a series and looks back from there`,
    help: msg`give the table the history before the forecast, with the target`,
  },
  "unknown-name": {
    severity: "error",
    message: msg`the spec declares no \`${"name"}\``,
    why: msg`\`--only\` takes the names of declarations`,
    help: msg`${"suggestion"}`,
  },
  "trial-failed": {
    severity: "warning",
    message: msg`${"count"} of the ${"total"} trials of \`${"node"}\` failed; the first with: ${"message"}`,
    why: msg`failed trials are recorded and never chosen`,
    help: msg`narrow the ranges to values that the model accepts`,
  },
  "no-features-left": {
    severity: "warning",
    message: msg`no feature reaches \`${"model"}\` in \`${"node"}\`: the steps before it took all of them away`,
    why: msg`it has learned the label alone, and predicts the same for every row`,
    help: msg`loosen the step that removes columns, such as \`variance_threshold\` or \`select_k\`, or give the task other features`,
  },
  "no-rows": {
    severity: "error",
    message: msg`the partition \`${"partition"}\` has no row that can be ${"use"}`,
    why: msg`warm-up rows and rows without a label are left out, and none remain`,
    help: msg`make the partition larger, or the look-back of the features shorter`,
  },
});

/** The compiler says it too, of allows that it can match itself. */
export const allowAtRun = defineDiagnostics("lint", {
  "unused-allow": {
    severity: "error",
    message: msg`this allow of \`${"id"}\` silences nothing: no such finding came up in the run`,
    why: msg`an allow that outlives its cause would hide the next mistake`,
    help: msg`remove it, or move it to the line before the declaration or entry that it is about`,
  },
});

/** Leaks that only the store can see, because they happen across runs. */
export const leakAtRun = defineDiagnostics("leak", {
  "test-reused": {
    severity: "warning",
    message: msg`\`${"node"}\` is look number ${"looks"} at the same test rows`,
    why: msg`every change that is made after seeing a test result tunes the spec to the test; its scores become too good`,
    help: msg`choose by the validation scores, and keep new rows for the final judgement`,
    entries: ["LK609"],
  },
  // Where the compiler decides the same kind of leak, the id is the same.
  "unknown-provenance": {
    severity: "error",
    message: msg`\`${"name"}\` has seen rows up to ${"until"}, and \`${"node"}\` judges it on rows from ${"from"} on`,
    why: msg`it may have been trained on the rows that judge it here: its score says how well it remembers`,
    help: msg`judge it on later rows only, or correct \`trained_until:\``,
    entries: ["LK705"],
  },
});

/** What an implementation says, at the place of the node. */
export function componentFailure({ id, message, help }: ComponentError, node: PlanNode): Diagnostic {
  return { ...runDiagnostics["component-failed"](node.span, { node: node.id, message, help }), id };
}

/** A full or read-only disk costs the next run time, never this run its results. Throws what is no fault of the disk. */
export function cannotStore(
  place: { readonly node: { readonly span: Span }; readonly storeFolder: string },
  error: unknown,
): Diagnostic {
  const problem = diskProblem(error);
  if (problem === null) throw error;
  return runDiagnostics["cannot-store"](place.node.span, { path: place.storeFolder, problem });
}

const DISK_ERRORS = new Set(
  "ENOSPC EDQUOT EFBIG EROFS EACCES EPERM EIO EBUSY EMFILE ENFILE ENOTDIR EISDIR EEXIST ENOENT ENAMETOOLONG".split(" "),
);

/** Null for what is no fault of the file system. The data engine tells it in its own words. */
export function diskProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string" && DISK_ERRORS.has(error.code)) return error.message;
  return /^(IO Error|TransactionContext Error: .*IO Error)/.test(error.message)
    ? (error.message.split("\n")[0] ?? "")
    : null;
}
