// Drops strictly monotone transforms in front of a model that cannot tell (scaling before trees): the splits of a tree
// depend on the order of the values only, so the fitted model predicts the same and every fold saves a pass over its rows.
import type { ModelSpec, TransformSpec } from "../../../specs/plan.ts";
import type { RegistryIndex } from "../../types/context.ts";

export function dropUnnoticed(model: ModelSpec, registry: RegistryIndex): ModelSpec {
  switch (model.kind) {
    case "estimator":
      return model;
    case "combinator":
      return { ...model, model: dropUnnoticed(model.model, registry) };
    case "choice":
      return { ...model, options: model.options.map((option) => dropUnnoticed(option, registry)) };
    case "pipeline": {
      const inner = dropUnnoticed(model.model, registry);
      if (!isInvariant(inner, registry)) return { ...model, model: inner };
      const transform = withoutTrailing(model.transform, registry);
      return transform === null ? inner : { kind: "pipeline", transform, model: inner };
    }
    default:
      return model satisfies never;
  }
}

function isInvariant(model: ModelSpec, registry: RegistryIndex): boolean {
  switch (model.kind) {
    case "estimator":
      return registry.find("model", model.component)?.invariantToMonotone ?? false;
    case "combinator":
      return isInvariant(model.model, registry);
    case "choice":
      return model.options.every((option) => isInvariant(option, registry));
    case "pipeline":
      // The inner chain may read magnitudes (a mean, a projection).
      return false;
    default:
      return model satisfies never;
  }
}

/** Only steps at the end of a chain can go: what follows a monotone step may read its magnitudes. */
function withoutTrailing(transform: TransformSpec, registry: RegistryIndex): TransformSpec | null {
  switch (transform.kind) {
    case "component":
      return registry.find("transform", transform.component)?.monotone === true ? null : transform;
    case "chain": {
      const steps = [...transform.steps];
      while (steps.length > 0) {
        const last = withoutTrailing(steps[steps.length - 1]!, registry);
        if (last !== null) {
          steps[steps.length - 1] = last;
          break;
        }
        steps.pop();
      }
      if (steps.length === 0) return null;
      return steps.length === 1 ? steps[0]! : { kind: "chain", steps };
    }
    case "block": {
      const entries = transform.entries.flatMap((entry) => {
        // A scaled target changes what is fitted and is inverted on predictions.
        if (entry.selector.kind === "target") return [entry];
        const kept = withoutTrailing(entry.transform, registry);
        return kept === null ? [] : [{ ...entry, transform: kept }];
      });
      return entries.length === 0 ? null : { kind: "block", entries };
    }
    case "take":
    case "choice":
      return transform;
    default:
      return transform satisfies never;
  }
}
