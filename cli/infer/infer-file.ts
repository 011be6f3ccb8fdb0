// A spec proposed from data files: printed, or written where `--write` says.
import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { writeAtomic } from "../../runtime/cache/atomic-file.ts";
import type { Engine } from "../../runtime/data/engine.ts";
import { inferSource } from "../../runtime/infer/infer.ts";
import type { Json } from "../../specs/json.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { pathResolver } from "../host/resolve-path.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";
import { reportFailed, stageReporter } from "./infer-output.ts";
import { copyColumns } from "./propose-distinct.ts";
import { writeSpec } from "./write-spec.ts";

export interface InferFileOptions extends CommonOptions {
  /** The column to be predicted. */
  readonly target?: string;
  /** Where the spec is written; stdout without it. */
  readonly write?: string;
  /** The most rows that are looked at. */
  readonly rows: number;
  readonly force?: boolean;
}

export async function inferFile(
  engine: Engine,
  path: string,
  options: InferFileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const connector = connectorOf(path);
  const output = options.write ?? null;
  if (output !== null && existsSync(output) && options.force !== true)
    throw new CommandFailure(
      `\`${output}\` exists already and is left as it is`,
      "choose another name, or add --force",
    );
  const target = options.target ?? null;
  const result = await inferSource(
    engine,
    { connector, params: { path } },
    {
      resolvePath: pathResolver("."),
      most: options.rows,
      target,
      span: { file: path, start: 0, end: 0 },
      copyColumns: (inferred) => copyColumns(inferred, target),
      onStage: stageReporter(terminal),
    },
  );
  if (result.kind === "failed") return reportFailed(result.diagnostics, terminal);
  // Paths of a spec are relative to the file it stands in.
  const seen = output === null || isAbsolute(path) ? path : relative(dirname(resolve(output)), resolve(path));
  const inferred = { ...result.inferred, params: { ...result.inferred.params, path: seen } };
  const { text, proposals } = writeSpec(inferred, target);
  if (output !== null) await writeAtomic(resolve(output), text);
  if (terminal.json) {
    const columns = proposals.map(
      ({ column, profile, annotations, comment }): Json => ({
        name: column.name,
        type: column.type.kind,
        nullable: column.type.nullable,
        annotations: [...annotations],
        comment,
        missing: profile.missing,
        distinct: profile.distinct,
      }),
    );
    const { rows, allRows, params } = inferred;
    terminal.out(`${JSON.stringify({ version: 1, connector, params, rows, allRows, columns, spec: text })}\n`);
  } else if (output === null) terminal.out(text);
  if (output !== null && terminal.loudness !== "quiet")
    terminal.err(`wrote ${output}\n\nNext:\n  pipec check ${output}\n  pipec run ${output}\n`);
  return EXIT.fine;
}

/** What a file is, by how its name ends. */
function connectorOf(path: string): string {
  const name = path.toLowerCase().replace(/\.(gz|zst)$/, "");
  if (/\.(parquet|pq)$/.test(name)) return "parquet";
  if (/\.(json|ndjson|jsonl)$/.test(name)) return "json";
  if (/\.(arrow|feather|ipc|arrows)$/.test(name)) return "arrow";
  return "csv";
}
