// Every combination once, the last parameter of the space varying fastest. Continuous parameters are cut into `points`.
import { ComponentError, type SamplerImplementation } from "../../../runtime/component.ts";
import { enumerate, isActive } from "../../../runtime/search/space.ts";
import type { Json } from "../../../specs/json.ts";
import type { Assignment, Distribution, SearchSpace } from "../../../specs/search.ts";

export interface GridParams {
  /** Values per continuous parameter; null refuses them. */
  readonly points: number | null;
}

const LARGEST_GRID = 1_000_000;

export const gridImplementation: SamplerImplementation<GridParams> = {
  suggest: (space, _history, _pending, params, { trial }) => gridPoint(space, params.points ?? null, trial),
};

/** The combination with this number, or null past the last; inactive parameters do not multiply. */
export function gridPoint(space: SearchSpace, points: number | null, index: number): Assignment | null {
  let left = index;
  let found: Assignment | null = null;
  let visited = 0;
  const walk = (at: number, assignment: Assignment): void => {
    if (found !== null) return;
    if (at === space.length) {
      if (++visited > LARGEST_GRID) throw tooLarge();
      if (left-- === 0) found = assignment;
      return;
    }
    const parameter = space[at]!;
    if (!isActive(parameter, space, assignment)) {
      walk(at + 1, assignment);
      return;
    }
    for (const value of valuesOf(parameter.path, parameter.distribution, points)) {
      walk(at + 1, { ...assignment, [parameter.path]: value });
    }
  };
  walk(0, {});
  return found;
}

function valuesOf(path: string, distribution: Distribution, points: number | null): readonly Json[] {
  const values = distribution.kind !== "choice" && distribution.log ? null : enumerate(distribution);
  if (values !== null) return values;
  if (distribution.kind === "choice") return distribution.options;
  if (points === null) {
    if (distribution.kind === "int") return enumerate(distribution) ?? [];
    throw new ComponentError(
      "run/grid-needs-steps",
      `the grid cannot walk \`${path}\`, which is continuous`,
      "give the range a `step`, or the grid `points:`",
    );
  }
  const { low, high, log } = distribution;
  const spread = Array.from({ length: points }, (_, i) => {
    const share = points === 1 ? 0 : i / (points - 1);
    const value = log ? low * (high / low) ** share : low + share * (high - low);
    // Rounding must not carry a point past the end of its range.
    return Math.min(high, Math.max(low, value));
  });
  return distribution.kind === "int" ? [...new Set(spread.map(Math.round))] : spread;
}

const tooLarge = (): ComponentError =>
  new ComponentError(
    "run/grid-too-large",
    `the grid has more than ${LARGEST_GRID} combinations`,
    "use larger steps, fewer open parameters, or `tpe`",
  );
