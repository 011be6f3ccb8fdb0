// What a report says, before it is HTML or Markdown: every text final, every number formatted, no layout.
import { hideCredentials } from "../../specs/credential.ts";
import type { Json } from "../../specs/json.ts";
import type { CertificateStatus, NodeId, Plan } from "../../specs/plan.ts";
import type { EvaluationResult, RunRecord, Score, SearchResult, SubjectResult } from "../../specs/run-record.ts";
import { type TableView, tableViews } from "./column-rows.ts";
import { formatElapsed, formatNumber, formatPercent, plural } from "./quantity.ts";
import { type RuleRow, ruleRows } from "./rule-rows.ts";
import { searchImportance } from "./search-importance.ts";
import {
  describeComparison,
  describeEvaluation,
  describeRows,
  formatInterval,
  type Headline,
  judge,
  type Verdict,
} from "./words.ts";

export interface ReportInput {
  readonly record: RunRecord;
  readonly plan: Plan;
  /** The declaration `report <name> = …`. */
  readonly name: string;
  /** Evaluations and searches to show, in order; when none of them is in the record, all of the record's. */
  readonly sections: readonly NodeId[];
}

export interface ScoreRow {
  readonly name: string;
  readonly baseline: boolean;
  readonly cells: readonly { readonly value: string; readonly interval: string; readonly spread: string }[];
}

export interface EvaluationView {
  readonly name: string;
  readonly doc: string;
  readonly headlines: readonly Headline[];
  readonly judgedOn: string;
  readonly method: string;
  readonly metrics: readonly string[];
  readonly rows: readonly ScoreRow[];
  readonly comparisons: readonly {
    readonly metric: string;
    readonly verdict: Verdict;
    readonly subject: string;
    readonly text: string;
  }[];
  readonly slices: readonly {
    readonly subject: string;
    readonly column: string;
    readonly value: string;
    readonly rows: string;
    readonly scores: readonly string[];
  }[];
  readonly looks: string;
  readonly source: EvaluationResult;
}

export interface SearchView {
  readonly name: string;
  readonly doc: string;
  readonly summary: string;
  readonly best: readonly { readonly parameter: string; readonly value: string }[];
  readonly importance: readonly {
    readonly model: string;
    readonly parameter: string;
    readonly share: string;
    readonly percent: number;
  }[];
  readonly source: SearchResult;
}

export interface ReportView {
  readonly title: string;
  readonly pipeline: string;
  readonly name: string;
  readonly doc: string;
  readonly run: readonly { readonly label: string; readonly value: string }[];
  readonly evaluations: readonly EvaluationView[];
  readonly searches: readonly SearchView[];
  readonly published: readonly { readonly name: string; readonly text: string; readonly ok: boolean }[];
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly message: string;
    readonly help: string;
  }[];
  readonly dataFindings: number;
  readonly rules: readonly RuleRow[];
  readonly data: readonly TableView[];
  readonly certificate: readonly {
    readonly entry: string;
    readonly id: string;
    readonly status: CertificateStatus;
    readonly note: string;
  }[];
  readonly certificateCounts: readonly { readonly status: CertificateStatus; readonly count: number }[];
  readonly allowed: readonly { readonly id: string; readonly reason: string }[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly files: readonly { readonly path: string; readonly bytes: string; readonly hash: string }[];
  readonly lineage: readonly {
    readonly kind: string;
    readonly name: string;
    readonly inputs: string;
    readonly doc: string;
  }[];
}

export const CERTIFICATE_STATUSES = ["proved", "checked", "attested", "unknown"] as const;

