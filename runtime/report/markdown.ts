// The report as Markdown for pull requests and wikis: the same facts as the HTML, without plots.
import { formatNumber } from "./quantity.ts";
import type { ReportView } from "./report-view.ts";

const MOST_FEATURES = 15;

export function renderMarkdown(view: ReportView): string {
  const parts = [`# ${text(view.title)}`];
  if (view.doc !== "") parts.push(text(view.doc));
  for (const evaluation of view.evaluations) {
    parts.push(`## Evaluation ${text(evaluation.name)}`);
    for (const { score, comparison } of evaluation.headlines)
      parts.push(
        [score, comparison]
          .filter((s) => s !== "")
          .map(text)
          .join(" "),
      );
    if (evaluation.looks !== "") parts.push(text(evaluation.looks));
    parts.push(
      table(
        ["model", ...evaluation.metrics],
        evaluation.rows.map((row) => [
          row.baseline ? `${row.name} (baseline)` : row.name,
          ...row.cells.map((cell) => (cell.interval === "" ? cell.value : `${cell.value} (${cell.interval})`)),
        ]),
      ),
      `${text(evaluation.method)}, judged on ${text(evaluation.judgedOn)}.`,
    );
    if (evaluation.comparisons.length > 0)
      parts.push(
        evaluation.comparisons
          .map((one) => `- ${text(one.metric)}: ${text(one.subject)} is ${text(one.text)}`)
          .join("\n"),
      );
    for (const { name, explanation } of evaluation.source.subjects) {
      if (explanation?.permutation == null) continue;
      const { metric, features } = explanation.permutation;
      parts.push(
        `What ${text(name)} loses in ${text(metric)} when the values of a feature are shuffled:`,
        table(
          ["feature", metric],
          features.slice(0, MOST_FEATURES).map(({ feature, value }) => [feature, formatNumber(value)]),
        ),
      );
    }
    if (evaluation.slices.length > 0)
      parts.push(
        table(
          ["model", "column", "value", "rows", ...evaluation.metrics],
          evaluation.slices.map((slice) => [slice.subject, slice.column, slice.value, slice.rows, ...slice.scores]),
        ),
      );
  }
  for (const search of view.searches) {
    parts.push(`## Search ${text(search.name)}`, text(search.summary));
    if (search.best.length > 0)
      parts.push(
        table(
          ["hyperparameter", "best value"],
          search.best.map((one) => [one.parameter, one.value]),
        ),
      );
  }
  parts.push(
    "## Certificate",
    `${view.certificateCounts.map(({ status, count }) => `${count} ${status}`).join(", ")}; ${view.allowed.length} allowed by the author.`,
    table(
      ["entry", "diagnostic", "status", "why"],
      view.certificate.map((line) => [line.entry, line.id, line.status, line.note]),
    ),
  );
  if (view.rules.length > 0)
    parts.push(
      "## Rules",
      table(
        ["check", "demands that", "result", "found"],
        view.rules.map(({ check, demand, outcome, found }) => [check, demand, outcome, found]),
      ),
    );
  for (const { title, columns } of view.data)
    parts.push(
      `## ${text(title)}`,
      table(
        ["column", "type", "missing", "distinct", "min", "mean", "max"],
        columns.map((one) => [one.name, one.kind, one.missing, one.distinct, one.min, one.mean, one.max]),
      ),
    );
  if (view.findings.length > 0)
    parts.push(
      "## Findings",
      view.findings.map((one) => `- ${one.severity} ${text(one.id)}: ${text(one.message)}`).join("\n"),
    );
  parts.push(
    "## Run",
    table(
      ["fact", "value"],
      view.run.map(({ label, value }) => [label, value]),
    ),
  );
  return `${parts.join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(text).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Names and messages come from users: nothing in them may become a link, a tag or a table border. */
const text = (value: string): string =>
  value.replaceAll(/[\\`*[\]<>|#]/g, (character) => `\\${character}`).replaceAll(/\s*\n\s*/g, " ");
