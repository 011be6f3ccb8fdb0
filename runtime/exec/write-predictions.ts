// Predictions as a file. Written beside its place and renamed, so that a reader never meets half a file; equal predictions
// give equal files.
import { lstat, mkdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Json } from "../../specs/json.ts";
import type { PlanNode, PredictOperation, SourceOperation } from "../../specs/plan.ts";
import { isMissing, writeAtomic } from "../cache/atomic-file.ts";
import { ComponentError } from "../component.ts";
import { environmentName, environmentValues, resolveEnvironment } from "../data/environment.ts";
import { patternTest } from "../data/files/expand-path.ts";
import { isUri, pathsOf } from "../data/files/list-files.ts";
import { importFrame } from "../data/import-frame.ts";
import { Refusal } from "../data/readers/reader.ts";
import { quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Frame } from "../frame/frame.ts";
import type { Params } from "../model/library.ts";
import { type NodeContext, needed } from "./context.ts";
import type { WrittenFile } from "./value.ts";
import { hashIfPresent } from "./written-file.ts";

export async function writePredictions(context: NodeContext<PredictOperation>, frame: Frame): Promise<WrittenFile> {
  const { component } = context.op.into!;
  const params = valuesOf(context);
  if (typeof params.path !== "string" || !["csv", "parquet", "json", "arrow"].includes(component)) {
    throw new ComponentError(
      "run/unsupported-sink",
      `predictions cannot be written with \`${component}\``,
      "write to `csv`, `parquet`, `json` or `arrow`",
    );
  }
  const path = await outputPath(context, params.path);
  await mkdir(dirname(path), { recursive: true });
  if (component === "arrow") {
    // Loaded only by who writes such files: the package takes a while.
    const { frameToIpc } = await import("../frame/arrow.ts");
    await writeAtomic(path, frameToIpc(frame, "file"));
  } else await writeByEngine(context, frame, path, copyOptions(component, params));
  return { path: params.path, hash: (await hashIfPresent(path)) ?? "" };
}

/** A path that is a secret would stand in the record of the run. */
function valuesOf(context: NodeContext<PredictOperation>): Params {
  const { params } = context.op.into!;
  try {
    if (environmentValues(params, {}).every(({ reader }) => reader === "env"))
      return resolveEnvironment(params, context.env, context.node);
  } catch (error) {
    if (error instanceof Refusal) return needed<Params>(context, null, [error.diagnostic]);
    throw error;
  }
  throw new ComponentError(
    "run/unsupported-sink",
    "where predictions are written cannot be a `secret`",
    "use `env`, or write the path into the spec: it stands in the record of the run",
  );
}

/** Files and patterns of a source on this disk; of a variable that is not set nothing is read. */
function readPaths({ params }: SourceOperation, env: NodeContext["env"]): readonly string[] {
  const { path = null } = params;
  const items = Array.isArray(path) ? (path as readonly Json[]) : [path];
  const values = items.map((item) => env[environmentName(item)?.name ?? ""] ?? item);
  return pathsOf(values).filter((one) => one !== "" && !isUri(one));
}

async function writeByEngine(context: NodeContext, frame: Frame, path: string, options: string): Promise<void> {
  const engine = await context.engine();
  const table = await importFrame(engine, frame);
  const temporary = join(dirname(path), `.${basename(path)}.${context.runId}.tmp`);
  const names = table.schema.columns.map(({ name }) => quoteName(name)).join(", ");
  try {
    const rows = `SELECT ${names} FROM ${quoteName(table.name)} ORDER BY ${ROW}`;
    await engine.run(`COPY (${rows}) TO ${quoteText(temporary)} (${options})`);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await engine.drop(table.name);
  }
}

/**
 * A spec may read from anywhere, but it writes only below its own folder: running a spec of somebody else never overwrites
 * files elsewhere. Links on the way are followed before the answer is given.
 */
async function outputPath(context: NodeContext, given: string): Promise<string> {
  const folder = await realpath(context.resolvePath("."));
  const path = context.resolvePath(given);
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(given);
  const inside = isUri ? ".." : relative(folder, join(await realFolder(dirname(path)), basename(path)));
  const leaves = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  if (leaves || (await isLink(path))) {
    throw new ComponentError(
      "run/output-outside",
      `\`${given}\` is outside the folder of the spec`,
      "give a path below the folder of the spec, such as `predictions/next.csv`",
    );
  }
  const isRead = ({ op }: PlanNode): boolean =>
    op.kind === "source" && readPaths(op, context.env).some((one) => patternTest(context.resolvePath(one))(path));
  if (context.plan.nodes.some(isRead)) {
    throw new ComponentError(
      "run/output-is-source",
      `\`${given}\` is a source of this spec and would be overwritten`,
      "write the predictions to another file",
    );
  }
  return path;
}

/** The real place of a folder that need not exist yet. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    return join(await realFolder(dirname(folder)), basename(folder));
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** Parameters of `csv` that say how a file of somebody else is read, and the value that writes, too. */
const ONLY_READ: Readonly<Record<string, Json>> = { decimal: ".", thousands: null, encoding: "utf-8" };

function copyOptions(format: string, params: Readonly<Record<string, Json>>): string {
  const path = String(params.path).toLowerCase();
  if (format === "parquet") return "FORMAT parquet";
  const compression = path.endsWith(".gz") ? "gzip" : path.endsWith(".zst") ? "zstd" : "uncompressed";
  if (typeof params.zone === "string") {
    throw new ComponentError(
      "run/output-zone",
      "predictions are written with times in UTC",
      "leave out `zone:`, and convert the times where the file is read",
    );
  }
  if (format === "json") {
    const isLines = /\.(ndjson|jsonl)(\.gz|\.zst)?$/.test(path);
    return `FORMAT json, ARRAY ${!isLines}, COMPRESSION ${compression}`;
  }
  const foreign = Object.entries(ONLY_READ).find(
    ([name, usual]) => params[name] !== undefined && params[name] !== usual,
  );
  if (foreign !== undefined) {
    throw new ComponentError(
      "run/unsupported-sink",
      "predictions are written as UTF-8, with a point in numbers",
      `leave out \`${foreign[0]}:\``,
    );
  }
  const options = ["FORMAT csv", `HEADER ${params.header !== false}`, `COMPRESSION ${compression}`];
  if (typeof params.delimiter === "string") options.push(`DELIMITER ${quoteText(params.delimiter)}`);
  const [nullValue] = Array.isArray(params.null_values) ? params.null_values : [];
  if (typeof nullValue === "string") options.push(`NULLSTR ${quoteText(nullValue)}`);
  if (typeof params.date_format === "string") {
    options.push(`DATEFORMAT ${quoteText(params.date_format)}`, `TIMESTAMPFORMAT ${quoteText(params.date_format)}`);
  }
  return options.join(", ");
}
