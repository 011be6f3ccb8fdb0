// The tables from the sources to a task's table, so that they can be computed again on changed sources. Steps are carried out
// by the data engine exactly as in a run; tables that are no steps (sources, partitions, fitted transforms) are the boundary,
// taken as they are.
import type { Span } from "../../specs/diagnostic.ts";
import type { NodeId, PlanNode, StepOperation } from "../../specs/plan.ts";
import { applyStep, type WindowOptions } from "../data/apply-step.ts";
import type { Engine } from "../data/engine.ts";
import type { Functions } from "../data/lower-expression.ts";
import type { Table } from "../data/table.ts";

export interface ChainStep {
  readonly id: NodeId;
  readonly inputs: readonly NodeId[];
  readonly op: StepOperation;
  readonly span: Span;
}

export interface TableChain {
  readonly engine: Engine;
  readonly functions: Functions;
  /** In an order in which every step comes after its inputs. */
  readonly steps: readonly ChainStep[];
  readonly boundary: readonly NodeId[];
  /** The boundary table whose rows become the rows of the task: all others are joined to it. */
  readonly main: NodeId;
  /** The task's table. */
  readonly last: NodeId;
  /** A table of the chain as the run has it. */
  readonly tableOf: (id: NodeId) => Promise<Table>;
  /** Who computes the window functions of a table with so many rows; undefined for this thread. */
  readonly windows: (rows: number) => WindowOptions | undefined;
}

export interface ChainOptions extends Pick<TableChain, "windows"> {
  readonly engine: Engine;
  readonly functions: Functions;
  readonly last: NodeId;
  readonly nodeOf: (id: NodeId) => PlanNode;
  readonly tableOf: (id: NodeId) => Promise<Table>;
}

export function createTableChain({ engine, functions, last, nodeOf, tableOf, windows }: ChainOptions): TableChain {
  const steps = new Map<NodeId, ChainStep>();
  const boundary = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (steps.has(id) || boundary.has(id)) return;
    const { op, inputs, span } = nodeOf(id);
    if (op.kind !== "step") {
      boundary.add(id);
      return;
    }
    for (const input of inputs) visit(input);
    steps.set(id, { id, inputs, op, span });
  };
  visit(last);
  let main = last;
  for (let step = steps.get(main); step !== undefined; step = steps.get(main)) main = step.inputs[0]!;
  return { engine, functions, steps: [...steps.values()], boundary: [...boundary], main, last, tableOf, windows };
}

/**
 * The task's table from other boundary tables; the caller drops it. Null when a step cannot be carried out on them, for
 * example because a join key is no longer unique.
 */
export async function replay(chain: TableChain, boundary: ReadonlyMap<NodeId, Table>): Promise<Table | null> {
  const tables = new Map(boundary);
  const made: Table[] = [];
  try {
    for (const { id, inputs, op, span } of chain.steps) {
      const given = inputs.map((input) => tables.get(input)!);
      const windows = chain.windows(given[0]?.rows ?? 0);
      const { table } = await applyStep(chain.engine, op, given, chain.functions, span, windows);
      if (table === null) return null;
      tables.set(id, table);
      made.push(table);
    }
    return tables.get(chain.last)!;
  } finally {
    const kept = tables.get(chain.last)?.name;
    for (const { name } of made) if (name !== kept) await chain.engine.drop(name);
  }
}

export const hasStep = (chain: TableChain, ...kinds: readonly StepOperation["step"]["kind"][]): boolean =>
  chain.steps.some(({ op }) => kinds.includes(op.step.kind));
