// `pipec backfill`: one run per interval, each as of its moment. Predictions and reports of a moment have a folder of their
// own, so that an interval that is run again writes the same bytes to the same place, and nothing twice.

import { formatElapsed, plural } from "../../runtime/report/quantity.ts";
import { addDuration } from "../../runtime/task/calendar-time.ts";
import type { Duration } from "../../specs/data-type.ts";
import type { Plan, PlanSchedule } from "../../specs/plan.ts";
import type { RunRecord } from "../../specs/run-record.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { compileSpec, printErrors } from "../host/compile-spec.ts";
import { executePlan, type Work, withProgress } from "../host/execute-plan.ts";
import { checkTime, readCompileOptions, readDuration, type SpecOptions } from "../host/spec-options.ts";
import { storeOfSpec } from "../host/store-folder.ts";
import { writeReports } from "../host/write-reports.ts";
import { printFindings } from "../output/findings.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface BackfillOptions extends CommonOptions, SpecOptions {
  readonly from?: string;
  readonly to?: string;
  readonly every?: string;
  readonly only?: readonly string[];
  readonly jobs?: number;
  readonly store?: string;
}

/** What a backfill makes unless it is told otherwise: publishing old models would move the aliases of the current ones. */
const MADE_AGAIN = ["predict", "report"];
const MOST_INTERVALS = 10_000;

interface Interval {
  /** As folders and `--set` write it. */
  readonly name: string;
  readonly asOf: string;
}

interface IntervalResult extends Interval {
  readonly status: RunRecord["status"];
  readonly rows: number;
  readonly files: readonly string[];
  readonly computed: number;
  readonly cached: number;
  readonly milliseconds: number;
  readonly errors: readonly string[];
}

export async function backfill(
  args: readonly string[],
  options: BackfillOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = args[0]!;
  if (path === "-") throw new CommandFailure("`backfill` compiles its spec many times", "name a file");
  if (options.asOf !== undefined)
    throw new CommandFailure("`backfill` sets the moment of each run", "leave out --as-of");
  const first = compileSpec(path, { ...readCompileOptions({ ...options, set: filled(options, SOME_DAY) }) });
  if (first.plan === null) {
    terminal.err(printFindings(first.diagnostics, first.lookup, terminal.errColours));
    if (terminal.json) terminal.out(printErrors(first));
    terminal.err("nothing was run: the spec has errors\n");
    return EXIT.findings;
  }
  const schedule = first.plan.schedules?.[0] ?? null;
  const intervals = intervalsOf(options, schedule);
  const only = options.only ?? sinksOf(first.plan, schedule);
  if (only.length === 0)
    throw new CommandFailure("the spec has no prediction and no report to make again", "name declarations with --only");
  const results = await withProgress(terminal, async (work) => {
    const made: IntervalResult[] = [];
    for (const [i, interval] of intervals.entries()) {
      if (work.signal.aborted) break;
      if (terminal.loudness !== "quiet" && !terminal.json)
        terminal.err(`as of ${interval.name} (${i + 1} of ${intervals.length})\n`);
      made.push(await runInterval(path, interval, { ...options, only }, terminal, work));
    }
    return made;
  });
  return report(path, intervals.length, results, terminal);
}

async function runInterval(
  path: string,
  interval: Interval,
  options: BackfillOptions,
  terminal: Terminal,
  work: Work,
): Promise<IntervalResult> {
  const settings = readCompileOptions({ ...options, set: filled(options, interval.name) });
  const { plan, diagnostics, lookup } = compileSpec(path, {
    ...settings,
    asOf: interval.asOf,
    outputsOf: interval.name.replaceAll(":", "-"),
  });
  if (plan === null) {
    terminal.err(printFindings(diagnostics, lookup, terminal.errColours));
    const errors = diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ id, message }) => `${id}: ${message}`);
    return { ...interval, status: "failed", rows: 0, files: [], computed: 0, cached: 0, milliseconds: 0, errors };
  }
  const storeFolder = storeOfSpec(path, options.store);
  const record = await executePlan(plan, { ...options, path, storeFolder }, work);
  const part = `as_of=${interval.name.replaceAll(":", "-")}`;
  const reports =
    record.status === "cancelled" ? { paths: [], findings: [] } : await writeReports(record, plan, storeFolder, part);
  const errors = [...record.diagnostics, ...reports.findings].filter(({ severity }) => severity === "error");
  terminal.err(printFindings(errors, lookup, terminal.errColours));
  const count = (...statuses: readonly string[]): number =>
    record.nodes.filter(({ status }) => statuses.includes(status)).length;
  return {
    ...interval,
    status: record.status,
    rows: record.predictions.reduce((sum, { rows }) => sum + rows, 0),
    files: [...record.predictions.flatMap(({ path: file }) => (file === null ? [] : [file])), ...reports.paths],
    computed: count("done"),
    cached: count("cached"),
    milliseconds: Date.parse(record.finished) - Date.parse(record.started),
    errors: errors.map(({ id, message }) => `${id}: ${message}`),
  };
}

