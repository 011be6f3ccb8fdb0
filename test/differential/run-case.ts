// One case of the differential test: a random spec on a random data set, compiled; and if it is accepted, every contract.

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { Engine } from "../../runtime/data/engine.ts";
import type { Table } from "../../runtime/data/table.ts";
import { makeTask } from "../../runtime/task/make-task.ts";
import type { TaskData } from "../../runtime/task/task-data.ts";
import type { Plan, TableStep } from "../../specs/plan.ts";
import { featureViolations } from "./feature-contracts.ts";
import type { Dataset } from "./random-data.ts";
import type { RandomSpec } from "./random-spec.ts";
import { cutSplits, rowViolations } from "./row-influences.ts";
import { type Computed, computeTables, RID, VARIANT } from "./run-tables.ts";

const span = { file: "spec.pipe", start: 0, end: 1 };

export interface CaseResult {
  /** What a run would do wrong; empty for a sound plan. */
  readonly violations: readonly string[];
  /** Why nothing could be computed on these data (too few rows for the split, …); null when all was. */
  readonly skipped: string | null;
  readonly compared: number;
}

export async function runContracts(
  engine: Engine,
  plan: Plan,
  data: Dataset,
  sources: ReadonlyMap<string, Table>,
  claim: RandomSpec["claim"],
): Promise<CaseResult> {
  const tables = await computeTables(engine, plan, sources);
  try {
    return await judge(engine, plan, data, tables, claim);
  } finally {
    const kept = new Set([...sources.values()].map(({ name }) => name));
    for (const computed of tables.values())
      if (computed.kind === "table" && !kept.has(computed.table.name)) await engine.drop(computed.table.name);
  }
}

async function judge(
  engine: Engine,
  plan: Plan,
  data: Dataset,
  tables: ReadonlyMap<string, Computed>,
  claim: RandomSpec["claim"],
): Promise<CaseResult> {
  const skipped = (reason: string): CaseResult => ({ violations: [], skipped: reason, compared: 0 });
  const violations: string[] = [];
  const tasks = new Map<string, TaskData>();
  const hasStep = (kind: TableStep["kind"]): boolean =>
    plan.nodes.some(({ op }) => op.kind === "step" && op.step.kind === kind);
  const byFile = plan.nodes.some(({ op }) => op.kind === "step" && op.step.kind === "dedupe" && op.step.by === null);
  // Which copy comes first in the file nobody can prove: the certificate says so.
  const choice = hasStep("sample") || byFile ? "drawn" : hasStep("dedupe") ? "keyed" : "none";
  for (const computed of tables.values()) {
    if (computed.kind === "failed") return skipped(computed.reason);
    if (computed.kind === "table" && computed.fanOut !== null) violations.push(`RC13: ${computed.fanOut}`);
  }
  for (const node of plan.nodes) {
    if (node.op.kind !== "task") continue;
    const computed = tables.get(node.inputs[0]!);
    if (computed?.kind !== "table") return skipped("a task on fitted rows");
    for (const violation of await featureViolations(engine, data, computed.table, node.op.task, { claim, choice }))
      violations.push(`RC10 ${node.id}: ${violation}`);
    const base = await unchangedRows(engine, computed.table);
    // The plan holds on to what the task reads; the number of a row is what this test reads.
    const op = { ...node.op, columns: [...node.op.columns, RID] };
    const { task, diagnostics } = await makeTask(engine, op, base, span);
    await engine.drop(base.name);
    if (task === null) return skipped(diagnostics.map(({ id }) => id).join(" "));
    tasks.set(node.id, task);
  }
  const splits = cutSplits(plan, tasks);
  if (splits === null) return { ...skipped("too few rows for the split"), violations };
  const rows = rowViolations(plan, data, claim, splits);
  return { violations: [...violations, ...rows.violations], skipped: null, compared: rows.compared };
}

async function unchangedRows(engine: Engine, table: Table): Promise<Table> {
  const schema = { columns: table.schema.columns.filter(({ name }) => name !== VARIANT) };
  return engine.store(`SELECT * FROM "${table.name}" WHERE ${VARIANT} = 0`, schema, true);
}

const schema = JSON.parse(readFileSync(new URL("../../specs/plan.schema.json", import.meta.url), "utf8")) as object;
const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);

/** What does not fit the published schema of plans. */
export function schemaViolations(plan: Plan): readonly string[] {
  if (validate(JSON.parse(JSON.stringify(plan)))) return [];
  return (validate.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}
