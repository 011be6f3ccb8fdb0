// The end of `pipec run`: what came out, how sure it is, what beat what, and where things lie.

import { formatElapsed, formatNumber, plural } from "../../runtime/report/quantity.ts";
import { describeAssignment } from "../../runtime/report/report-view.ts";
import {
  describeEvaluation,
  describeRows,
  formatInterval,
  judge,
  summariseComparison,
} from "../../runtime/report/words.ts";
import type { EvaluationResult, RunRecord, SearchResult, SubjectResult } from "../../specs/run-record.ts";
import type { Colours } from "../terminal.ts";
import { summariseCertificate } from "./certificate.ts";
import { printTable } from "./table.ts";

export interface SummaryExtras {
  /** Files that reports were written to. */
  readonly reports: readonly string[];
  readonly warnings: number;
}

export function printRunSummary(record: RunRecord, extras: SummaryExtras, colours: Colours): string {
  const parts: string[] = [];
  for (const search of record.searches) parts.push(printSearch(search, colours));
  for (const evaluation of record.evaluations) parts.push(printEvaluation(evaluation, colours));
  parts.push(printFacts(record, extras, colours));
  return parts.join("\n");
}

function printSearch(search: SearchResult, colours: Colours): string {
  const best = search.trials.find((trial) => trial.number === search.best);
  const pruned = search.trials.filter((trial) => trial.state === "pruned").length;
  const head = `${colours.bold(search.node)}  best ${search.metric} ${formatNumber(best?.value)} on validation, of ${plural(search.trials.length, "trial")}${pruned > 0 ? ` (${pruned} pruned)` : ""}`;
  if (best === undefined) return `${head}\n`;
  const rows = describeAssignment(best.assignment).map(({ parameter, value }) => [`  ${parameter}`, value]);
  return `${head}\n  winner: ${best.model}\n${rows.length === 0 ? "" : printTable([{ title: "" }, { title: "" }], rows)}`;
}

export function printEvaluation(result: EvaluationResult, colours: Colours): string {
  const level = Math.round(100 * result.bootstrap.level);
  const head = `${colours.bold(result.node)}  ${result.task} ${result.target}, ${describeRows(result)}`;
  const everyone = [
    ...result.subjects.map((one) => ({ one, baseline: false })),
    ...result.baselines.map((one) => ({ one, baseline: true })),
  ];
  const rows = result.metrics.flatMap(({ name: metric }) =>
    everyone.map(({ one, baseline }, i) => {
      const score = one.scores.find((candidate) => candidate.metric === metric);
      const cells = [
        i === 0 ? metric : "",
        one.name,
        formatNumber(score?.value),
        formatInterval(score?.interval ?? null),
        verdict(result, one, metric, baseline, colours),
      ];
      return baseline ? cells.map((cell, column) => (column === 0 || column === 4 ? cell : colours.dim(cell))) : cells;
    }),
  );
  const table = printTable(
    [
      { title: "metric" },
      { title: "model" },
      { title: "value", align: "right" },
      { title: `${level} % CI`, align: "right" },
      { title: `against this baseline, ${level} % CI` },
    ],
    rows,
  );
  return `${head}\n${table}${printSlices(result)}${conclude(result, colours)}`;
}

/** More values of a column than this stand in the report only. */
const MOST_SLICES = 12;

function printSlices({ subjects, metrics }: EvaluationResult): string {
  const rows = subjects.flatMap(({ name, slices }) =>
    slices
      .slice(0, MOST_SLICES)
      .map((slice) => [
        `${slice.column} = ${slice.value}`,
        name,
        formatNumber(slice.rows),
        ...metrics.map((metric) => formatNumber(slice.scores.find((score) => score.metric === metric.name)?.value)),
      ]),
  );
  if (rows.length === 0) return "";
  const numbers = ["rows", ...metrics.map(({ name }) => name)];
  const columns = [
    { title: "by" },
    { title: "model" },
    ...numbers.map((title) => ({ title, align: "right" }) as const),
  ];
  const left = (subjects[0]?.slices.length ?? 0) - MOST_SLICES;
  return `\n${printTable(columns, rows)}${left > 0 ? `${plural(left, "more value")} in the report\n` : ""}`;
}

