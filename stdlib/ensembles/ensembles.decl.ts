// Ensembles combine fitted values. What an ensemble decides from rows is declared, so that its influence is known.
import type { EnsembleDeclaration } from "../../specs/component.ts";
import { component, int, oneOf, reference } from "../../specs/parameter.ts";

const members = reference(["fit", "ensemble"], {
  doc: "The fitted values to combine.",
  required: true,
  variadic: true,
});

export const ensembleDeclarations = [
  {
    family: "ensemble",
    name: "mean",
    doc: "The mean of the members' predictions. Nothing is learned.",
    params: { members },
    decides: "nothing",
  },
  {
    family: "ensemble",
    name: "median",
    doc: "The median of the members' predictions. Nothing is learned.",
    params: { members },
    decides: "nothing",
  },
  {
    family: "ensemble",
    name: "weighted",
    doc: "Weights chosen greedily on the rows of `on`: members are added with replacement as long as the score improves (Caruana and others, 2004).",
    params: {
      members,
      rounds: int({ doc: "How many members are added.", min: 1, max: 10_000, default: 50, searchable: false }),
    },
    decides: "weights",
  },
  {
    family: "ensemble",
    name: "best_of",
    doc: "The one member with the best score on the rows of `on`.",
    params: { members, by: component(["metric"], { doc: "The metric to compare by.", default: null }) },
    decides: "winner",
  },
  {
    family: "ensemble",
    name: "stacked",
    doc: "A linear model on the members' out-of-fold predictions.",
    params: {
      members,
      weights: oneOf(["any", "positive"], {
        doc: "Whether weights may be negative.",
        default: "positive",
        searchable: false,
      }),
    },
    decides: "meta-model",
  },
] as const satisfies readonly EnsembleDeclaration[];
