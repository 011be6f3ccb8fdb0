// Features that may still be missing where they meet a step or an estimator that takes no missing values.
import type { TransformDeclaration } from "../../../specs/component.ts";
import type { Column, ScalarKind, Schema } from "../../../specs/data-type.ts";
import { expandColumns } from "../../types/check/column-scope.ts";
import { featureSchema } from "../../types/check/model-use.ts";
import { entriesFor, namedColumns, stepsOf } from "../../types/check/transform-schema.ts";
import type { RegistryIndex } from "../../types/context.ts";
import type { ComponentCall, DeclarationId, ModelTerm, TransformTerm, TypedFit } from "../../types/typed.ts";
import type { Unfilled } from "../graph.ts";
import type { GraphBuilder } from "./builder.ts";

/** The features that may be missing at one place of a chain, under the names of the task. */
type Missing = readonly Column[];

interface Walk {
  readonly registry: Pick<RegistryIndex, "find">;
  readonly expand: (name: string) => readonly string[];
  readonly meet: (call: ComponentCall, columns: Missing) => void;
}

export function unfilledIn(of: TypedFit["of"], task: DeclarationId | null, builder: GraphBuilder): readonly Unfilled[] {
  const typed = task === null ? undefined : builder.declarations.get(task);
  return typed?.kind === "task" ? unfilledAmong(of, featureSchema(typed), builder.registry) : [];
}

function unfilledAmong(of: TypedFit["of"], schema: Schema, registry: Pick<RegistryIndex, "find">): readonly Unfilled[] {
  const found: Unfilled[] = [];
  const walk: Walk = {
    registry,
    expand: (name) => expandColumns(name, schema).map((column) => column.name),
    meet: (call, columns) => {
      if (columns.length > 0) found.push({ call, columns: columns.map(({ name }) => name) });
    },
  };
  const missing = schema.columns.filter(({ type }) => type.nullable);
  if (of.kind === "model") enterModel(of.model, missing, walk);
  else leftBy(of.transform, missing, walk);
  return found;
}

function enterModel(model: ModelTerm, missing: Missing, walk: Walk): void {
  switch (model.kind) {
    case "reference":
    case "combinator":
      enterModel(model.model, missing, walk);
      break;
    case "pipeline":
      enterModel(model.model, leftBy(model.transform, missing, walk), walk);
      break;
    case "choice":
      for (const option of model.options) enterModel(option, missing, walk);
      break;
    case "estimator": {
      const declared = walk.registry.find("model", model.call.component);
      if (declared !== null && !declared.acceptsMissing && !declared.ignoresFeatures) walk.meet(model.call, missing);
      break;
    }
    // Fitted elsewhere, where the same is asked.
    case "best":
    case "wrapped-fitted":
      break;
    default:
      model satisfies never;
  }
}

/** What may still be missing behind a transform. */
function leftBy(transform: TransformTerm, missing: Missing, walk: Walk): Missing {
  switch (transform.kind) {
    case "reference":
      return leftBy(transform.transform, missing, walk);
    case "chain":
      return transform.steps.reduce((left, step) => leftBy(step, left, walk), missing);
    case "component":
      return leftByCall(transform.call, missing, (kinds, { type }) => kinds.includes(type.kind), walk);
    case "choice": {
      const left = transform.options.flatMap((option) => leftBy(option, missing, walk));
      return left.filter(({ name }, i) => left.findIndex((other) => other.name === name) === i);
    }
    case "block": {
      const groups = new Map<TransformTerm | null, Column[]>();
      for (const column of missing) {
        const [entry] = entriesFor(column, transform.entries, walk.expand);
        groups.set(entry?.transform ?? null, [...(groups.get(entry?.transform ?? null) ?? []), column]);
      }
      return [...groups].flatMap(([entry, columns]) => (entry === null ? columns : leftByEntry(entry, columns, walk)));
    }
    default:
      return transform satisfies never;
  }
}

/** The first step of a block entry takes what was selected, whatever its type. */
function leftByEntry(transform: TransformTerm, missing: Missing, walk: Walk): Missing {
  const [first, ...rest] = stepsOf(transform);
  if (first?.kind !== "component") return leftBy(transform, missing, walk);
  const left = leftByCall(first.call, missing, () => true, walk);
  return rest.reduce((columns, step) => leftBy(step, columns, walk), left);
}

function leftByCall(
  call: ComponentCall,
  missing: Missing,
  takes: (kinds: readonly ScalarKind[], column: Column) => boolean,
  { registry, expand, meet }: Walk,
): Missing {
  const declared = registry.find("transform", call.component);
  if (declared === null) return missing;
  const taken = missing.filter((column) => takes(declared.accepts, column));
  if (!declared.acceptsMissing) meet(call, taken);
  if (declared.fillsMissing === true) return missing.filter((column) => !taken.includes(column));
  if (declared.removes === true) {
    const names = namedColumns(call, declared);
    const removed = names.length === 0 ? taken.map(({ name }) => name) : names.flatMap(expand);
    return missing.filter(({ name }) => !removed.includes(name));
  }
  return missing.map((column) => (taken.includes(column) ? made(column, declared) : column));
}

function made(column: Column, { output }: TransformDeclaration): Column {
  if (output === "same") return column;
  return { ...column, type: { ...column.type, kind: output === "int" ? "int" : "float" } };
}
