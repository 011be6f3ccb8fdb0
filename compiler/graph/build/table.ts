// Tables: sources, steps, partitions used as tables, and fitted transforms applied to tables.
import { scalar } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type {
  DeclarationId,
  JoinedSource,
  PartitionTerm,
  RowsTerm,
  TableTerm,
  TypedSource,
  TypedStep,
} from "../../types/typed.ts";
import type { Input, NodeId } from "../graph.ts";
import { originOf } from "../source-origin.ts";
import type { GraphBuilder } from "./builder.ts";
import { chainOf } from "./chain.ts";

/** Null when the rows that it adds columns to had errors. */
export function buildSource(source: TypedSource, builder: GraphBuilder): NodeId | null {
  return source.joined === null ? addSource(source, source.id, builder) : buildJoined(source, source.joined, builder);
}

/** The moment from which a row of a store is known, which is what its rows are looked up by. */
const KNOWN_AT = "(known at)";

/**
 * A source that adds what was known at the time of each row is an as-of join of these rows with a store, backward by the
 * moment from which a value is known: whatever is proved of such joins holds for it.
 */
function buildJoined(source: TypedSource, joined: JoinedSource, builder: GraphBuilder): NodeId | null {
  const { id, call, schema, nameSpan } = source;
  const { entities, time, added } = joined;
  const input = buildTable(entities, id, builder);
  if (input === null) return null;
  const knownAt = { name: KNOWN_AT, type: scalar("timestamp"), roles: { time: {}, knownAt: true } } as const;
  const store = { ...source, schema: { columns: [knownAt, ...added.columns] } };
  const right = addSource(store, builder.freshId(id), builder);
  const step: TypedStep = {
    kind: "join_as_of",
    component: call.component,
    span: call.span,
    nameSpan: call.nameSpan,
    right: { kind: "reference", to: id, schema: store.schema, span: call.span },
    on: [],
    time: { left: time, right: KNOWN_AT },
    event: null,
    direction: "backward",
    strict: false,
    // The store has its own time to live.
    within: { value: { kind: "json", json: null }, span: call.span, given: false },
    columns: added.columns.map(({ name }) => ({ from: name, to: name })),
  };
  const head = { id, declaration: id, span: nameSpan, label: id } as const;
  return builder.add({ kind: "step", ...head, step, effect: "join", copies: false, reach: null, input, right, schema });
}

function addSource(source: TypedSource, id: NodeId, builder: GraphBuilder): NodeId {
  return builder.add({
    kind: "source",
    id,
    declaration: source.id,
    span: source.nameSpan,
    label: source.id,
    identity: originOf(source),
    schema: source.schema,
    columnSpans: source.columnSpans,
  });
}

/** Null when something it is made from had errors. */
export function buildTable(term: TableTerm, declaration: DeclarationId, builder: GraphBuilder): NodeId | null {
  switch (term.kind) {
    case "reference":
      return builder.valueOf(term.to);
    case "partition":
      return buildPartition(term.partition, declaration, builder);
    case "step": {
      const input = buildTable(term.input, declaration, builder);
      const right = rightOf(term.step);
      const other = right === null ? null : buildTable(right, declaration, builder);
      if (input === null || (right !== null && other === null)) return null;
      const effects = builder.registry.find("table-step", term.step.component);
      return builder.add({
        kind: "step",
        id: builder.freshId(declaration),
        declaration,
        span: term.step.span,
        label: term.step.component,
        step: term.step,
        effect: effects?.rows ?? "opaque",
        copies: effects?.copies ?? true,
        reach: effects?.reach ?? null,
        input,
        right: other,
        schema: term.schema,
      });
    }
    case "apply": {
      const input = buildTable(term.input, declaration, builder);
      const fitted = term.fitted.kind === "reference" ? builder.valueOf(term.fitted.to) : null;
      if (input === null || fitted === null) return null;
      return addApply(input, fitted, term, declaration, builder);
    }
    case "fit-apply": {
      const input = buildTable(term.input, declaration, builder);
      if (input === null) return null;
      const fitted = builder.add({
        kind: "learn",
        id: builder.freshId(declaration),
        declaration,
        span: term.transform.span,
        label: "the transform",
        of: "transform",
        rows: { node: input, span: term.input.span },
        from: [],
        chain: chainOf(term.transform, builder),
        estimators: [],
        combinators: [],
        unready: [],
        // It keeps the folds of its rows.
        folded: true,
        trial: false,
        task: null,
      });
      return addApply(input, fitted, term, declaration, builder);
    }
    default:
      return term satisfies never;
  }
}

function addApply(
  input: NodeId,
  fitted: NodeId,
  term: TableTerm,
  declaration: DeclarationId,
  builder: GraphBuilder,
): NodeId {
  const id = builder.freshId(declaration);
  const { span, schema } = term;
  return builder.add({ kind: "apply", id, declaration, span, label: "a fitted transform", input, fitted, schema });
}

function rightOf(step: TypedStep): TableTerm | null {
  return step.kind === "join" || step.kind === "join_as_of" || step.kind === "union" ? step.right : null;
}

function buildPartition(term: PartitionTerm, declaration: DeclarationId, builder: GraphBuilder): NodeId | null {
  const cut = builder.valueOf(term.split);
  if (cut === null) return null;
  return builder.add({
    kind: "part",
    id: builder.freshId(declaration),
    declaration,
    span: term.span,
    label: `${term.split}.${term.part}`,
    part: term.part,
    folded: term.folded,
    input: cut,
  });
}

export function buildRows(term: RowsTerm, declaration: DeclarationId, builder: GraphBuilder): Input | null {
  const node =
    term.kind === "partition"
      ? buildPartition(term.partition, declaration, builder)
      : buildTable(term.table, declaration, builder);
  return node === null ? null : { node, span: term.span };
}

/** From the first character of a declaration to the end of the place that names its rows: the part that fits or chooses. */
export function headSpan(declaration: Span, rows: Span): Span {
  const end = rows.file === declaration.file && rows.end > declaration.start ? rows.end : declaration.end;
  return { file: declaration.file, start: declaration.start, end };
}
