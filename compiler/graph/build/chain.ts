// The transforms, estimators and combinators of a model term, flattened in the order in which rows pass through them.
import type {
  CombinatorDeclaration,
  Learns,
  ModelDeclaration,
  TransformDeclaration,
} from "../../../specs/component.ts";
import type { Selector } from "../../../specs/plan.ts";
import type { ComponentCall, FittedTerm, ModelTerm, TransformTerm } from "../../types/typed.ts";
import type { ChainStep, Input } from "../graph.ts";
import type { GraphBuilder } from "./builder.ts";

export function chainOf(
  term: TransformTerm,
  builder: GraphBuilder,
  selector: Selector | null = null,
): readonly ChainStep[] {
  switch (term.kind) {
    case "reference":
      return chainOf(term.transform, builder, selector);
    case "component": {
      const declaration = builder.registry.find("transform", term.call.component);
      return declaration === null
        ? []
        : [{ call: term.call, declaration, learns: learnsOf(term.call, declaration), selector }];
    }
    case "chain":
      return term.steps.flatMap((step) => chainOf(step, builder, selector));
    case "block":
      return term.entries.flatMap((entry) => chainOf(entry.transform, builder, entry.selector));
    case "choice":
      return term.options.flatMap((option) => chainOf(option, builder, selector));
    default:
      return term satisfies never;
  }
}

function learnsOf(call: ComponentCall, declaration: TransformDeclaration): Learns {
  const isFixed = (declaration.learnsNothingWith ?? []).some(({ parameter, values }) => {
    const value = call.args[parameter]?.value;
    if (value?.kind === "component") return values === "any" || values.includes(value.call.component);
    if (value?.kind !== "json" || value.json === null) return false;
    return values === "any" || (typeof value.json === "string" && values.includes(value.json));
  });
  return isFixed ? "nothing" : declaration.learns;
}

export interface ModelParts {
  readonly chain: readonly ChainStep[];
  readonly estimators: readonly { readonly call: ComponentCall; readonly declaration: ModelDeclaration }[];
  readonly combinators: readonly { readonly call: ComponentCall; readonly declaration: CombinatorDeclaration }[];
  /** The winner of a search, or the fitted value inside a wrapper. */
  readonly from: readonly Input[];
  /** The fitted value that a wrapper learns its own part on top of. */
  readonly wraps: { readonly call: ComponentCall; readonly fitted: FittedTerm } | null;
}

const NOTHING: ModelParts = { chain: [], estimators: [], combinators: [], from: [], wraps: null };

export function modelParts(term: ModelTerm, builder: GraphBuilder): ModelParts {
  switch (term.kind) {
    case "reference":
      return modelParts(term.model, builder);
    case "estimator": {
      const declaration = builder.registry.find("model", term.call.component);
      return declaration === null ? NOTHING : { ...NOTHING, estimators: [{ call: term.call, declaration }] };
    }
    case "pipeline": {
      const inner = modelParts(term.model, builder);
      return { ...inner, chain: [...chainOf(term.transform, builder), ...inner.chain] };
    }
    case "combinator": {
      const inner = modelParts(term.model, builder);
      const declaration = builder.registry.find("combinator", term.call.component);
      if (declaration === null) return inner;
      return { ...inner, combinators: [{ call: term.call, declaration }, ...inner.combinators] };
    }
    case "wrapped-fitted":
      return { ...NOTHING, wraps: { call: term.call, fitted: term.fitted } };
    case "choice":
      return joinParts(term.options.map((option) => modelParts(option, builder)));
    case "best": {
      const node = builder.valueOf(term.search);
      return node === null ? NOTHING : { ...NOTHING, from: [{ node, span: term.span }] };
    }
    default:
      return term satisfies never;
  }
}

export function joinParts(parts: readonly ModelParts[]): ModelParts {
  return {
    chain: parts.flatMap((part) => part.chain),
    estimators: parts.flatMap((part) => part.estimators),
    combinators: parts.flatMap((part) => part.combinators),
    from: parts.flatMap((part) => part.from),
    wraps: parts.find((part) => part.wraps !== null)?.wraps ?? null,
  };
}
