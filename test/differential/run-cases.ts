// Many cases with one engine: every accepted spec must be sound on its data, and deterministic, and printable.

import { format } from "../../compiler/format/format.ts";
import { parse } from "../../compiler/syntax/parse.ts";
import { openEngine } from "../../runtime/data/engine.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import { compileText } from "./compile-text.ts";
import { randomDataset } from "./random-data.ts";
import { randomSpec } from "./random-spec.ts";
import { type CaseResult, runContracts, schemaViolations } from "./run-case.ts";
import { loadDataset } from "./run-tables.ts";

export interface Summary {
  readonly cases: number;
  readonly accepted: number;
  /** Accepted and computed on the data. */
  readonly ran: number;
  /** Pairs of fitted and judged rows that were compared. */
  readonly compared: number;
  /** What the run-time contract on labels would have stopped: row counts that filters made longer than their step. */
  readonly leftToContracts: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
  /** Each with the seed of its data set and of its spec, and the spec. */
  readonly failures: readonly string[];
}

const SPECS_PER_DATASET = 25;

export async function runCases(cases: number, firstSeed: number): Promise<Summary> {
  const engine = await openEngine({ threads: 1, asOf: "2024-06-01T00:00:00Z" });
  const counts = { accepted: 0, ran: 0, compared: 0, leftToContracts: 0 };
  const refusals = new Map<string, number>();
  const skipped = new Map<string, number>();
  const failures: string[] = [];
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  try {
    for (let i = 0; i < cases; i += SPECS_PER_DATASET) {
      const seed = firstSeed + i / SPECS_PER_DATASET;
      const data = randomDataset(seed);
      const sources = await loadDataset(engine, data);
      for (let k = 0; k < Math.min(SPECS_PER_DATASET, cases - i); k++) {
        const { text, claim } = randomSpec(data, createRandom(seed, `spec ${k}`));
        const fail = (what: string): void =>
          void failures.push(`data ${seed}, spec ${k}: ${what}\n${text.slice(text.indexOf("\ntable "))}`);
        const { diagnostics, plan } = compileText(text);
        for (const fault of textFaults(text)) fail(fault);
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        for (const id of new Set(errors.map((error) => error.id))) count(refusals, id);
        if (errors.some(({ id }) => !id.startsWith("leak/"))) fail(`not well typed: ${errors[0]?.message ?? ""}`);
        if (plan === null) continue;
        counts.accepted += 1;
        if (JSON.stringify(plan) !== JSON.stringify(compileText(text).plan)) fail("two compilations differ");
        for (const fault of schemaViolations(plan)) fail(`not as specs/plan.schema.json says: ${fault}`);
        const result = await runContracts(engine, plan, data, sources, claim);
        if (result.skipped === null) counts.ran += 1;
        else count(skipped, result.skipped);
        counts.compared += result.compared;
        const isLeft = isLeftToContract(text, result);
        if (isLeft) counts.leftToContracts += 1;
        else if (result.violations.length > 0) fail(result.violations.join("; "));
      }
      for (const { name } of sources.values()) await engine.drop(name);
    }
  } finally {
    engine.close();
  }
  return { cases, ...counts, refusals, skipped, failures };
}

/**
 * Horizons and gaps count rows of a regular step. Where a filter drops rows, labels that are published late may come later
 * than the same number of rows: the data decide, and the contract `labels-known` of every run does.
 */
const isLeftToContract = (text: string, { violations }: CaseResult): boolean =>
  violations.length > 0 &&
  violations.every((violation) => violation.startsWith("RC3")) &&
  text.includes("@target(delay:") &&
  /\b(?:where|sample|dedupe|sql)\(/.test(text);

/** The canonical layout of a spec is stable and means the same. */
function textFaults(text: string): readonly string[] {
  const layout = (given: string): string => format(parse({ path: "spec.pipe", text: given }).tree, given);
  const once = layout(text);
  return layout(once) === once ? [] : ["formatting twice differs from formatting once"];
}