const SOME_DAY = "2024-01-01";

/** `--set until={as_of}`: a param of each run that follows its moment. */
const filled = ({ set }: BackfillOptions, moment: string): readonly string[] =>
  (set ?? []).map((setting) => setting.replaceAll("{as_of}", moment));

function sinksOf(plan: Plan, schedule: PlanSchedule | null): readonly string[] {
  const kinds = new Map(plan.declarations.map(({ name, kind }) => [name, kind]));
  const all = schedule?.sinks ?? plan.declarations.map(({ name }) => name);
  return all.filter((name) => MADE_AGAIN.includes(kinds.get(name) ?? ""));
}

/** From the first moment on, in whole steps of the calendar, up to and with the last. */
function intervalsOf(options: BackfillOptions, schedule: PlanSchedule | null): readonly Interval[] {
  const given = options.from === undefined ? (schedule?.from ?? null) : checkTime(options.from, "--from");
  if (given === null) throw new CommandFailure("`backfill` needs a first moment", "add --from 2024-01-01");
  const every = options.every === undefined ? (schedule?.every ?? null) : readDuration(options.every, "--every");
  if (every === null) throw new CommandFailure("`backfill` needs the length of an interval", "add --every 1d");
  const start = toMilliseconds(given);
  const end = options.to === undefined ? Date.now() : toMilliseconds(checkTime(options.to, "--to"));
  const intervals: Interval[] = [];
  for (let i = 0; ; i++) {
    const at = addDuration(start, every, i);
    // Beyond the years that there are, nothing is before the end.
    if (!(at <= end)) break;
    if (intervals.length === MOST_INTERVALS)
      throw new CommandFailure(
        `there are more than ${MOST_INTERVALS} intervals`,
        "give a later --from or a longer --every",
      );
    intervals.push({ name: nameOf(at), asOf: asOfOf(at, schedule) });
  }
  if (intervals.length === 0) throw new CommandFailure("`--to` is before `--from`", "exchange them");
  return intervals;
}

const toMilliseconds = (moment: string): number =>
  Date.parse(!moment.includes("T") || /(Z|[+-]\d{2}:\d{2})$/.test(moment) ? moment : `${moment}Z`);

const nameOf = (at: number): string => {
  const text = new Date(at).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(".000Z", "Z");
};

/** A run looks as far back as the schedule says, or always at one moment. */
function asOfOf(at: number, schedule: PlanSchedule | null): string {
  const asOf = schedule?.asOf ?? null;
  if (typeof asOf === "string") return asOf;
  return new Date(asOf === null ? at : addDuration(at, asOf as Duration, -1)).toISOString();
}

function report(path: string, wanted: number, results: readonly IntervalResult[], terminal: Terminal): ExitCode {
  const failed = results.filter(({ status }) => status === "failed").length;
  const isCut = results.length < wanted || results.some(({ status }) => status === "cancelled");
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, file: path, intervals: results, wanted })}\n`);
  } else {
    const rows = results.map((one) => [
      one.name,
      one.status,
      one.rows.toLocaleString("en-US"),
      `${one.computed}`,
      `${one.cached}`,
      formatElapsed(one.milliseconds),
      one.errors[0] ?? one.files[0] ?? "",
    ]);
    const number = (title: string) => ({ title, align: "right" }) as const;
    terminal.out(
      printTable(
        [
          { title: "as of" },
          { title: "status" },
          number("rows"),
          number("computed"),
          number("cached"),
          number("time"),
          { title: "first file or error" },
        ],
        rows,
      ),
    );
    const done = results.filter(({ status }) => status === "done").length;
    terminal.out(`\n${plural(done, "interval")} of ${wanted} done${failed > 0 ? `, ${failed} failed` : ""}\n`);
  }
  if (isCut) {
    terminal.err("what was finished is kept: the same command goes on where this one stopped\n");
    return EXIT.interrupted;
  }
  return failed > 0 ? EXIT.findings : EXIT.fine;
}