export function buildReportView({ record, plan, name, sections }: ReportInput): ReportView {
  const docs = new Map(plan.declarations.map((declaration) => [declaration.name, declaration.doc ?? ""]));
  const declarationOf = new Map(plan.nodes.map((node) => [node.id, node.declaration]));
  const nameOf = (node: NodeId): string => declarationOf.get(node) ?? node;
  const elapsed = Date.parse(record.finished) - Date.parse(record.started);
  const chosen = <T extends { readonly node: string }>(items: readonly T[]): readonly T[] => {
    const wanted = sections.flatMap((section) =>
      items.filter((item) => item.node === section || nameOf(item.node) === section),
    );
    return wanted.length > 0 ? [...new Set(wanted)] : items;
  };
  return {
    title: record.pipeline.title ?? record.pipeline.name,
    pipeline: record.pipeline.name,
    name,
    doc: docs.get(name) ?? "",
    run: [
      { label: "Run", value: record.id },
      { label: "Spec", value: record.file },
      { label: "Started", value: record.started },
      { label: "Took", value: formatElapsed(elapsed) },
      { label: "Seed", value: String(record.seed) },
      { label: "Plan", value: record.planFingerprint },
      ...(record.revision === null ? [] : [{ label: "Revision", value: record.revision }]),
      {
        label: "Made with",
        value: `pipec ${record.environment.pipec}, Node.js ${record.environment.node}, ${record.environment.platform}`,
      },
    ],
    evaluations: chosen(record.evaluations).map((result) => viewEvaluation(result, nameOf(result.node), docs)),
    searches: chosen(record.searches).map((result) => viewSearch(result, nameOf(result.node), docs)),
    published: record.published.map((model) => ({
      name: model.name,
      ok: model.published,
      text: model.published
        ? `version ${model.version}${model.alias === null ? "" : `, alias ${model.alias}`}`
        : `not published: ${model.reason}`,
    })),
    findings: record.diagnostics.map(({ id, severity, message, help }) => ({ id, severity, message, help })),
    dataFindings: record.diagnostics.filter(({ id }) => id.startsWith("data/") || id.startsWith("leak/")).length,
    rules: ruleRows(record.checks ?? []),
    data: tableViews(chosen(record.evaluations)),
    certificate: record.certificate.map(({ entry, id, status, note }) => ({ entry, id, status, note })),
    certificateCounts: CERTIFICATE_STATUSES.map((status) => ({
      status,
      count: record.certificate.filter((line) => line.status === status).length,
    })),
    allowed: record.allowed.map(({ id, reason }) => ({ id, reason })),
    parameters: Object.entries(record.parameters).map(([parameter, value]) => ({
      name: parameter,
      value: printJson(value),
    })),
    files: viewFiles(record, plan),
    lineage: viewLineage(plan),
  };
}

function viewEvaluation(result: EvaluationResult, name: string, docs: ReadonlyMap<string, string>): EvaluationView {
  const metrics = result.metrics.map((metric) => metric.name);
  const { resamples, unit, block, level } = result.bootstrap;
  const units = unit === "blocks" ? `blocks of ${plural(block ?? 1, "consecutive origin")}` : unit;
  return {
    name,
    doc: docs.get(name) ?? "",
    headlines: describeEvaluation(result),
    judgedOn: describeRows(result),
    method: [...result.subjects, ...result.baselines].some(({ scores }) =>
      scores.some(({ interval }) => interval !== null),
    )
      ? `${Math.round(100 * level)} % percentile intervals from ${plural(resamples, "bootstrap resample")} of ${units}`
      : `no intervals: ${resamples === 0 ? "the bootstrap is off" : `too few ${unit === "blocks" ? "times" : unit} to resample`}`,
    metrics,
    rows: [
      ...result.subjects.map((subject) => viewScores(subject, metrics, false)),
      ...result.baselines.map((baseline) => viewScores(baseline, metrics, true)),
    ],
    comparisons: result.comparisons.map((comparison) => ({
      metric: comparison.metric,
      verdict: judge(comparison),
      subject: comparison.subject,
      text: describeComparison(comparison, result.bootstrap),
    })),
    slices: result.subjects.flatMap(({ name: subject, slices }) =>
      slices.map((slice) => ({
        subject,
        column: slice.column,
        value: slice.value,
        rows: formatNumber(slice.rows),
        scores: metrics.map((metric) => formatNumber(scoreOf(slice.scores, metric)?.value)),
      })),
    ),
    looks: describeLooks(result),
    source: result,
  };
}

