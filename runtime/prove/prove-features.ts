// Features: everything later (or, without a time, every judged row) is changed in the sources, and the tables are computed
// again. Values of earlier (other) rows must stay, bit by bit.
import type { NodeId } from "../../specs/plan.ts";
import type { ContractInput } from "../contracts/contract.ts";
import { dataContracts } from "../contracts/contracts.diagnostics.ts";
import { mainPair } from "../contracts/pairs.ts";
import { describeTrials } from "../contracts/prefix-invariance.ts";
import { takeEvenly } from "../contracts/sample.ts";
import { NUMBERS_ROWS } from "../data/apply-step.ts";
import { ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { changedTable, rowNumbers } from "../replay/change-source.ts";
import { comparisonWith } from "../replay/compare-tables.ts";
import { testInvariance } from "../replay/invariance.ts";
import { hasStep, replay } from "../replay/table-chain.ts";
import { notProvable, type ProvePart, proveLine } from "./prove-result.ts";

export interface FeatureOptions {
  readonly moments: number;
  readonly seed: number;
  readonly onTrial: (done: number, total: number) => void;
}

export async function proveFeatures(split: NodeId, input: ContractInput, options: FeatureOptions): Promise<ProvePart> {
  const { task } = input;
  if (task.times === null) return proveRows(split, input, options);
  const trials = await testInvariance(await input.chain(), { task: task.spec, times: task.times, ...options });
  if (trials === null) return notProvable(split, "features", "the tables cannot be computed on changed sources");
  const evidence = {
    moments: new Set(trials.map(({ moment }) => moment)).size,
    trials: trials.length,
    rows: trials.reduce((sum, { rows }) => sum + rows, 0),
    features: task.spec.features.length,
  };
  return proveLine(split, "features", evidence, describeTrials(trials, input));
}

const CHANGED_ROWS = 2_000;

/** Without a time: what a row is must not depend on the judged rows. */
async function proveRows(split: NodeId, input: ContractInput, { seed, onTrial }: FeatureOptions): Promise<ProvePart> {
  const chain = await input.chain();
  const pair = mainPair(input.partitions);
  if (pair === null) return notProvable(split, "features", "nothing is judged");
  if (hasStep(chain, ...NUMBERS_ROWS, "component") || !chain.boundary.includes(chain.main))
    return notProvable(split, "features", "rows of the task cannot be traced to rows of a source");
  const last = await chain.tableOf(chain.last);
  const positions = new Set(Array.from(takeEvenly(pair.judged, CHANGED_ROWS), (row) => input.task.rowIds[row]!));
  const rows = await rowNumbers(chain, last, positions);
  const boundary = new Map<NodeId, Table>();
  for (const id of chain.boundary) boundary.set(id, await chain.tableOf(id));
  const cells = { table: boundary.get(chain.main)!, isMain: true, part: { kind: "rows", rows } } as const;
  const other = await changedTable(chain, cells, seed);
  if (other === null) return notProvable(split, "features", "no column of the source can be changed");
  const table = await replay(chain, boundary.set(chain.main, other));
  if (table === null) return notProvable(split, "features", "the tables cannot be computed on changed sources");
  const where = `${ROW} NOT IN (${[-1, ...rows].join(", ")})`;
  const { features } = input.task.spec;
  const compared = { keys: [ROW], time: null, where, until: null };
  const found = await comparisonWith(chain.engine, last, features)(table, compared);
  for (const name of new Set([other.name, table.name])) await chain.engine.drop(name);
  onTrial(1, 1);
  const evidence = { changedRows: rows.length, rows: found.rows, features: features.length };
  const diagnostics = found.columns.map(({ column, count }) =>
    dataContracts["hidden-statistic"](input.spanOf(column), { column, part: pair.second, count, rows: found.rows }),
  );
  return proveLine(split, "features", evidence, diagnostics);
}
