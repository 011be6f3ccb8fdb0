// Predictions as a file. Written beside its place and renamed, so that a reader never meets half a file; equal predictions
// give equal files.
import { lstat, mkdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Json } from "../../specs/json.ts";
import type { PredictOperation } from "../../specs/plan.ts";
import { isMissing, writeAtomic } from "../cache/atomic-file.ts";
import { ComponentError } from "../component.ts";
import { importFrame } from "../data/import-frame.ts";
import { quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Frame } from "../frame/frame.ts";
import type { NodeContext } from "./context.ts";
import { resolveEnvironment } from "./environment.ts";
import type { WrittenFile } from "./value.ts";
import { hashIfPresent } from "./written-file.ts";

export async function writePredictions(context: NodeContext<PredictOperation>, frame: Frame): Promise<WrittenFile> {
  const { component } = context.op.into!;
  const params = resolveEnvironment(context.op.into!.params, context.env);
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
  const isRead = context.plan.nodes.some(
    ({ op }) =>
      op.kind === "source" && typeof op.params.path === "string" && context.resolvePath(op.params.path) === path,
  );
  if (isRead) {
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
  const options = ["FORMAT csv", `HEADER ${params.header !== false}`, `COMPRESSION ${compression}`];
  if (typeof params.delimiter === "string") options.push(`DELIMITER ${quoteText(params.delimiter)}`);
  const [nullValue] = Array.isArray(params.null_values) ? params.null_values : [];
  if (typeof nullValue === "string") options.push(`NULLSTR ${quoteText(nullValue)}`);
  if (typeof params.date_format === "string") {
    options.push(`DATEFORMAT ${quoteText(params.date_format)}`, `TIMESTAMPFORMAT ${quoteText(params.date_format)}`);
  }
  return options.join(", ");
}
