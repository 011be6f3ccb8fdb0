// Mutation testing of the checker: leaks are injected into clean specs by rule, and every mutant that really leaks must be
// refused with the finding of its rule. That a mutant leaks is shown by the contracts of the differential test on random
// data, or, where the leak is a matter of the author's word or of a fitted value, argued by the injector.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../runtime/data/engine.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import { compileText } from "../differential/compile-text.ts";
import { type Dataset, randomDataset } from "../differential/random-data.ts";
import { type RandomSpec, randomSpec } from "../differential/random-spec.ts";
import { runContracts } from "../differential/run-case.ts";
import { loadDataset } from "../differential/run-tables.ts";
import { cleanSpecs } from "./clean-specs.ts";
import { forcedPlan } from "./forced-plan.ts";
import { INJECTORS, type Injector } from "./injectors.ts";
import { readSpec } from "./spec-text.ts";

const DATASETS = 25;
const SPECS_PER_DATASET = 4;

interface Base {
  readonly name: string;
  readonly text: string;
  /** Data on which the mutants can be tried; null for specs of the corpus. */
  readonly data: Dataset | null;
}

type Verdict = "shown" | "argued" | "not shown" | "not well typed";

interface Score {
  shown: number;
  argued: number;
  notShown: number;
  illTyped: number;
  rejected: number;
  readonly missed: string[];
}

const scores = new Map<Injector, Score>();
const bases: Base[] = [];
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ threads: 1, asOf: "2024-06-01T00:00:00Z" });
  for (const { name, text } of cleanSpecs()) bases.push({ name, text, data: null });
  for (let seed = 0; seed < DATASETS; seed++) {
    const data = randomDataset(seed);
    let found = 0;
    for (let k = 0; found < SPECS_PER_DATASET && k < 40; k++) {
      const { text } = randomSpec(data, createRandom(seed, `clean ${k}`));
      if (compileText(text).plan === null) continue;
      found += 1;
      bases.push({ name: `random ${seed}/${k}`, text, data });
    }
  }
}, 120_000);

afterAll(() => {
  const lines = [...scores].map(([{ id, name }, score]) => {
    const counted = score.shown + score.argued;
    return `${id} (${name}): ${score.rejected}/${counted} rejected, ${score.shown} shown on data, ${score.argued} argued, ${score.notShown} not shown to leak, ${score.illTyped} not well typed`;
  });
  const total = [...scores.values()].reduce((sum, { shown, argued }) => sum + shown + argued, 0);
  const rejected = [...scores.values()].reduce((sum, score) => sum + score.rejected, 0);
  const percent = total === 0 ? "none" : `${((100 * rejected) / total).toFixed(1)} %`;
  console.info(
    `${lines.join("\n")}\nmutation score: ${rejected} of ${total} leaking mutants rejected (${percent}), from ${bases.length} clean specs`,
  );
  engine.close();
});

const sourcesOf = new Map<Dataset, Awaited<ReturnType<typeof loadDataset>>>();

/** A run of the mutant, allowed in every place where the checker refuses it, breaks a contract. */
async function leaksOnData(mutant: string, data: Dataset): Promise<boolean | null> {
  const plan = forcedPlan(mutant);
  if (plan === null) return null;
  const sources = sourcesOf.get(data) ?? (await loadDataset(engine, data));
  sourcesOf.set(data, sources);
  const { violations } = await runContracts(engine, plan, data, sources, claimOf(mutant));
  return violations.length > 0;
}

function claimOf(text: string): RandomSpec["claim"] {
  const claimed = /claim: \[?(new\((?:user|store)\)|new_rows|transductive)/.exec(text)?.[1];
  return (claimed as RandomSpec["claim"] | undefined) ?? "default";
}

async function judge(mutant: string, { data }: Base, injector: Injector): Promise<Verdict> {
  const errors = compileText(mutant).diagnostics.filter(({ severity }) => severity === "error");
  if (errors.some(({ id }) => !id.startsWith("leak/"))) return "not well typed";
  const onData = data === null ? null : await leaksOnData(mutant, data);
  if (onData === true) return "shown";
  return injector.argument === undefined ? "not shown" : "argued";
}

describe.each(INJECTORS.map((injector) => [injector.id, injector.name, injector] as const))(
  "%s: %s",
  (_id, _name, injector) => {
    it("is rejected wherever it leaks", async () => {
      const score: Score = { shown: 0, argued: 0, notShown: 0, illTyped: 0, rejected: 0, missed: [] };
      scores.set(injector, score);
      for (const base of bases) {
        const spec = readSpec(base.text);
        const mutant = spec === null ? null : injector.inject(spec);
        if (mutant === null) continue;
        const isRejected = compileText(mutant).diagnostics.some(
          ({ id, severity }) => severity === "error" && id === injector.id,
        );
        const verdict = await judge(mutant, base, injector);
        if (verdict === "not well typed") score.illTyped += 1;
        else if (verdict === "not shown") score.notShown += 1;
        else if (verdict === "shown") score.shown += 1;
        else score.argued += 1;
        const counts = verdict === "shown" || verdict === "argued";
        if (counts && isRejected) score.rejected += 1;
        // A mutant of the corpus has no data to be tried on: the rule that leaks elsewhere must be refused there, too.
        if (!isRejected && (counts || (verdict === "not shown" && base.data === null)))
          score.missed.push(`${base.name}\n${mutant}`);
      }
      expect(score.missed.slice(0, 2)).toEqual([]);
      expect(score.shown + score.argued).toBeGreaterThan(0);
    }, 300_000);
  },
);
