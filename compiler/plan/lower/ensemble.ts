// Ensembles, one node per fold when their rows have folds; members of a fold are combined with each other only.
import type { NodeId } from "../../../specs/plan.ts";
import type { TypedEnsemble } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import { declarationOf, type LowerContext, stepOf } from "./context.ts";
import { fittedNodes } from "./fitted.ts";
import { foldsOf } from "./partition.ts";
import { lowerRows } from "./rows.ts";

export function lowerEnsemble(ensemble: TypedEnsemble, context: LowerContext): readonly NodeId[] {
  const task = declarationOf(context, ensemble.task, "task");
  const members = ensemble.members.map((member) => fittedNodes(member, "combining", context) ?? []);
  const folds = Math.max(1, ...members.map((nodes) => nodes.length));
  const judged = ensemble.rows;
  const rows =
    judged === null
      ? []
      : Array.from({ length: foldsOf(judged, context) }, (_, fold) =>
          lowerRows(judged, fold, { declaration: ensemble.id, id: `${ensemble.id}[${fold}]`, task: task.id }, context),
        );
  const inputs = [
    ...(rows[0] === undefined ? [] : [rows[0].task, rows[0].partition.split]),
    ...Array.from({ length: folds }, (_, fold) => members.map((nodes) => nodes[fold] ?? nodes[0]!)).flat(),
  ];
  const node = context.builder.add({
    id: ensemble.id,
    declaration: ensemble.id,
    inputs,
    op: {
      kind: "ensemble",
      ensemble: lowerCall(ensemble.call, {
        declaration: (name) => context.registry.find("ensemble", name) ?? context.registry.find("metric", name),
        step: stepOf(task),
        openPath: null,
      }),
      members: ensemble.members.map((member) => (member.kind === "reference" ? member.to : member.name)),
      folds,
      partitions: rows.map(({ partition }) => partition),
      seed: context.typed.seed,
    },
    span: ensemble.span,
    influences: rows.flatMap(({ influence }) => influence),
  });
  return [node];
}
