// The fast way into pipec for large delimited files: one pass over the bytes, cells straight to typed columns in a file that
// engine and frames read, stretch by stretch of the files on all threads. It takes plain text only (no quoted cells, cells that
// parse-text.ts would accept, lines of one length) and gives up at the first thing that is not, so that there is one place that
// judges what is odd: the engine's reader and type-columns.ts, which then read the file from its start.
import { setImmediate } from "node:timers/promises";
import { type ColumnFile, ColumnFileWriter, type NumberFacts } from "../../../columns/column-file.ts";
import { readTextPart, type TextJob, type TextResult } from "./text-job.ts";
import { type LayoutRequest, layoutOfFile } from "./text-layout.ts";

export interface PlainRequest extends LayoutRequest {
  readonly files: readonly string[];
  /** Where the columns go. */
  readonly target: string;
  /** Told now and then how many rows have been read. */
  readonly onRows: (rows: number) => void;
  /** Null: in this thread. */
  readonly threads: ReadingThreads | null;
  /** How rows are put into groups depends on it, so that it is the same for any number of threads. */
  readonly partBytes?: number;
}

export interface ReadingThreads {
  readonly run: (job: TextJob) => Promise<TextResult>;
  readonly count: number;
}

export interface PlainResult {
  readonly file: ColumnFile;
  /** Missing values by column. */
  readonly missing: readonly number[];
}

const PART_BYTES = 1 << 24;
/** Fewer are read before threads have begun. */
const FEWEST_PARTS = 4;

/** Null when the text is not plain, or the disk is full; then nothing is left behind but the target, which the caller removes. */
export async function readPlainCsv(request: PlainRequest): Promise<PlainResult | null> {
  const writer = new ColumnFileWriter(
    request.target,
    request.columns.map(({ name, kind }) => ({ name, kind: kind === "text" ? "text" : "number" })),
  );
  let isFinished = false;
  try {
    const jobs = await jobsOf(request, writer);
    const results = jobs === null ? null : await runAll(jobs, request);
    if (results === null) return null;
    for (const { groups } of results) for (const group of groups) writer.addGroup(group);
    const facts = request.columns.map((_, i) => joined(results.map((result) => result.facts[i]!)));
    const file = writer.finish(request.columns.map(({ kind }, i) => (kind === "text" ? null : facts[i]!)));
    isFinished = true;
    return { file, missing: facts.map(({ missing }) => missing) };
  } finally {
    if (!isFinished) writer.close();
  }
}

const joined = (facts: readonly NumberFacts[]): NumberFacts => ({
  missing: facts.reduce((sum, { missing }) => sum + missing, 0),
  min: facts.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
  max: facts.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
});

async function jobsOf(request: PlainRequest, writer: ColumnFileWriter): Promise<readonly TextJob[] | null> {
  const { files, partBytes = PART_BYTES } = request;
  const jobs: TextJob[] = [];
  let first: string | null = null;
  for (const path of files) {
    const found = await layoutOfFile(path, request);
    first ??= found?.header ?? null;
    if (found === null || found.header !== first) return null;
    const { layout } = found;
    for (let start = found.start; start < found.end; start += partBytes) {
      const end = Math.min(start + partBytes, found.end);
      const isLineStart = start === found.start;
      jobs.push({ kind: "text", path, start, end, isLineStart, layout, target: writer.shared });
    }
  }
  return jobs;
}

type ReadPart = Extract<TextResult, { readonly outcome: "read" }>;

/** In the order of the jobs. Null as soon as one finds something that is not plain, when all that had begun are done. */
async function runAll(
  jobs: readonly TextJob[],
  { onRows, threads }: PlainRequest,
): Promise<readonly ReadPart[] | null> {
  const onThreads = threads !== null && threads.count > 1 && jobs.length >= FEWEST_PARTS ? threads : null;
  const run = onThreads?.run ?? inThisThread;
  const results: ReadPart[] = [];
  let next = 0;
  let rows = 0;
  let isPlain = true;
  const work = async (): Promise<void> => {
    while (isPlain && next < jobs.length) {
      const at = next++;
      const result = await run(jobs[at]!);
      if (result.outcome !== "read") isPlain = false;
      else {
        results[at] = result;
        rows += result.groups.reduce((sum, group) => sum + group.rows, 0);
        onRows(rows);
      }
    }
  };
  // One more than there are threads, so that none waits for its next part.
  const width = onThreads === null ? 1 : onThreads.count + 1;
  const ended = await Promise.allSettled(Array.from({ length: width }, work));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return isPlain ? results : null;
}

async function inThisThread(job: TextJob): Promise<TextResult> {
  // Lets signals and the progress display in.
  await setImmediate();
  return readTextPart(job);
}