function describeLooks({ looks, sealed }: EvaluationResult): string {
  if (!sealed || looks === null) return "";
  if (looks === 1) return "This was the first look at the sealed test partition.";
  return `The sealed test partition has now been looked at ${looks} times; each further look makes its score less trustworthy.`;
}

const scoreOf = (scores: readonly Score[], metric: string): Score | undefined =>
  scores.find((score) => score.metric === metric);

function viewScores(subject: SubjectResult, metrics: readonly string[], baseline: boolean): ScoreRow {
  return {
    name: subject.name,
    baseline,
    cells: metrics.map((metric) => {
      const score = scoreOf(subject.scores, metric);
      return {
        value: formatNumber(score?.value),
        interval: score?.interval == null ? "" : formatInterval(score.interval),
        spread: score?.sd == null || score.folds.length < 2 ? "" : `± ${formatNumber(score.sd)} over folds`,
      };
    }),
  };
}

function viewSearch(result: SearchResult, name: string, docs: ReadonlyMap<string, string>): SearchView {
  const count = (state: string): number => result.trials.filter((trial) => trial.state === state).length;
  const best = result.trials.find((trial) => trial.number === result.best);
  const stopped = { trials: "", "time-limit": "; stopped by the time limit", exhausted: "; the space was exhausted" };
  return {
    name,
    doc: docs.get(name) ?? "",
    summary:
      `${plural(result.trials.length, "trial")} over ${plural(result.folds, "fold")}: ${count("complete")} complete, ` +
      `${count("pruned")} pruned, ${count("failed")} failed${stopped[result.stopped]}. ` +
      `Best ${result.metric}: ${formatNumber(best?.value)} (trial ${result.best}${best === undefined ? "" : `, ${best.model}`}).`,
    best: best === undefined ? [] : describeAssignment(best.assignment),
    importance: searchImportance(result).map(({ model, parameter, share }) => ({
      model,
      parameter,
      share: formatPercent(share),
      percent: Math.round(100 * share),
    })),
    source: result,
  };
}

export const describeAssignment = (assignment: Readonly<Record<string, Json>>) =>
  Object.entries(assignment).map(([parameter, value]) => ({ parameter, value: printJson(value) }));

export function printJson(value: Json): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Paths as the spec writes them: those of the machine that ran it say nothing to a reader. */
function viewFiles(record: RunRecord, plan: Plan): ReportView["files"] {
  return record.data.flatMap(({ node, files }) => {
    const op = plan.nodes.find((candidate) => candidate.id === node)?.op;
    const written = op?.kind === "source" && typeof op.params.path === "string" ? op.params.path : null;
    return files.map(({ path, bytes, hash }) => ({
      path: files.length === 1 && written !== null ? hideCredentials(written) : (path.split(/[\\/]/).at(-1) ?? path),
      bytes: `${formatNumber(bytes)} bytes`,
      hash,
    }));
  });
}

/** Declarations in the order of the spec, each with the declarations it reads. */
function viewLineage(plan: Plan): ReportView["lineage"] {
  const owner = new Map(plan.nodes.map((node) => [node.id, node.declaration]));
  return plan.declarations.map((declaration) => {
    const inputs = new Set<string>();
    for (const node of plan.nodes) {
      if (node.declaration !== declaration.name) continue;
      for (const input of node.inputs) inputs.add(owner.get(input) ?? input);
    }
    inputs.delete(declaration.name);
    return {
      kind: declaration.kind,
      name: declaration.name,
      inputs: [...inputs].join(", "),
      doc: declaration.doc ?? "",
    };
  });
}
