// A whole spec from what was inferred, in the canonical layout. Every guess says in a comment what led to it.
import { format } from "../../compiler/format/format.ts";
import { parse } from "../../compiler/syntax/parse.ts";
import type { Inferred } from "../../runtime/infer/infer.ts";
import type { Json } from "../../specs/json.ts";
import { proposeChecks } from "./propose-checks.ts";
import { proposePipeline } from "./propose-pipeline.ts";
import { type Proposal, proposeRoles } from "./propose-roles.ts";
import { declarationName, writeName, writeText } from "./spec-words.ts";

export interface WrittenSpec {
  readonly text: string;
  readonly proposals: readonly Proposal[];
}

/** Names that the proposed pipeline declares. */
const OWN = ["cv", "prepared", "scorecard", "line", "booster", "tuned", "champion", "final", "summary", "quality"];

export function writeSpec(inferred: Inferred, target: string | null): WrittenSpec {
  const taken = new Set(OWN);
  const source = declarationName(baseName(pathOf(inferred)), taken);
  taken.add(source);
  const task = declarationName(target === null ? "task" : `predict_${target}`, taken);
  taken.add(task);
  const table = declarationName(`${source}_features`, taken);
  taken.add(table);
  const distinct = declarationName(`${source}_distinct`, taken);
  const proposals = proposeRoles(inferred, target);
  const rules = proposeChecks(inferred, proposals);
  const pipeline = target === null ? null : proposePipeline(inferred, proposals, { source, task, table, distinct });
  const parts = [
    header(inferred, source, target),
    sourceText(inferred, proposals, source),
    `check quality = ${source} {\n${rules.map((rule) => `  ${rule}`).join("\n")}\n}`,
  ];
  if (pipeline === null) parts.push(`# ${candidates(proposals)}`);
  else if ("text" in pipeline) parts.push(pipeline.text);
  else parts.push(`# No task is proposed: ${pipeline.reason}.`);
  const text = `${parts.join("\n\n")}\n`;
  return { text: format(parse({ path: "inferred.pipe", text }).tree, text), proposals };
}

function header(inferred: Inferred, source: string, target: string | null): string {
  const { rows, allRows } = inferred;
  const path = pathOf(inferred);
  const looked =
    rows < allRows
      ? `the first ${rows.toLocaleString("en-US")} of ${allRows.toLocaleString("en-US")} rows`
      : `all ${rows.toLocaleString("en-US")} rows`;
  const what = target === null ? "" : `, to predict ${oneLine(target)}`;
  const title = target === null ? oneLine(baseName(path)) : `${oneLine(target)} from ${oneLine(baseName(path))}`;
  return [
    `## Proposed by \`pipec infer\` from ${looked} of ${oneLine(path)}${what}.`,
    "## Types, roles and bounds are what the data shows; only you know what they mean. Read every line.",
    ...(typeof inferred.params.encoding === "string"
      ? [`## The file is not UTF-8: it was read as ${inferred.params.encoding}; look at accents and signs.`]
      : []),
    `pipeline ${source} ${writeText(title)}`,
  ].join("\n");
}

/** Control characters are no text of a spec. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/\p{Cc}/gu, "\uFFFD");

const baseName = (path: string): string =>
  (path.replaceAll("\\", "/").split("/").pop() ?? path)
    .replaceAll(/[*?]+/g, "")
    .replace(/(\.(csv|tsv|txt|data|parquet|json|ndjson|jsonl|arrow|feather|ipc|gz|zst))+$/i, "") || "data";

const pathOf = ({ params, connector }: Inferred): string => (typeof params.path === "string" ? params.path : connector);

function sourceText(inferred: Inferred, proposals: readonly Proposal[], source: string): string {
  const { connector } = inferred;
  const { path: _, ...params } = inferred.params;
  const path = pathOf(inferred);
  const args = Object.entries(params).map(([name, value]) => `${name}: ${writeValue(value)}`);
  const call = `${connector}(${[writeText(path), ...args].join(", ")})`;
  const lines = proposals.map((proposal) => {
    const { column, annotations, comment } = proposal;
    const name = writeName(column.name);
    if (name === null)
      return `  # a column whose name cannot be written in a spec is left out: ${JSON.stringify(column.name)}`;
    const type = `${column.type.kind}${column.type.nullable ? "?" : ""}`;
    const remark = comment === null ? "" : `  # ${oneLine(comment)}`;
    return `  ${[`${name}: ${type}`, ...annotations].join(" ")}${remark}`;
  });
  return `source ${source} = ${call} {\n${lines.join("\n")}\n}`;
}

function writeValue(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => writeValue(item)).join(", ")}]`;
  return typeof value === "string" ? writeText(value) : String(value);
}

/** Columns that people predict: the last one, and those with two values. */
function candidates(proposals: readonly Proposal[]): string {
  const features = proposals.filter(({ role }) => role === "feature");
  const few = features.filter(({ profile }) => profile.distinct === 2).slice(-2);
  const last = features.at(-1);
  const names = [...new Set([...few, ...(last === undefined ? [] : [last])].map(({ column }) => oneLine(column.name)))];
  const listed = names.length === 0 ? "" : ` Candidates: ${names.join(", ")}.`;
  return `Name what is to be predicted, \`--target COLUMN\`, and task, split, models and evaluation are proposed too.${listed}`;
}
