// Typed declarations -> flow graph. A maintainer adding a kind of declaration lands here first.

import type { RegistryIndex } from "../types/context.ts";
import type { SplitTerm, Typed, TypedDeclaration, TypedEvaluate } from "../types/typed.ts";
import { createBuilder, type GraphBuilder } from "./build/builder.ts";
import { buildEnsemble, buildFit, buildFitted, buildSearch } from "./build/learn.ts";
import { buildRows, buildSource, buildTable } from "./build/table.ts";
import { unreadyIn } from "./build/unready.ts";
import type { FlowGraph, NodeId } from "./graph.ts";

/** Declarations whose inputs had errors are left out, so that the checks still run on the rest. */
export function buildGraph(typed: Typed, registry: RegistryIndex): FlowGraph {
  const builder = createBuilder(typed, registry);
  for (const declaration of typed.declarations) {
    const node = buildDeclaration(declaration, builder);
    if (node !== null) builder.setValue(declaration.id, node);
  }
  return builder.finish();
}

function buildDeclaration(declaration: TypedDeclaration, builder: GraphBuilder): NodeId | null {
  const { id, nameSpan } = declaration;
  const head = { id, declaration: id, span: nameSpan, label: id };
  switch (declaration.kind) {
    case "source":
      return buildSource(declaration, builder);
    case "table":
      return buildTable(declaration.table, id, builder);
    case "task": {
      const input = buildTable(declaration.table, id, builder);
      return input === null ? null : builder.add({ kind: "task", ...head, task: declaration, input });
    }
    case "split": {
      const input = builder.valueOf(declaration.split.task);
      if (input === null) return null;
      const span = declaration.split.call.span;
      const same = builder.firstCut(cutKey(declaration.split), id);
      return builder.add({ kind: "cut", ...head, span, split: declaration.split, input, same });
    }
    case "search":
      return buildSearch(declaration, builder);
    case "fit":
      return buildFit(declaration, builder);
    case "ensemble":
      return buildEnsemble(declaration, builder);
    case "evaluate":
      return buildEvaluate(declaration, builder);
    case "predict": {
      const input = buildTable(declaration.table, id, builder);
      const fitted = buildFitted(declaration.fitted, builder)?.node ?? null;
      if (input === null) return null;
      return builder.add({ kind: "predict", ...head, fitted, input, schema: declaration.table.schema });
    }
    case "publish": {
      const fitted = buildFitted(declaration.fitted, builder);
      return fitted === null ? null : builder.add({ kind: "emit", ...head, inputs: [fitted.node] });
    }
    case "report": {
      const inputs = declaration.of.map((entry) => builder.valueOf(entry.declaration)).filter((node) => node !== null);
      return builder.add({ kind: "emit", ...head, inputs });
    }
    // Recipes: their parts appear where they are fitted. Checks, monitors and schedules shape no value.
    case "transform":
    case "model":
    case "check":
    case "monitor":
    case "schedule":
      return null;
    default:
      return declaration satisfies never;
  }
}

/** Equal for splits that give the same rows: the task, the component and every argument, whoever wrote or defaulted it. */
function cutKey(split: SplitTerm): string {
  const args = Object.entries(split.call.args).map(([name, argument]) => [name, argument.value]);
  const inner = split.inner === null ? null : cutKey(split.inner);
  const own = [split.task, split.call.component, args.sort(byName), inner];
  return JSON.stringify(own, (key, value) => (key === "span" || key === "nameSpan" ? undefined : value));
}

const byName = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);

function buildEvaluate(evaluate: TypedEvaluate, builder: GraphBuilder): NodeId | null {
  const rows = buildRows(evaluate.rows, evaluate.id, builder);
  const against = evaluate.against.flatMap((entry) => (entry.kind === "fitted" ? [entry.fitted] : []));
  const terms = [...evaluate.subjects, ...against];
  const subjects = terms.map((term) => buildFitted(term, builder)).filter((input) => input !== null);
  if (rows === null) return null;
  const { id, nameSpan: span } = evaluate;
  const { task } = evaluate;
  const unready = evaluate.against.flatMap((entry) =>
    entry.kind === "model"
      ? unreadyIn({ kind: "model", model: entry.model }, { rows: evaluate.rows, task }, builder)
      : [],
  );
  const rivals = task === null || unready.length === 0 ? {} : { rivals: { task, unready } };
  return builder.add({
    kind: "judge",
    id,
    declaration: id,
    span,
    label: id,
    of: "evaluate",
    subjects,
    rows,
    ...rivals,
  });
}
