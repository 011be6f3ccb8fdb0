// What every sampler and pruner promises: proposals inside the space, decided by seed and history alone.
import { isDeepStrictEqual } from "node:util";
import type { PrunerImplementation, SamplerImplementation, TrialRecord } from "../../runtime/component.ts";
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { PrunerDeclaration, SamplerDeclaration } from "../../specs/component.ts";
import type { Json } from "../../specs/json.ts";
import type { Assignment, Distribution, OpenParameter, SearchSpace } from "../../specs/search.ts";
import { defaultParameters, randomParameters } from "./random-parameters.ts";

type Values = Readonly<Record<string, Json>>;
export type AnySampler = SamplerImplementation<Values>;
export type AnyPruner = PrunerImplementation<Values>;

export function randomSpace(random: Random): SearchSpace {
  const size = 1 + random.below(4);
  const parameters = Array.from({ length: size }, (_, i): OpenParameter => {
    const depends = i > 0 && random.uniform() < 0.3;
    const when = depends ? ({ kind: "in", parameter: "p0", values: [0, "a"] } as const) : null;
    return { path: `p${i}`, distribution: distribution(i === 0 ? 3 : random.below(4), random), when };
  });
  return parameters;
}

function distribution(kind: number, random: Random): Distribution {
  const low = 1 + random.below(5);
  if (kind === 0)
    return { kind: "int", low, high: low + 4 * (1 + random.below(5)), step: 1 + random.below(4), log: false };
  if (kind === 1) return { kind: "float", low: low / 10, high: low, step: null, log: random.uniform() < 0.5 };
  if (kind === 2) return { kind: "float", low, high: low + 2, step: 0.5, log: false };
  return { kind: "choice", options: random.uniform() < 0.5 ? [0, 1, 2] : ["a", "b"] };
}

function isInside(value: Json, distributionOf: Distribution): boolean {
  if (distributionOf.kind === "choice")
    return distributionOf.options.some((option) => isDeepStrictEqual(option, value));
  if (typeof value !== "number" || value < distributionOf.low || value > distributionOf.high) return false;
  if (distributionOf.kind === "int" && !Number.isInteger(value)) return false;
  if (distributionOf.step === null || distributionOf.log) return true;
  const steps = (value - distributionOf.low) / distributionOf.step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

function assignmentFaults(assignment: Assignment, space: SearchSpace): readonly string[] {
  const faults: string[] = [];
  for (const { path, distribution: of, when } of space) {
    const first = assignment.p0;
    const isActive = when === null || first === 0 || first === "a";
    const value = assignment[path];
    if (isActive !== (value !== undefined))
      faults.push(`${path} is ${value === undefined ? "left out" : "given"} wrongly`);
    if (value !== undefined && !isInside(value, of))
      faults.push(`${path} = ${JSON.stringify(value)} is outside its range`);
  }
  const known = new Set(space.map(({ path }) => path));
  if (Object.keys(assignment).some((path) => !known.has(path))) faults.push("proposes a parameter that is not open");
  return faults;
}

export function findSamplerFaults(
  declaration: SamplerDeclaration,
  implementation: AnySampler,
  trials: number,
): readonly string[] {
  const faults = new Set<string>();
  for (let draw = 0; draw < trials; draw++) {
    const random = createRandom(draw, declaration.name);
    const space = randomSpace(random.derive("space"));
    // Grids need points on float ranges.
    const params = {
      ...defaultParameters(declaration.params),
      ...("points" in declaration.params ? { points: 3 } : {}),
    };
    const history: TrialRecord[] = [];
    for (let trial = 0; trial < 25; trial++) {
      const context = () => ({ random: createRandom(draw, `trial ${trial}`), direction: "minimize" as const, trial });
      const frozen = structuredClone(history);
      const proposed = implementation.suggest(space, history, [], params, context());
      if (!isDeepStrictEqual(proposed, implementation.suggest(space, frozen, [], params, context())))
        faults.add("the same seed and history give another proposal");
      if (!isDeepStrictEqual(history, frozen)) faults.add("changes the history");
      if (proposed === null) break;
      for (const fault of assignmentFaults(proposed, space)) faults.add(fault);
      const value = random.uniform();
      history.push({ number: trial, assignment: proposed, scores: [value], value, state: "complete" });
    }
  }
  return [...faults].map((fault) => `${declaration.name}: ${fault}`);
}

/** A pruner judges by past trials and the scores so far: a trial that leads everywhere is never stopped. */
export function findPrunerFaults(
  declaration: PrunerDeclaration,
  implementation: AnyPruner,
  trials: number,
): readonly string[] {
  const faults = new Set<string>();
  for (let draw = 0; draw < trials; draw++) {
    const random = createRandom(draw, declaration.name);
    const params = draw === 0 ? defaultParameters(declaration.params) : randomParameters(declaration.params, random);
    const history = Array.from({ length: random.below(12) }, (_, number): TrialRecord => {
      const scores = Array.from({ length: 4 }, () => 1 + random.uniform());
      return { number, assignment: {}, scores, value: 1.5, state: "complete" };
    });
    const scores = Array.from({ length: 1 + random.below(4) }, () => 1 + random.uniform());
    const before = structuredClone({ scores, history });
    const first = implementation.prune(scores, history, params, "minimize");
    if (first !== implementation.prune(scores, history, params, "minimize"))
      faults.add("decides differently on the same");
    if (!isDeepStrictEqual({ scores, history }, before)) faults.add("changes its input");
    if (
      implementation.prune(
        scores.map(() => 0.5),
        history,
        params,
        "minimize",
      )
    )
      faults.add("stops the best trial so far");
    if (
      implementation.prune(
        scores.map(() => 3),
        history,
        params,
        "maximize",
      )
    )
      faults.add("stops the best trial so far");
    if (implementation.prune(scores, [], params, "minimize")) faults.add("stops a trial that nothing is compared with");
  }
  return [...faults].map((fault) => `${declaration.name}: ${fault}`);
}
