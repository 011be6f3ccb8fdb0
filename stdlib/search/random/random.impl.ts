// Independent uniform draws (Bergstra and Bengio, 2012).

import type { SamplerImplementation } from "../../../runtime/component.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { drawUniform, isActive } from "../../../runtime/search/space.ts";
import type { Json } from "../../../specs/json.ts";
import type { Assignment, SearchSpace } from "../../../specs/search.ts";

export function drawRandom(space: SearchSpace, random: Random): Assignment {
  const assignment: Record<string, Json> = {};
  for (const parameter of space) {
    // Drawn also when inactive: the stream of later parameters must not depend on earlier values.
    const value = drawUniform(parameter.distribution, random.uniform());
    if (isActive(parameter, space, assignment)) assignment[parameter.path] = value;
  }
  return assignment;
}

export const randomImplementation: SamplerImplementation<unknown> = {
  suggest: (space, _history, _pending, _params, { random }) => drawRandom(space, random),
};
