// `pipec runs`: past runs of a store. The store is only read.
import { formatElapsed, formatNumber } from "../../runtime/report/quantity.ts";
import { printJson } from "../../runtime/report/report-view.ts";
import { openRunStore } from "../../runtime/store/run-store.ts";
import type { EvaluationResult, RunRecord } from "../../specs/run-record.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { storeHere } from "../host/store-folder.ts";
import { printRunSummary } from "../output/run-summary.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface StoreOptions extends CommonOptions {
  readonly store?: string;
}

export async function listRuns(_args: readonly string[], options: StoreOptions, terminal: Terminal): Promise<ExitCode> {
  const runs = await readAll(options);
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, runs: runs.map(summarise) })}\n`);
    return EXIT.fine;
  }
  if (runs.length === 0) {
    terminal.err(`no runs in ${storeHere(options.store)}\n`);
    return EXIT.fine;
  }
  const rows = runs.map((run) => [run.id, run.pipeline.name, run.status, run.started, elapsedOf(run), firstScore(run)]);
  const titles = ["run", "pipeline", "status", "started", "took", "score"];
  terminal.out(
    printTable(
      titles.map((title) => ({ title })),
      rows,
    ),
  );
  return EXIT.fine;
}

export async function showRun(args: readonly string[], options: StoreOptions, terminal: Terminal): Promise<ExitCode> {
  const runs = await readAll(options);
  const run = args[0] === undefined ? runs[0] : findRun(args[0], runs);
  if (run === undefined) throw noRuns(options);
  if (terminal.json) terminal.out(`${JSON.stringify(run)}\n`);
  else {
    const warnings = run.diagnostics.filter(({ severity }) => severity === "warning").length;
    terminal.out(printRunSummary(run, { reports: [], warnings }, terminal.outColours));
  }
  return EXIT.fine;
}

export async function compareRuns(
  args: readonly string[],
  options: StoreOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const all = await readAll(options);
  if (args.length < 2)
    throw new CommandFailure("a comparison needs two runs or more", "pipec runs list shows their ids");
  const runs = args.map((id) => findRun(id, all));
  const rows = [
    ...rowsOf("status", runs, (run) => [["", run.status]]),
    ...rowsOf("param", runs, (run) => Object.entries(run.parameters).map(([name, value]) => [name, printJson(value)])),
    ...rowsOf("data", runs, (run) => run.data.map((source) => [source.node, source.hash.slice(0, 12)])),
    ...rowsOf("plan", runs, (run) => [["", run.planFingerprint.slice(0, 12)]]),
    ...rowsOf("score", runs, (run) => run.evaluations.flatMap(scoresOf)),
  ];
  if (terminal.json) {
    const facts = rows.map(([kind, name, ...values]) => ({ kind, name, values }));
    terminal.out(`${JSON.stringify({ version: 1, runs: runs.map(({ id }) => id), facts })}\n`);
    return EXIT.fine;
  }
  const { bold } = terminal.outColours;
  const marked = rows.map((row) =>
    new Set(row.slice(2)).size > 1 ? [row[0]!, bold(row[1]!), ...row.slice(2).map(bold)] : row,
  );
  terminal.out(printTable([{ title: "" }, { title: "" }, ...runs.map(({ id }) => ({ title: id }))], marked));
  return EXIT.fine;
}

const scoresOf = (result: EvaluationResult): [string, string][] =>
  [...result.subjects, ...result.baselines].flatMap((one) =>
    one.scores.map((score): [string, string] => [
      `${result.node}.${one.name}.${score.metric}`,
      formatNumber(score.value) +
        (score.interval === null
          ? ""
          : ` (${formatNumber(score.interval.low)} to ${formatNumber(score.interval.high)})`),
    ]),
  );

/** One row per name that any run has; a run without it shows nothing. */
function rowsOf(
  kind: string,
  runs: readonly RunRecord[],
  read: (run: RunRecord) => readonly (readonly [string, string])[],
): string[][] {
  const columns = runs.map((run) => new Map(read(run)));
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...names].map((name) => [kind, name, ...columns.map((column) => column.get(name) ?? "")]);
}

async function readAll({ store }: StoreOptions): Promise<RunRecord[]> {
  const runs = openRunStore(storeHere(store));
  const records: RunRecord[] = [];
  for (const id of await runs.list()) {
    const record = await runs.read(id);
    if (record !== null) records.push(record);
  }
  return records;
}

function findRun(prefix: string, runs: readonly RunRecord[]): RunRecord {
  const found = runs.filter((run) => run.id === prefix || run.id.startsWith(prefix));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new CommandFailure(
      `there is no run \`${prefix}\``,
      "pipec runs list shows what there is; --store names another folder",
    );
  throw new CommandFailure(`\`${prefix}\` fits ${found.length} runs`, found.map(({ id }) => id).join(", "));
}

const noRuns = ({ store }: StoreOptions): CommandFailure =>
  new CommandFailure(`there are no runs in ${storeHere(store)}`, "run a spec first, or name its store with --store");

const elapsedOf = (run: RunRecord): string => formatElapsed(Date.parse(run.finished) - Date.parse(run.started));

function firstScore(run: RunRecord): string {
  const score = run.evaluations[0]?.subjects[0]?.scores[0];
  return score === undefined ? "" : `${score.metric} ${formatNumber(score.value)}`;
}

const summarise = (run: RunRecord) => ({
  id: run.id,
  pipeline: run.pipeline.name,
  status: run.status,
  started: run.started,
  finished: run.finished,
  scores: Object.fromEntries(
    run.evaluations.flatMap((result) =>
      result.subjects.flatMap((one) =>
        one.scores.map((score) => [`${result.node}.${one.name}.${score.metric}`, score.value]),
      ),
    ),
  ),
});
