// The tree of a model that has one to be looked at.
import type { DrawnNode, DrawnTree } from "../../specs/explanation.ts";
import type { FittedModel } from "./fitted.ts";
import type { AnyTabular, Library } from "./library.ts";

/** Null for models without trees, and where several models stand beside each other. `personal`: columns whose values are not shown. */
export function drawModel(
  model: FittedModel,
  library: Library,
  classes: readonly string[] | null,
  personal: ReadonlySet<string>,
): DrawnTree | null {
  switch (model.kind) {
    case "tabular": {
      const { tree } = library.model(model.component).implementation as AnyTabular;
      if (tree === undefined) return null;
      const drawn = tree(model.state, model.features);
      const nodes = drawn.nodes.map((node) => hidden(node, personal));
      if (drawn.combined !== "sum") return { ...drawn, classes: classes ?? [], nodes };
      // Trees of several classes take turns; of two, all speak for the second.
      const towards = classes?.[classes.length === 2 ? 1 : 0];
      return { ...drawn, classes: [], nodes, ...(towards === undefined ? {} : { towards }) };
    }
    case "pipeline":
    case "calibrated":
    case "recursive":
    case "conformal":
    case "threshold":
      return drawModel(model.model, library, classes, personal);
    case "direct":
      return model.steps.length === 1 ? drawModel(model.steps[0]!.model, library, classes, personal) : null;
    case "series":
    case "mean":
    case "median":
    case "per_series":
      return null;
    default:
      return model satisfies never;
  }
}

/** A column that a transform has made is named after the one it comes from: `city=Paris`, `statistic of city`. */
function hidden(node: DrawnNode, personal: ReadonlySet<string>): DrawnNode {
  if (node.kind !== "split" || ![...personal].some((name) => node.feature.includes(name))) return node;
  return { ...node, test: { kind: "hidden" } };
}
