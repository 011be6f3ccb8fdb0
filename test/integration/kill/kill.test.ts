// The command line is killed (SIGKILL) at random moments; whatever it leaves must be in order, and the next run must give bit
// by bit what an undisturbed one gives. `node bench/kill.mjs` kills more often.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../runtime/numeric/random.ts";
import { ended, PIPEC, resultsOf, startRun } from "./process.ts";
import { KILL_SPECS, type KillSpec, writeSpecs } from "./specs.ts";
import { faultsOf, leftovers, looksIn } from "./store-state.ts";

const KILLS = Number(process.env.PIPEC_KILLS ?? 12);
/** In one store before a run may end: later kills meet what earlier ones left. */
const IN_A_ROW = 4;

const built = existsSync(PIPEC);
const root = mkdtempSync(join(tmpdir(), "pipec-kill-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Undisturbed {
  readonly results: unknown;
  readonly milliseconds: number;
  readonly lines: number;
}

describe.skipIf(!built)(`a killed run${built ? "" : " (dist/pipec.js is missing: npm run build)"}`, () => {
  const undisturbed = new Map<string, Undisturbed>();

  beforeAll(async () => {
    for (const spec of KILL_SPECS) {
      const folder = join(root, `whole-${spec.name}`);
      writeSpecs(folder);
      const run = await ended(startRun(folder, spec));
      expect(run.err).not.toContain("error");
      expect(run.code).toBe(0);
      undisturbed.set(spec.name, {
        results: resultsOf(run, folder, spec),
        milliseconds: run.milliseconds,
        lines: run.err.split("\n").length,
      });
    }
  }, 120_000);

  it(`loses nothing and leaves nothing in half, ${KILLS} times`, async () => {
    const rounds = Math.ceil(KILLS / IN_A_ROW);
    for (let round = 0; round < rounds; round++) {
      const spec = KILL_SPECS[round % KILL_SPECS.length]!;
      const whole = undisturbed.get(spec.name)!;
      const folder = join(root, `killed-${round}`);
      writeSpecs(folder);
      const random = createRandom(round, "kill");
      for (let kill = 0; kill < IN_A_ROW; kill++) {
        await runAndKill(folder, spec, whole, random);
        expect(await faultsOf(join(folder, "store")), `round ${round}, kill ${kill}`).toEqual([]);
      }
      const last = await ended(startRun(folder, spec));
      expect(last.code, last.err).toBe(0);
      expect(resultsOf(last, folder, spec), `round ${round}`).toEqual(whole.results);
      expect(leftovers(folder)).toEqual([]);
      expect(await faultsOf(join(folder, "store"))).toEqual([]);
      expect(looksIn(join(folder, "store"))).toEqual([1]);
      rmSync(folder, { recursive: true, force: true });
    }
  }, 900_000);
});

/** At any time of the run, or shortly after it said something: most of what is written is written then. */
async function runAndKill(folder: string, spec: KillSpec, whole: Undisturbed, random: Random): Promise<void> {
  const child = startRun(folder, spec, ["--jobs", String(1 + random.below(2))]);
  const end = ended(child);
  if (random.uniform() < 0.4) await Promise.race([setTimeout(whole.milliseconds * random.uniform()), end]);
  else {
    const wanted = 1 + random.below(whole.lines);
    let lines = 0;
    await Promise.race([
      new Promise<void>((resolve) =>
        child.stderr?.on("data", (text: Buffer) => {
          lines += text.toString().split("\n").length - 1;
          if (lines >= wanted) resolve();
        }),
      ),
      end,
    ]);
    await setTimeout(25 * random.uniform());
  }
  child.kill("SIGKILL");
  await end;
}
