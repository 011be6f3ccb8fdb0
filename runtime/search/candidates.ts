// Several models that compete in one search are one space: a first choice of the model, and each model's own parameters
// active only under that choice.
import type { Json } from "../../specs/json.ts";
import type { ModelSpec, NodeId, SearchOperation } from "../../specs/plan.ts";
import type { Assignment, Condition, SearchSpace } from "../../specs/search.ts";
import { closeModel } from "./close-model.ts";

const MODEL = "$model";

export interface Candidate {
  readonly index: number;
  readonly name: string;
  /** Values of the model's own parameters. */
  readonly assignment: Assignment;
  readonly model: ModelSpec;
  readonly prepared: readonly NodeId[];
}

export function joinSpaces(models: SearchOperation["models"]): SearchSpace {
  if (models.length === 1) return models[0]!.space;
  const choice = {
    path: MODEL,
    distribution: { kind: "choice", options: models.map((_, i) => i) },
    when: null,
  } as const;
  const own = models.flatMap(({ space }, i) => {
    const chosen: Condition = { kind: "compare", parameter: MODEL, operator: "==", value: i };
    return space.map((parameter) => ({
      path: `${i}.${parameter.path}`,
      distribution: parameter.distribution,
      when: parameter.when === null ? chosen : ({ kind: "and", left: chosen, right: parameter.when } as const),
    }));
  });
  return [choice, ...own];
}

export function candidateOf(models: SearchOperation["models"], point: Assignment): Candidate {
  const index = models.length === 1 ? 0 : Number(point[MODEL]);
  const { name, model, prepared } = models[index]!;
  const assignment = models.length === 1 ? point : ownValues(point, `${index}.`);
  return { index, name, assignment, model: closeModel(model, assignment), prepared };
}

const ownValues = (point: Assignment, prefix: string): Assignment => {
  const values: Record<string, Json> = {};
  for (const [path, value] of Object.entries(point)) {
    if (path.startsWith(prefix)) values[path.slice(prefix.length)] = value;
  }
  return values;
};
