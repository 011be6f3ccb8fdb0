// RC14: every joined fact was known at its row's time. The join is carried out once more with the time at which the right
// rows became known (`@known_at`, else the time an as-of join goes by) as one more column.
import { type Column, scalar } from "../../specs/data-type.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { TableStep } from "../../specs/plan.ts";
import { applyStep } from "../data/apply-step.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import type { ChainStep, TableChain } from "../replay/table-chain.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { isoTime } from "./label-times.ts";

type Join = Extract<TableStep, { kind: "join" | "join_as_of" }>;

interface Late {
  readonly count: number;
  readonly known: number;
  readonly time: number;
}

const STAMP = "__known_at";

export const knownBeforeOrigin: Contract = {
  name: "known-before-origin",
  verify: async ({ chain: open, spanOf }) => {
    const chain = await open();
    const found: Diagnostic[] = [];
    let joins = 0;
    for (const step of chain.steps) {
      const join = step.op.step;
      if (join.kind !== "join" && join.kind !== "join_as_of") continue;
      const left = await chain.tableOf(step.inputs[0]!);
      const right = await chain.tableOf(step.inputs[1]!);
      const times = timesOf(join, left, right);
      if (times === null) continue;
      joins += 1;
      const late = await findLate(chain, step, join, left, right, times);
      if (late === null) continue;
      const holes = { node: step.id, column: times.known.name, count: late.count };
      const moments = { known: isoTime(late.known), time: isoTime(late.time) };
      found.push(dataContracts["late-column"](spanOf(`join ${step.id}`), { ...holes, ...moments }));
    }
    return joins === 0 ? notApplicable("no join says when its facts became known") : judged(found, { joins });
  },
};

interface JoinTimes {
  readonly known: Column;
  readonly row: string;
}

function timesOf(join: Join, left: Table, right: Table): JoinTimes | null {
  const stamp = right.schema.columns.find(({ roles }) => roles.knownAt === true);
  if (join.kind === "join") {
    const row = left.schema.columns.find(({ roles }) => roles.time !== undefined)?.name;
    return stamp === undefined || row === undefined ? null : { known: stamp, row };
  }
  // A join that looks forward says so in the spec, where it is judged.
  if (join.direction !== "backward") return null;
  const known = stamp ?? right.schema.columns.find(({ name }) => name === join.time.right);
  return known === undefined ? null : { known, row: join.time.left };
}

async function findLate(
  chain: TableChain,
  { span }: ChainStep,
  join: Join,
  left: Table,
  right: Table,
  { known, row }: JoinTimes,
): Promise<Late | null> {
  const schema = { columns: [...left.schema.columns, { name: STAMP, type: scalar("timestamp", true), roles: {} }] };
  const step: Join = { ...join, columns: [{ from: known.name, to: STAMP }] };
  const { table } = await applyStep(chain.engine, { kind: "step", step, schema }, [left, right], chain.functions, span);
  if (table === null) return null;
  const time = `CAST(${quoteName(row)} AS TIMESTAMP)`;
  const isLate = join.kind === "join_as_of" && join.strict ? `${STAMP} >= ${time}` : `${STAMP} > ${time}`;
  const first = (sql: string): string => `first(epoch_ms(${sql}) ORDER BY ${ROW})`;
  const query = `SELECT count(*), ${first(STAMP)}, ${first(time)} FROM ${quoteName(table.name)} WHERE ${isLate}`;
  const found = (await chain.engine.query(query))[0] ?? [];
  await chain.engine.drop(table.name);
  const count = Number(found[0]);
  return count === 0 ? null : { count, known: Number(found[1]), time: Number(found[2]) };
}
