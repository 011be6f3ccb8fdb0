// Values that learn from rows or are chosen by looking at them: fits, searches, ensembles.
import type { DeclarationId, FittedTerm, TypedEnsemble, TypedFit, TypedSearch } from "../../types/typed.ts";
import type { Choice, Input, NodeId, PartNode } from "../graph.ts";
import type { GraphBuilder } from "./builder.ts";
import { chainOf, joinParts, type ModelParts, modelParts } from "./chain.ts";
import { buildRows, headSpan } from "./table.ts";
import { unreadyIn } from "./unready.ts";

export function buildFit(fit: TypedFit, builder: GraphBuilder): NodeId | null {
  const rows = buildRows(fit.rows, fit.id, builder);
  if (rows === null) return null;
  const parts: ModelParts =
    fit.of.kind === "model"
      ? modelParts(fit.of.model, builder)
      : { ...joinParts([]), chain: chainOf(fit.of.transform, builder) };
  const warm = fit.warmStart === null ? null : buildFitted(fit.warmStart, builder);
  const head = { declaration: fit.id, span: headSpan(fit.span, fit.rows.span), label: fit.id };
  const { id, folded, task } = fit;
  if (parts.wraps !== null) {
    const fitted = buildFitted(parts.wraps.fitted, builder);
    if (fitted === null) return null;
    const way: Choice = "calibration";
    return builder.add({ kind: "choose", ...head, id, way, rows, subjects: [fitted], reads: [], folded });
  }
  const validate = fit.validate === null ? null : buildRows(fit.validate, fit.id, builder);
  const { chain, estimators, combinators } = parts;
  const learned = builder.add({
    kind: "learn",
    ...head,
    id: validate === null ? id : builder.freshId(id),
    of: fit.of.kind,
    rows,
    from: warm === null ? parts.from : [...parts.from, warm],
    chain,
    estimators,
    combinators,
    unready: unreadyIn(fit.of, fit, builder),
    folded,
    trial: false,
    task,
  });
  return validate === null ? learned : addEarlyStop(id, id, learned, validate, folded, builder);
}

/** A value whose training ended where `rows` said so. */
function addEarlyStop(
  id: NodeId,
  declaration: DeclarationId,
  learned: NodeId,
  rows: Input,
  folded: boolean,
  builder: GraphBuilder,
): NodeId {
  const subjects = [{ node: learned, span: rows.span }];
  const head = { id, declaration, span: rows.span, label: "early stopping" };
  return builder.add({ kind: "choose", ...head, way: "early-stop", rows, subjects, reads: [], folded });
}

export function buildSearch(search: TypedSearch, builder: GraphBuilder): NodeId | null {
  const { id } = search;
  const fit = buildRows(search.fit, id, builder);
  const score = buildRows(search.score, id, builder);
  const validate = search.validate === null ? null : buildRows(search.validate, id, builder);
  if (fit === null || score === null) return null;
  const parts = joinParts(search.models.map((entry) => modelParts(entry.model, builder)));
  const { chain, estimators, combinators, from } = parts;
  // Trials keep the folds of their rows; the search itself joins them.
  const folded = true;
  const trial = builder.add({
    kind: "learn",
    id: `${id}/trial`,
    declaration: id,
    span: search.fit.span,
    label: `the trials of ${id}`,
    of: "model",
    rows: fit,
    from,
    chain,
    estimators,
    combinators,
    unready: search.models.flatMap(({ model }) =>
      unreadyIn({ kind: "model", model }, { rows: search.fit, task: search.task }, builder),
    ),
    folded,
    trial: true,
    task: search.task,
  });
  const subject = validate === null ? trial : addEarlyStop(`${id}/stop`, id, trial, validate, folded, builder);
  const subjects = [{ node: subject, span: search.fit.span }];
  const judge = builder.add({
    kind: "judge",
    id: `${id}/score`,
    declaration: id,
    span: search.score.span,
    label: `the score of ${id}`,
    of: "score",
    subjects,
    rows: score,
  });
  const inner = partitionBefore(fit.node, builder)?.part.startsWith("inner.") ?? false;
  return builder.add({
    kind: "choose",
    id,
    declaration: id,
    span: search.score.span,
    label: id,
    way: "search",
    rows: score,
    subjects,
    reads: [judge],
    // A search reduces its innermost fold dimension: what is left are the outer folds of a nested split.
    folded: inner,
  });
}

/** The partition that a table is made from, through steps and fitted transforms. */
function partitionBefore(id: NodeId, builder: GraphBuilder): PartNode | null {
  const node = builder.nodeAt(id);
  if (node === null || node.kind === "part") return node;
  return node.kind === "step" || node.kind === "apply" ? partitionBefore(node.input, builder) : null;
}

const WAYS = {
  nothing: "combination",
  weights: "weights",
  "meta-model": "stacking",
  winner: "selection",
} as const satisfies Record<string, Choice>;

export function buildEnsemble(ensemble: TypedEnsemble, builder: GraphBuilder): NodeId | null {
  const { id, folded } = ensemble;
  const rows = ensemble.rows === null ? null : buildRows(ensemble.rows, id, builder);
  const subjects = ensemble.members.map((member) => buildFitted(member, builder)).filter((input) => input !== null);
  if (subjects.length === 0 || (ensemble.rows !== null && rows === null)) return null;
  const decides = builder.registry.find("ensemble", ensemble.call.component)?.decides ?? "winner";
  const span = ensemble.rows?.span ?? ensemble.call.span;
  const head = { id, declaration: id, span, label: id };
  return builder.add({ kind: "choose", ...head, way: WAYS[decides], rows, subjects, reads: [], folded });
}

/** Null for a registry value (its provenance is unknown here) and for one that had errors. */
export function buildFitted(term: FittedTerm, builder: GraphBuilder): Input | null {
  if (term.kind === "registry") return null;
  const node = builder.valueOf(term.to);
  return node === null ? null : { node, span: term.span };
}
