// Models as plain data: references disappear, `transform |> model` becomes a pipeline, combinators keep their order.

import type { Over } from "../../../specs/expression.ts";
import type { ComponentSpec, ModelSpec } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import { lagsOfTarget } from "../../types/check/own-lags.ts";
import type { ComponentCall, FittedTerm, ModelTerm, TypedTask } from "../../types/typed.ts";
import { dropUnnoticed } from "../passes/drop-unnoticed.pass.ts";
import { lowerCall } from "./component.ts";
import type { LowerContext } from "./context.ts";
import type { OpenPaths } from "./open.ts";
import { folderBetween, movePath } from "./source.ts";
import { lowerTransform } from "./transform.ts";

export interface ModelScope {
  readonly step: Over["every"];
  readonly paths: OpenPaths | null;
  readonly task: TypedTask;
}

/** What a model term is fitted from: a recipe, the winner of a search, or a value that is fitted already. */
export type LoweredModel =
  | { readonly kind: "model"; readonly model: ModelSpec }
  | { readonly kind: "best"; readonly search: string }
  | { readonly kind: "wrapped"; readonly wrapper: ComponentSpec; readonly fitted: FittedTerm };

export function lowerModel(term: ModelTerm, scope: ModelScope, context: LowerContext): LoweredModel {
  switch (term.kind) {
    case "reference":
      return lowerModel(term.model, scope, context);
    case "best":
      return { kind: "best", search: term.search };
    case "wrapped-fitted":
      return {
        kind: "wrapped",
        wrapper: componentSpec(term.call, "combinator", scope, context),
        fitted: term.fitted,
      };
    default:
      return { kind: "model", model: dropUnnoticed(modelSpec(term, scope, context), context.registry) };
  }
}

export function modelSpec(term: ModelTerm, scope: ModelScope, context: LowerContext): ModelSpec {
  switch (term.kind) {
    case "reference":
      return modelSpec(term.model, scope, context);
    case "estimator":
      return { kind: "estimator", ...componentSpec(term.call, "model", scope, context) };
    case "pipeline":
      return {
        kind: "pipeline",
        transform: lowerTransform(term.transform, scope, context),
        model: modelSpec(term.model, scope, context),
      };
    case "combinator":
      return {
        kind: "combinator",
        ...withLags(componentSpec(term.call, "combinator", scope, context), scope.task, context),
        model: modelSpec(term.model, scope, context),
      };
    case "choice":
      invariant(scope.paths !== null, "a choice of models outside a search");
      return {
        kind: "choice",
        path: scope.paths(term.span),
        options: term.options.map((option) => modelSpec(option, scope, context)),
      };
    case "best":
      throw new Error("broken invariant of the compiler: a search winner inside a model");
    case "wrapped-fitted":
      throw new Error("broken invariant of the compiler: a fitted value inside a model");
    default:
      return term satisfies never;
  }
}

/** A model that is fed with its own predictions has to know where they belong. */
function withLags(spec: ComponentSpec, task: TypedTask, context: LowerContext): ComponentSpec {
  if (context.registry.find("combinator", spec.component)?.rolls !== true) return spec;
  const lags = lagsOfTarget(task, (id) => context.declarations.get(id) ?? null);
  return { ...spec, params: { ...spec.params, lags } };
}

function componentSpec(call: ComponentCall, family: "model" | "combinator", scope: ModelScope, context: LowerContext) {
  const { paths } = scope;
  const spec = lowerCall(call, {
    declaration: (name) => context.registry.find(family, name),
    step: scope.step,
    openPath: paths === null ? null : (parameter) => paths(call.args[parameter]!.span),
  });
  const file = family === "model" ? context.registry.find("model", call.component)?.pretrained?.file : undefined;
  if (file === undefined) return spec;
  const up = folderBetween(context.typed.file, call.span.file);
  return { ...spec, params: { ...spec.params, [file]: movePath(spec.params[file] ?? null, up) } };
}