/** Stands in the row of the baseline: with several of them, each has its own answer. */
function verdict(
  result: EvaluationResult,
  one: SubjectResult,
  metric: string,
  baseline: boolean,
  colours: Colours,
): string {
  if (!baseline) return "";
  const paint = { better: colours.green, worse: colours.red, undecided: colours.yellow, unknown: colours.dim };
  return result.comparisons
    .filter((comparison) => comparison.baseline === one.name && comparison.metric === metric)
    .map(
      (comparison) =>
        `${comparison.subject} ${paint[judge(comparison)](summariseComparison(comparison, result.bootstrap))}`,
    )
    .join("; ");
}

/** The first metric in one sentence, with what it does not show. */
function conclude(result: EvaluationResult, colours: Colours): string {
  const lines: string[] = [];
  for (const { verdict, subject } of describeEvaluation(result)) {
    const model = result.subjects.length > 1 ? subject : "the model";
    if (verdict === "undecided")
      lines.push(
        colours.yellow(
          `The test does not show that ${model} beats the baseline: the interval of the difference includes 0.`,
        ),
      );
    if (verdict === "worse")
      lines.push(colours.red(`${model === subject ? subject : "The model"} is worse than the baseline.`));
  }
  if (result.comparisons.length === 0)
    lines.push(colours.yellow("No baseline: add `against:` to know whether these figures are any good."));
  if (result.looks !== null && result.looks > 1)
    lines.push(`The sealed test has been looked at ${result.looks} times; each look makes it less of a test.`);
  return lines.map((line) => `${line}\n`).join("");
}

/** What was verified on the data before anything was fitted. */
function contractRows({ contracts }: RunRecord, colours: Colours): readonly string[][] {
  const verdicts = contracts.flatMap((result) => result.verdicts);
  if (verdicts.length === 0) return [];
  const violated = verdicts.filter(({ outcome }) => outcome === "violated");
  const names = violated.map(({ contract, severity }) => `${contract} (${severity})`);
  const broken = names.length === 0 ? "" : colours.yellow(`; not ${names.join(", ")}`);
  return [["contracts", `${verdicts.filter(({ outcome }) => outcome === "held").length} held on the data${broken}`]];
}

function printFacts(record: RunRecord, extras: SummaryExtras, colours: Colours): string {
  const elapsed = Date.parse(record.finished) - Date.parse(record.started);
  const count = (status: string): number => record.nodes.filter((node) => node.status === status).length;
  const work = [`${count("done")} done`, `${count("cached")} from the cache`];
  for (const status of ["failed", "skipped", "cancelled"])
    if (count(status) > 0) work.push(`${count(status)} ${status}`);
  const rows: string[][] = [];
  for (const model of record.published)
    rows.push([
      "published",
      model.published
        ? colours.green(`${model.name} version ${model.version}${model.alias === null ? "" : `, alias ${model.alias}`}`)
        : `${model.name}: ${colours.yellow("not published")}, ${model.reason}`,
    ]);
  for (const { node, path, rows: count } of record.predictions)
    rows.push([
      "predictions",
      `${plural(count, "row")} of ${node}${path === null ? ", not written: it has no `into:`" : `, ${path}`}`,
    ]);
  for (const path of extras.reports) rows.push(["report", path]);
  rows.push(
    [
      "certificate",
      `${summariseCertificate(record.certificate)}${record.allowed.length > 0 ? `; ${plural(record.allowed.length, "finding")} allowed by hand` : ""}`,
    ],
    ...contractRows(record, colours),
    ["warnings", extras.warnings === 0 ? "none" : colours.yellow(String(extras.warnings))],
    ["run", `${record.id}, ${work.join(", ")}, ${formatElapsed(elapsed)}`],
  );
  return printTable([{ title: "" }, { title: "" }], rows);
}
