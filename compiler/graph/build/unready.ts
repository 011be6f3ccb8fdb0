// Features that meet a step or an estimator in a form it does not take: that may still be missing, or are categories still.
import type { TransformDeclaration } from "../../../specs/component.ts";
import { type Column, findColumn, type ScalarKind, type Schema } from "../../../specs/data-type.ts";
import { expandColumns } from "../../types/check/column-scope.ts";
import { featureSchema } from "../../types/check/model-use.ts";
import { entriesFor, namedColumns, stepsOf } from "../../types/check/transform-schema.ts";
import type { RegistryIndex } from "../../types/context.ts";
import type { ComponentCall, DeclarationId, ModelTerm, RowsTerm, TransformTerm, TypedFit } from "../../types/typed.ts";
import type { Unready } from "../graph.ts";
import type { GraphBuilder } from "./builder.ts";

/** The features at one place of a chain, under the names of the task; once for every form that a choice may give them. */
type Features = readonly Column[];

interface Walk {
  readonly registry: Pick<RegistryIndex, "find">;
  readonly expand: (name: string) => readonly string[];
  readonly meet: (call: ComponentCall, lacks: Unready["lacks"], columns: Features) => void;
}

export function unreadyIn(
  of: TypedFit["of"],
  { rows, task: id }: { readonly rows: RowsTerm; readonly task: DeclarationId | null },
  { declarations, registry }: GraphBuilder,
): readonly Unready[] {
  const task = id === null ? undefined : declarations.get(id);
  if (task?.kind !== "task") return [];
  const schema = featureSchema(task);
  return unreadyAmong(of, rows.kind === "table" ? asIn(rows.table.schema, schema) : schema, registry);
}

/** Rows of a table have its columns: steps and fitted transforms may have filled or encoded those of the task. */
const asIn = (table: Schema, { columns }: Schema): Schema => ({
  columns: columns.flatMap(({ name }) => {
    const found = findColumn(table, name);
    return found === undefined ? [] : [{ ...found, roles: {} }];
  }),
});

function unreadyAmong(of: TypedFit["of"], schema: Schema, registry: Walk["registry"]): readonly Unready[] {
  const found: Unready[] = [];
  const walk: Walk = {
    registry,
    expand: (name) => expandColumns(name, schema).map((column) => column.name),
    meet: (call, lacks, columns) => {
      if (columns.length > 0) found.push({ call, lacks, columns: [...new Set(columns.map(({ name }) => name))] });
    },
  };
  if (of.kind === "model") enterModel(of.model, schema.columns, walk);
  else leftBy(of.transform, schema.columns, walk);
  return found;
}

const missingAmong = (features: Features): Features => features.filter(({ type }) => type.nullable);

function enterModel(model: ModelTerm, features: Features, walk: Walk): void {
  switch (model.kind) {
    case "reference":
    case "combinator":
      enterModel(model.model, features, walk);
      break;
    case "pipeline":
      enterModel(model.model, leftBy(model.transform, features, walk), walk);
      break;
    case "choice":
      for (const option of model.options) enterModel(option, features, walk);
      break;
    case "estimator": {
      const declared = walk.registry.find("model", model.call.component);
      if (declared === null || declared.ignoresFeatures) break;
      if (!declared.acceptsMissing) walk.meet(model.call, "values", missingAmong(features));
      const categories = features.filter(({ type }) => type.kind === "category");
      if (!declared.acceptsCategories) walk.meet(model.call, "encoding", categories);
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

/** The features behind a transform. */
function leftBy(transform: TransformTerm, features: Features, walk: Walk): Features {
  switch (transform.kind) {
    case "reference":
      return leftBy(transform.transform, features, walk);
    case "chain":
      return transform.steps.reduce((left, step) => leftBy(step, left, walk), features);
    case "component":
      return leftByCall(transform.call, features, (kinds, { type }) => kinds.includes(type.kind), walk);
    case "choice":
      return distinct(transform.options.flatMap((option) => leftBy(option, features, walk)));
    case "block": {
      const groups = new Map<TransformTerm | null, Column[]>();
      for (const column of features) {
        const [entry] = entriesFor(column, transform.entries, walk.expand);
        groups.set(entry?.transform ?? null, [...(groups.get(entry?.transform ?? null) ?? []), column]);
      }
      return [...groups].flatMap(([entry, columns]) => (entry === null ? columns : leftByEntry(entry, columns, walk)));
    }
    default:
      return transform satisfies never;
  }
}

function distinct(features: Features): Features {
  const forms = features.map(
    (column) => [`${column.type.kind} ${column.type.nullable} ${column.name}`, column] as const,
  );
  return [...new Map(forms).values()];
}

/** The first step of a block entry takes what was selected, whatever its type. */
function leftByEntry(transform: TransformTerm, features: Features, walk: Walk): Features {
  const [first, ...rest] = stepsOf(transform);
  if (first?.kind !== "component") return leftBy(transform, features, walk);
  const left = leftByCall(first.call, features, () => true, walk);
  return rest.reduce((columns, step) => leftBy(step, columns, walk), left);
}

function leftByCall(
  call: ComponentCall,
  features: Features,
  takes: (kinds: readonly ScalarKind[], column: Column) => boolean,
  { registry, expand, meet }: Walk,
): Features {
  const declared = registry.find("transform", call.component);
  if (declared === null) return features;
  const taken = features.filter((column) => takes(declared.accepts, column));
  if (!declared.acceptsMissing) meet(call, "values", missingAmong(taken));
  if (declared.removes === true) {
    const names = namedColumns(call, declared);
    const removed = names.length === 0 ? taken.map(({ name }) => name) : names.flatMap(expand);
    return features.filter(({ name }) => !removed.includes(name));
  }
  return features.map((column) => (taken.includes(column) ? made(column, declared) : column));
}

function made(column: Column, { output, fillsMissing }: TransformDeclaration): Column {
  const kind = output === "same" ? column.type.kind : output === "int" ? "int" : "float";
  return { ...column, type: { ...column.type, kind, nullable: column.type.nullable && fillsMissing !== true } };
}
