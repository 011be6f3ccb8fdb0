// Tables become chains of relational steps, one node each, so that a changed step recomputes only what follows it.
import type { NodeId, TableStep } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { TableTerm, TypedStep } from "../../types/typed.ts";
import { planDiagnostics } from "../plan.diagnostics.ts";
import { lowerCall } from "./component.ts";
import { componentOf, declarationOf, type LowerContext, nodeOf, nodesOf } from "./context.ts";
import { lowerColumns, lowerExpression } from "./expression.ts";
import { foldsOfTable, lowerPartition, printPartition } from "./partition.ts";
import { lowerTransform } from "./transform.ts";

/** Where a table term stands: its declaration, the fold it belongs to, and how many nodes it has made. */
export interface TableScope {
  readonly declaration: string;
  /** The node of the whole term; parts get `<id>/<n>`. */
  readonly id: NodeId;
  readonly fold: number | null;
}

/** One node, or one per fold where the table has folds. */
export function lowerPerFold(
  term: TableTerm,
  declaration: string,
  id: NodeId,
  context: LowerContext,
): readonly NodeId[] {
  const folds = foldsOfTable(term, context);
  if (folds === 1) return [lowerTable(term, { declaration, id, fold: null }, context)];
  return Array.from({ length: folds }, (_, fold) =>
    lowerTable(term, { declaration, id: `${id}[${fold}]`, fold }, context),
  );
}

/** For what can only be done with one table: silently taking the first fold would mix folds. */
export function refuseFolds(term: TableTerm, what: string, context: LowerContext): void {
  if (foldsOfTable(term, context) > 1) context.report(planDiagnostics["not-runnable"](term.span, { what }));
}

export function lowerTable(term: TableTerm, scope: TableScope, context: LowerContext): NodeId {
  let count = 0;
  const partId = (): NodeId => `${scope.id}/${++count}`;
  const lower = (part: TableTerm, id: () => NodeId): NodeId => {
    switch (part.kind) {
      case "reference": {
        const nodes = nodesOf(context, part.to);
        return nodes.length === 1 ? nodes[0]! : nodes[scope.fold ?? 0]!;
      }
      case "partition":
        return lowerPartitionRows(part.partition, id(), scope, context);
      case "step":
        return lowerStep(part.input, part.step, part, id);
      case "apply": {
        invariant(part.fitted.kind === "reference", "a registry value is applied by `predict`");
        const fitted = nodesOf(context, part.fitted.to);
        const transform = fitted.length === 1 ? fitted[0]! : fitted[scope.fold ?? 0]!;
        return applyNode(part, transform, lower(part.input, partId), id());
      }
      case "fit-apply": {
        const table = lower(part.input, partId);
        const transform = context.builder.add({
          id: partId(),
          declaration: scope.declaration,
          inputs: [table],
          op: {
            kind: "transform",
            transform: lowerTransform(part.transform, { paths: null, task: null }, context),
            partition: null,
          },
          span: part.transform.span,
          influences: [],
        });
        return applyNode(part, transform, table, id());
      }
      default:
        return part satisfies never;
    }
  };
  const applyNode = (part: TableTerm, transform: NodeId, table: NodeId, id: NodeId): NodeId =>
    context.builder.add({
      id,
      declaration: scope.declaration,
      inputs: [transform, table],
      op: { kind: "apply", schema: part.schema },
      span: part.span,
      influences: [],
    });
  const lowerStep = (input: TableTerm, step: TypedStep, part: TableTerm, id: () => NodeId): NodeId => {
    const inputs = [lower(input, partId)];
    if (step.kind === "join" || step.kind === "join_as_of" || step.kind === "union")
      inputs.push(lower(step.right, partId));
    return context.builder.add({
      id: id(),
      declaration: scope.declaration,
      inputs,
      op: { kind: "step", step: stepOperation(step, context), schema: part.schema },
      span: step.span,
      influences: [],
    });
  };
  return lower(term, () => scope.id);
}

function lowerPartitionRows(
  partition: Extract<TableTerm, { kind: "partition" }>["partition"],
  id: NodeId,
  scope: TableScope,
  context: LowerContext,
): NodeId {
  const split = declarationOf(context, partition.split, "split");
  const reference = lowerPartition(partition, scope.fold, context);
  return context.builder.add({
    id,
    declaration: scope.declaration,
    inputs: [nodeOf(context, split.split.task), reference.split],
    op: { kind: "rows", partition: reference },
    span: partition.span,
    influences: [printPartition(partition.split, reference.part, reference.fold)],
  });
}

function stepOperation(step: TypedStep, context: LowerContext): TableStep {
  switch (step.kind) {
    case "where":
      return { kind: "where", condition: lowerExpression(step.condition) };
    case "select":
      return { kind: "select", columns: step.columns };
    case "derive":
      return { kind: "derive", columns: lowerColumns(step.columns) };
    case "rename":
      return { kind: "rename", columns: step.columns.map(({ from, to }) => ({ from, to })) };
    case "join":
      return { kind: "join", on: step.on, how: step.how, ...withinOf(step), columns: step.columns };
    case "join_as_of":
      return {
        kind: "join_as_of",
        on: step.on,
        time: step.time,
        direction: step.direction,
        strict: step.strict,
        within: durationOf(step.within),
        ...(step.event === null ? {} : { event: step.event }),
        columns: step.columns,
      };
    case "aggregate": {
      const covers = step.covers === undefined ? {} : { covers: step.covers };
      return { kind: "aggregate", by: step.by, columns: lowerColumns(step.columns), ...covers };
    }
    case "resample": {
      const { kind, by, time, every, label, zone } = step;
      return { kind, by, time, every, label, zone, columns: lowerColumns(step.columns) };
    }
    case "fill_gaps": {
      const { kind, by, time, every, zone } = step;
      return { kind, by, time, every, zone };
    }
    case "windows": {
      const { kind, by, time, length, stride, tensors } = step;
      return { kind, by, time, length, stride, tensors };
    }
    case "explode": {
      const { kind, column, separator, index } = step;
      return { kind, column, separator, index };
    }
    case "sql": {
      const { kind, query, tables, time, every, structure, hidden, named, choosing, reach, fits } = step;
      return { kind, query, tables, time, every, structure, hidden, named, choosing, reach, fits };
    }
    case "sort":
      return { kind: "sort", by: step.by };
    case "dedupe":
      return { kind: "dedupe", on: step.on, keep: step.keep, by: step.by };
    case "sample":
      return { kind: "sample", fraction: step.fraction, rows: step.rows, seed: step.seed };
    case "union":
      return { kind: "union" };
    case "component": {
      const spec = lowerCall(step.call, {
        declaration: () => componentOf(context, "table-step", step.call.component),
        step: null,
        openPath: null,
      });
      return { kind: "component", ...spec };
    }
    default:
      return step satisfies never;
  }
}

function withinOf({ within, time }: Extract<TypedStep, { kind: "join" }>) {
  const span = durationOf(within);
  return time === null || span === null ? {} : { within: { ...time, span } };
}

function durationOf(argument: Extract<TypedStep, { kind: "join_as_of" }>["within"]) {
  if (argument === null || argument.value.kind !== "json") return null;
  const json = argument.value.json;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const { months, milliseconds } = json as { months?: unknown; milliseconds?: unknown };
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
