// One step after `|>`: the built-in ones by their own rules, any other that the registry declares by its parameters.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { tables } from "../table.diagnostics.ts";
import type { TableTerm, TypedStep } from "../typed.ts";
import { alikeNames } from "./alike-names.ts";
import {
  elaborateDerive,
  elaborateRename,
  elaborateSelect,
  elaborateWhere,
  type Stepped,
  stepBase,
} from "./column-steps.ts";
import { AS_OF_FORM, elaborateAsOfJoin, elaborateJoin, JOIN_FORM } from "./join.ts";
import { elaborateAggregate, elaborateDedupe, elaborateSample, elaborateSort, elaborateUnion } from "./row-steps.ts";
import { elaborateExplode, elaboratePivot } from "./shape-steps.ts";
import { elaborateSql } from "./sql-step.ts";
import { bindStep, type StepCall } from "./step-arguments.ts";
import { elaborateFillGaps, elaborateResample, elaborateWindows } from "./time-steps.ts";

export type ElaborateTable = (expr: Expr, context: TypeContext) => TableTerm | null;

/** `expr` is the whole call, for steps that only the registry knows. */
export function elaborateStep(
  call: StepCall,
  expr: Expr,
  input: TableTerm,
  context: TypeContext,
  elaborateTable: ElaborateTable,
): TableTerm | null {
  const stepped = dispatch(call, expr, input, context, elaborateTable);
  if (stepped === null) return null;
  // The run verifies the names of a query with the query itself.
  const alike = stepped.step.kind === "sql" ? null : alikeNames(stepped.schema.columns);
  if (alike !== null && alikeNames(input.schema.columns) === null) {
    const [name, earlier] = alike;
    context.report(tables["names-alike"](spanOfMade(name, stepped.step) ?? call.span, { name, earlier }));
    return null;
  }
  const span = { ...input.span, end: call.span.end };
  return { kind: "step", input, step: stepped.step, schema: stepped.schema, span };
}

/** Where a step that names its columns makes one. */
function spanOfMade(name: string, step: TypedStep): Span | null {
  switch (step.kind) {
    case "derive":
    case "aggregate":
    case "resample":
      return step.columns.find((column) => column.name === name)?.nameSpan ?? null;
    case "rename":
      return step.columns.find(({ to }) => to === name)?.span ?? null;
    default:
      return null;
  }
}

function dispatch(
  call: StepCall,
  expr: Expr,
  input: TableTerm,
  context: TypeContext,
  elaborateTable: ElaborateTable,
): Stepped | null {
  const { schema } = input;
  switch (call.name.name) {
    case "where":
      return elaborateWhere(call, schema, context);
    case "select":
      return elaborateSelect(call, schema, context);
    case "derive":
      return elaborateDerive(call, schema, context);
    case "rename":
      return elaborateRename(call, schema, context);
    case "sort":
      return elaborateSort(call, schema, context);
    case "dedupe":
      return elaborateDedupe(call, schema, context);
    case "sample":
      return elaborateSample(call, schema, context);
    case "aggregate":
      return elaborateAggregate(call, schema, context);
    case "resample":
      return elaborateResample(call, schema, context);
    case "fill_gaps":
      return elaborateFillGaps(call, schema, context);
    case "windows":
      return elaborateWindows(call, schema, context);
    case "pivot":
      return elaboratePivot(call, schema, context);
    case "explode":
      return elaborateExplode(call, schema, context);
    case "sql":
      return elaborateSql(call, input, context);
    case "join":
    case "join_as_of": {
      const asOf = call.name.name === "join_as_of";
      const bound = bindStep(call, asOf ? AS_OF_FORM : JOIN_FORM, context);
      const table = bound?.first("table") ?? null;
      const right = table === null ? null : elaborateTable(table, context);
      if (bound === null || right === null) return null;
      return (asOf ? elaborateAsOfJoin : elaborateJoin)(call, bound, schema, right, context);
    }
    case "union":
    case "concat": {
      const form = { text: `${call.name.name}(table)`, block: false };
      const table = bindStep(call, form, context)?.first("table") ?? null;
      const right = table === null ? null : elaborateTable(table, context);
      return right === null ? null : elaborateUnion(call, schema, right, context);
    }
    default: {
      const declared = elaborateCall(expr, ["table-step"], context, { schema });
      return declared === null ? null : { step: { kind: "component", ...stepBase(call), call: declared }, schema };
    }
  }
}
