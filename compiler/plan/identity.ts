// The identity of what a node makes. A node reads parts of its inputs: a task some columns of a table, a split the times and
// groups of a task, a model its features. Its fingerprint holds what it means and the lineage of exactly those parts, so that
// equal fingerprints (with equal data) are equal values, and what a node does not read can change without computing it again.
//
// Where parts cannot be told, the whole input counts: tables themselves, contracts (they look at everything before a split)
// and transforms of whole tables.
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type {
  CheckOperation,
  ModelSpec,
  NodeId,
  Operation,
  PartitionRef,
  SplitSpec,
  TaskOperation,
  TransformSpec,
} from "../../specs/plan.ts";
import { invariant } from "../base/invariant.ts";
import type { RegistryIndex } from "../types/context.ts";
import { asJson, meaningOf } from "./meaning.ts";
import { readsOfRule } from "./rule-columns.ts";
import {
  columnLineage,
  partLineage,
  readExpression,
  sourceLineage,
  stepLineage,
  type TableLineage,
  wholeLineage,
} from "./table-lineage.ts";

/** What later nodes need to know about one that has been added. */
export interface NodeIdentity {
  readonly op: Operation;
  readonly inputs: readonly NodeId[];
  /** The node and all that stands before it, also what it does not read. Nodes of equal definition are one node. */
  readonly definition: string;
  readonly fingerprint: string;
  /** Of nodes whose value is a table. */
  readonly lineage: TableLineage | null;
}

type Lookup = (id: NodeId) => NodeIdentity;

export function identify(
  op: Operation,
  inputs: readonly NodeId[],
  of: Lookup,
  registry: Pick<RegistryIndex, "find">,
): NodeIdentity {
  const definition = fingerprint({
    op: meaningOf(op, (id) => of(id).definition),
    inputs: inputs.map((id) => of(id).definition),
  });
  const lineage = lineageOf(op, inputs, of, definition, registry);
  const read = readsOf(op, inputs, of, registry);
  return { op, inputs, definition, fingerprint: read === null ? definition : fingerprint(read), lineage };
}

function lineageOf(
  op: Operation,
  inputs: readonly NodeId[],
  of: Lookup,
  definition: string,
  registry: Pick<RegistryIndex, "find">,
): TableLineage | null {
  switch (op.kind) {
    case "source":
      // What it adds to the rows of a table depends on all of that table.
      if (inputs.length > 0) {
        return wholeLineage(
          op.schema.columns.map(({ name }) => name),
          definition,
        );
      }
      return sourceLineage(op, isByName(op.connector, op.params, registry));
    case "step":
      return stepLineage(
        op,
        inputs.map((id) => tableOf(id, of)),
        definition,
      );
    case "rows": {
      const task = of(inputs[0]!);
      return partLineage(tableOf(task.inputs[0]!, of), partition(op.partition, of));
    }
    case "apply":
      return wholeLineage(
        op.schema.columns.map(({ name }) => name),
        definition,
      );
    default:
      return null;
  }
}

function isByName(
  connector: string,
  params: { readonly [name: string]: Json },
  registry: Pick<RegistryIndex, "find">,
): boolean {
  const byName = registry.find("connector", connector)?.byName ?? false;
  return typeof byName === "boolean" ? byName : params[byName.unless.parameter] !== byName.unless.is;
}

function tableOf(id: NodeId, of: Lookup): TableLineage {
  const { lineage } = of(id);
  invariant(lineage !== null, `${id} should be a table`);
  return lineage;
}

/** Null where the whole definition counts. */
function readsOf(
  op: Operation,
  inputs: readonly NodeId[],
  of: Lookup,
  registry: Pick<RegistryIndex, "find">,
): Json | null {
  const meaning = (): Json => meaningOf(op, (id) => of(id).fingerprint);
  switch (op.kind) {
    case "source":
    case "step":
    case "rows":
    case "apply":
    case "contracts":
      return null;
    case "check":
      return readByCheck(op, inputs, of, registry);
    case "task":
      return {
        kind: op.kind,
        task: asJson(op.task),
        read: columnsOf(op, op.columns, tableOf(inputs[0]!, of)),
      };
    case "split": {
      const task = of(inputs[0]!);
      invariant(task.op.kind === "task", "a split cuts a task");
      return { op: asJson(op), task: readBySplit(task.op, op.split, tableOf(task.inputs[0]!, of)) };
    }
    case "transform":
      return op.partition === null
        ? null
        : { op: meaning(), inputs: inputs.map((id) => readByModel(id, of, besideOf(op.transform, registry))) };
    case "fit":
      return {
        op: meaning(),
        inputs: inputs.map((id) =>
          readByModel(id, of, [...besideOfModel(op.model, registry), ...(op.weight === undefined ? [] : [op.weight])]),
        ),
      };
    case "search": {
      const beside = op.models.flatMap(({ model }) => besideOfModel(model, registry));
      return { op: meaning(), inputs: inputs.map((id) => readByModel(id, of, beside)) };
    }
    case "wrap":
      return {
        op: meaning(),
        inputs: inputs.map((id) => readByModel(id, of, op.weight === undefined ? [] : [op.weight])),
      };
    case "ensemble":
      return { op: meaning(), inputs: inputs.map((id) => readByModel(id, of, [])) };
    case "evaluate":
      return { op: meaning(), inputs: inputs.map((id) => readByModel(id, of, op.by)) };
    case "predict":
    case "publish":
    case "report":
      return { op: meaning(), inputs: inputs.map((id) => of(id).fingerprint) };
    default:
      return op satisfies never;
  }
}

