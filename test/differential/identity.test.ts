// Equal fingerprints are equal values: random specs and edits of them over the same data, every task and split of every plan
// computed, and compared wherever the plans say that two are the same.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encode } from "../../runtime/cache/encode.ts";
import { applyStep } from "../../runtime/data/apply-step.ts";
import { type Engine, openEngine } from "../../runtime/data/engine.ts";
import { readSource } from "../../runtime/data/read-source.ts";
import type { Table } from "../../runtime/data/table.ts";
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import { cutTask } from "../../runtime/split/cut-task.ts";
import { makeTask } from "../../runtime/task/make-task.ts";
import type { TaskData } from "../../runtime/task/task-data.ts";
import type { Json } from "../../specs/json.ts";
import type { Plan, PlanNode } from "../../specs/plan.ts";
import { functionImplementations } from "../../stdlib/functions/implementations.ts";
import { compileText } from "./compile-text.ts";
import { type Dataset, randomDataset } from "./random-data.ts";
import { randomSpec } from "./random-spec.ts";

const CASES = Number(process.env.PIPEC_IDENTITY_CASES ?? 150);
const EDITS = 6;
const span = { file: "spec.pipe", start: 0, end: 1 };

describe("the identity of a value", () => {
  it(`is sound: equal fingerprints are equal values, over ${CASES} specs and ${EDITS} edits of each`, async () => {
    const engine = await openEngine({ threads: 1 });
    const tally = { plans: 0, shared: 0, acrossTables: 0 };
    const failures: string[] = [];
    for (let seed = 0; seed < CASES; seed++) {
      const data = randomDataset(seed);
      const random = createRandom(seed, "identity");
      const seen = new Map<string, Seen>();
      let text = randomSpec(data, random.derive("spec")).text;
      for (let edit = 0; edit <= EDITS; edit++) {
        const compiled = compileText(text);
        if (compiled.kind === "done" && compiled.plan !== null) {
          tally.plans++;
          failures.push(...(await compare(engine, compiled.plan, data, { seen, seed, tally })));
        }
        text = editSpec(text, random.derive(`edit ${edit}`));
      }
    }
    engine.close();
    console.info(
      `${tally.plans} plans, ${tally.shared} shared values, ${tally.acrossTables} of them of different tables`,
    );
    expect(failures.slice(0, 5)).toEqual([]);
    // A test in which nothing is shared, or only what stands on the same table, would prove little.
    expect(tally.shared).toBeGreaterThan(CASES);
    expect(tally.acrossTables).toBeGreaterThan(CASES / 5);
  }, 600_000);
});

interface Seen {
  readonly hash: string;
  readonly table: string;
  readonly node: string;
}

interface Case {
  readonly seen: Map<string, Seen>;
  readonly seed: number;
  readonly tally: { shared: number; acrossTables: number };
}

async function compare(engine: Engine, plan: Plan, data: Dataset, { seen, seed, tally }: Case): Promise<string[]> {
  const failures: string[] = [];
  const made: string[] = [];
  for (const { node, value, table } of await valuesOf(engine, plan, data, made)) {
    const hash = createHash("sha256").update(encode(value)).digest("hex");
    const known = seen.get(node.fingerprint);
    seen.set(node.fingerprint, known ?? { hash, table, node: node.id });
    if (known === undefined) continue;
    tally.shared++;
    if (known.table !== table) tally.acrossTables++;
    if (known.hash !== hash) failures.push(`seed ${seed}: ${node.id} (${node.op.kind}) is not ${known.node}`);
  }
  for (const name of made) await engine.drop(name);
  return failures;
}

interface Made {
  readonly node: PlanNode;
  readonly value: unknown;
  /** Fingerprint of the table that the task stands on. */
  readonly table: string;
}

async function valuesOf(engine: Engine, plan: Plan, data: Dataset, made: string[]): Promise<readonly Made[]> {
  const tables = new Map<string, Table>();
  const tasks = new Map<string, TaskData>();
  const values: Made[] = [];
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  for (const node of plan.nodes) {
    const { op } = node;
    if (op.kind === "source" || op.kind === "step") {
      const table = op.kind === "source" ? await load(engine, node, data) : await step(engine, node, tables);
      if (table === null) continue;
      tables.set(node.id, table);
      made.push(table.name);
    } else if (op.kind === "task") {
      const table = tables.get(node.inputs[0]!);
      const task = table === undefined ? null : (await makeTask(engine, op, table, span)).task;
      if (task === null) continue;
      tasks.set(node.id, task);
      values.push({ node, value: task, table: byId.get(node.inputs[0]!)!.fingerprint });
    } else if (op.kind === "split") {
      const task = tasks.get(node.inputs[0]!);
      const table = byId.get(byId.get(node.inputs[0]!)!.inputs[0]!)!.fingerprint;
      const partitions = task === undefined ? null : cutTask(task, op.split, span).partitions;
      if (partitions !== null) values.push({ node, value: partitions, table });
    }
  }
  return values;
}

async function load(engine: Engine, node: PlanNode, data: Dataset): Promise<Table | null> {
  if (node.op.kind !== "source") return null;
  const source = [data.main, ...data.others].find(({ name }) => name === node.declaration)!;
  const places = node.op.schema.columns.map(({ name }) => source.schema.findIndex(([column]) => column === name));
  const rows: Json = source.rows.map((row) => places.map((place): Json => row[place]!));
  const op = { ...node.op, connector: "inline", params: { rows } };
  return (await readSource(engine, op, { resolvePath: (path) => path, span })).table;
}

async function step(engine: Engine, node: PlanNode, tables: ReadonlyMap<string, Table>): Promise<Table | null> {
  const inputs = node.inputs.map((id) => tables.get(id)).filter((table) => table !== undefined);
  if (node.op.kind !== "step" || inputs.length < node.inputs.length) return null;
  return (await applyStep(engine, node.op, inputs, functionImplementations, span)).table;
}

/** One change of the kind that people make. It may not compile. */
function editSpec(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = (test: (line: string) => boolean): number => {
    const found = lines.flatMap((line, i) => (test(line) ? [i] : []));
    return found.length === 0 ? -1 : found[random.below(found.length)]!;
  };
  const derived = at((line) => /^ {2}f\d+_\d+ = /.test(line));
  switch (random.below(8)) {
    case 0:
      if (derived >= 0)
        lines[derived] = lines[derived]!.replace(/\d+(?=[^\d]*$)/, (number) => String(Number(number) + 1));
      break;
    case 1:
      if (derived >= 0) lines.splice(derived, 0, "  unread = x * 2 + n");
      break;
    case 2:
      if (derived >= 0) lines.splice(derived, 1);
      break;
    case 3:
      return text.replace(/features: \[(\w+), /, "features: [");
    case 4:
      return text.replace(/where\(x > [\d.]+\)/, "where(x > 1.25)");
    case 5:
      return text.replaceAll(/\brows\b/g, "all_rows").replace("\ntask ", "\n# a remark\ntask ");
    case 6:
      return text.replace(" |> derive", " |> where(n >= 0) |> derive");
    default: {
      const column = at((line) => /^ {2}(z|p|k|size|v): /.test(line));
      if (column >= 0) lines.splice(column, 1);
    }
  }
  return lines.join("\n");
}
