// Weights of classes turned into weights of rows, as scikit-learn's `class_weight`.
import { ComponentError } from "../../runtime/component.ts";

/** `"balanced"`: rows / (classes x rows of the class), each row counted by its weight. A map leaves classes that it does not name at 1. */
export type ClassWeight = "balanced" | Readonly<Record<string, number>> | null;

/** The product of the rows' own weights and those of their classes; null when all are 1. */
export function rowWeights(
  label: Float64Array,
  classes: readonly string[],
  weight: Float64Array | null,
  classWeight: ClassWeight,
): Float64Array | null {
  if (classWeight === null) return weight;
  const factors = classWeight === "balanced" ? balanced(label, classes, weight) : named(classes, classWeight);
  const weights = label.map((code, i) => factors[code]! * (weight === null ? 1 : weight[i]!));
  if (weights.every((own) => own === 0)) {
    throw new ComponentError(
      "data/unusable-weights",
      "`class_weight` leaves no row that counts",
      "give a class that has rows a weight above 0",
    );
  }
  return weights;
}

function balanced(label: Float64Array, classes: readonly string[], weight: Float64Array | null): Float64Array {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < label.length; i++) counts[label[i]!] = counts[label[i]!]! + (weight === null ? 1 : weight[i]!);
  const present = counts.filter((count) => count > 0).length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 0 : total / (present * count)));
}

function named(classes: readonly string[], weights: Readonly<Record<string, number>>): Float64Array {
  for (const name of Object.keys(weights)) {
    if (classes.includes(name)) continue;
    throw new ComponentError(
      "param/unknown-class",
      `\`class_weight\` names the class \`${name}\`, which does not exist`,
      `the classes are ${classes.map((level) => `\`${level}\``).join(", ")}`,
    );
  }
  return Float64Array.from(classes, (name) => (Object.hasOwn(weights, name) ? weights[name]! : 1));
}

/** A classifier cannot learn from one class. */
export function requireTwoClasses(
  label: Float64Array,
  classes: readonly string[] | null,
  model: string,
): readonly string[] {
  if (classes === null) {
    throw new ComponentError(
      "data/no-classes",
      `\`${model}\` is a classifier, but the label has no classes`,
      "use a `classify` task",
    );
  }
  const first = label[0];
  if (label.every((code) => code === first)) {
    const name = first === undefined ? "no class" : `the class \`${classes[first] ?? ""}\``;
    throw new ComponentError(
      "data/one-class",
      `\`${model}\` was given rows of ${name} only`,
      "stratify the split, or take more rows for training",
    );
  }
  return classes;
}
