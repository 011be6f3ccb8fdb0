// What the lowering of every construct shares.
import type { ComponentDeclaration, Family } from "../../../specs/component.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import type { Over } from "../../../specs/expression.ts";
import type { NodeId } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { Facts } from "../../graph/analysis/facts.ts";
import type { RegistryIndex } from "../../types/context.ts";
import type { DeclarationId, Typed, TypedDeclaration, TypedTask } from "../../types/typed.ts";
import type { PlanBuilder } from "../builder.ts";

export interface LowerContext {
  readonly typed: Typed;
  readonly facts: Facts;
  readonly registry: RegistryIndex;
  readonly builder: PlanBuilder;
  /** `--as-of`, ISO 8601 in UTC; null for all of the data. */
  readonly asOf: string | null;
  /** The moment by which files of predictions are kept apart; null where they have their place as written. */
  readonly outputsOf: string | null;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Nodes of the declarations lowered so far; per-fold values have one node per fold, in fold order. */
  readonly lowered: Map<DeclarationId, readonly NodeId[]>;
  readonly declarations: ReadonlyMap<DeclarationId, TypedDeclaration>;
}

export function declarationOf<K extends TypedDeclaration["kind"]>(
  context: LowerContext,
  id: DeclarationId,
  kind: K,
): Extract<TypedDeclaration, { kind: K }> {
  const found = context.declarations.get(id);
  invariant(found !== undefined && found.kind === kind, `${id} should be a ${kind}`);
  // The kind was compared above; TypeScript does not narrow a generic discriminant.
  return found as Extract<TypedDeclaration, { kind: K }>;
}

export function nodesOf(context: LowerContext, id: DeclarationId): readonly NodeId[] {
  const nodes = context.lowered.get(id);
  invariant(nodes !== undefined, `${id} is used before it is lowered`);
  return nodes;
}

export function nodeOf(context: LowerContext, id: DeclarationId): NodeId {
  const nodes = nodesOf(context, id);
  invariant(nodes.length === 1, `${id} should have one node and has ${nodes.length}`);
  return nodes[0]!;
}

export function componentOf<F extends Family>(
  context: LowerContext,
  family: F,
  name: string,
): Extract<ComponentDeclaration, { family: F }> {
  const found = context.registry.find(family, name);
  invariant(found !== null, `component ${name} of family ${family} was checked and is gone`);
  return found;
}

/** The step of a task's time, by which durations become row counts. */
export const stepOf = (task: TypedTask): Over["every"] => task.time?.every ?? null;