/** Names, types and roles of columns, what stands in them, and which rows there are. */
function columnsOf({ schema }: TaskOperation, names: readonly string[], table: TableLineage): Json {
  const columns = [...new Set(names)].sort().map((name): Json => {
    const column = schema.columns.find((candidate) => candidate.name === name);
    return [name, columnLineage(table, name), column === undefined ? null : asJson(column)];
  });
  return { rows: table.rows, columns };
}

/** Which rows exist, when and in which series they are, which have a label, and what the cut goes by. */
function readBySplit(op: TaskOperation, split: SplitSpec, table: TableLineage): Json {
  const { kind, target, time, series, horizon, warmup } = op.task;
  const cutBy = (spec: SplitSpec | null): readonly string[] =>
    spec === null
      ? []
      : [spec.by, spec.stratify, spec.column, ...cutBy(spec.inner)].filter((name): name is string => name !== null);
  const names = [target, ...(time === null ? [] : [time.column]), ...series, ...cutBy(split)];
  return {
    task: { kind, target, time: asJson(time), series: asJson(series), horizon, warmup },
    read: columnsOf(op, names, table),
  };
}

/**
 * A model sees of a task what the task names; a split brings the task that it cuts along. `others`: by what is judged apart, what
 * its transforms are given beside the features, which is nothing to the models that are given nothing, and what weighs the rows.
 */
function readByModel(id: NodeId, of: Lookup, others: readonly string[]): Json {
  const { op, inputs, fingerprint: own } = of(id);
  if (op.kind === "split") return [own, readByModel(inputs[0]!, of, others)];
  if (op.kind !== "task") return own;
  const { features, target, known, time, series, entity, weight } = op.task;
  const names = [
    ...features,
    target,
    ...known,
    ...(time === null ? [] : [time.column]),
    ...series,
    ...(entity === null ? [] : [entity]),
    ...(weight === null ? [] : [weight]),
    ...others,
  ];
  const { beside, ...task } = op.task;
  const ahead = (beside ?? []).filter((one) => one.ahead && others.includes(one.column)).map(({ column }) => column);
  return {
    task: asJson(task),
    ...(ahead.length === 0 ? {} : { ahead }),
    read: columnsOf(op, names, tableOf(inputs[0]!, of)),
  };
}

/**
 * Per rule the columns that its parameters name, and the rows. Findings show whole rows, so the executor takes a check that
 * found something for the same only when the whole table is.
 */
function readByCheck(
  op: CheckOperation,
  inputs: readonly NodeId[],
  of: Lookup,
  registry: Pick<RegistryIndex, "find">,
): Json {
  const checked = of(inputs[0]!);
  const table = tableOf(inputs[0]!, of);
  const schema = "schema" in checked.op ? checked.op.schema.columns : [];
  const idOf = (name: string): string => columnLineage(table, name);
  const rules = op.rules.map((entry): Json => {
    const { columns, expressions, tables, params } = readsOfRule(entry, schema, registry);
    const declared = (name: string): Json => asJson(schema.find((column) => column.name === name) ?? null);
    return {
      rule: entry.rule,
      params,
      severity: entry.severity,
      tables: tables.map((id) => of(id).definition),
      expressions: expressions.map((expression) => readExpression(expression, idOf)),
      read: columns === null ? checked.definition : columns.map((name) => [name, idOf(name), declared(name)]),
      rows: table.rows,
    };
  });
  return { kind: op.kind, rules };
}

const partition = (ref: PartitionRef, of: Lookup): Json => ({
  split: of(ref.split).fingerprint,
  part: ref.part,
  fold: ref.fold,
});

/** What the transforms of a chain are given beside the columns that they are applied to. */
function besideOf(spec: TransformSpec, registry: Pick<RegistryIndex, "find">): readonly string[] {
  switch (spec.kind) {
    case "take":
      return spec.columns.map(({ from }) => from);
    case "component": {
      const parameter = registry.find("transform", spec.component)?.beside?.parameter;
      const named = parameter === undefined ? null : (spec.params[parameter] ?? null);
      return Array.isArray(named) ? named.map(String) : [];
    }
    case "chain":
      return spec.steps.flatMap((step) => besideOf(step, registry));
    case "block":
      return spec.entries.flatMap(({ transform }) => besideOf(transform, registry));
    case "choice":
      return spec.options.flatMap((option) => besideOf(option, registry));
    default:
      return spec satisfies never;
  }
}

function besideOfModel(spec: ModelSpec | null, registry: Pick<RegistryIndex, "find">): readonly string[] {
  switch (spec?.kind) {
    case "pipeline":
      return [...besideOf(spec.transform, registry), ...besideOfModel(spec.model, registry)];
    case "combinator":
      return besideOfModel(spec.model, registry);
    case "choice":
      return spec.options.flatMap((option) => besideOfModel(option, registry));
    case "estimator":
    case undefined:
      return [];
    default:
      return spec satisfies never;
  }
}
