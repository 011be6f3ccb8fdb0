import { describe, expect, it } from "vitest";
import type { TrialRecord } from "../../../../runtime/component.ts";
import { closeModel } from "../../../../runtime/search/close-model.ts";
import { type FoldScore, runStudy, type StudyOptions } from "../../../../runtime/search/study.ts";
import { medianImplementation } from "../../../../stdlib/search/median/median.impl.ts";
import { randomImplementation } from "../../../../stdlib/search/random/random.impl.ts";
import { estimator, searchOver } from "../exec/plan-builder.ts";

const model = {
  name: "m",
  model: estimator("m", { a: { $open: "a" } }),
  space: [{ path: "a", distribution: { kind: "float", low: 0, high: 1, step: null, log: false }, when: null }] as const,
  prepared: [],
};

const score = (value: number, more: Partial<Extract<FoldScore, { kind: "scored" }>> = {}): FoldScore => ({
  kind: "scored",
  score: value,
  then: [],
  rounds: null,
  ...more,
});

const study = (more: Partial<StudyOptions> = {}, op: Parameters<typeof searchOver>[5] = {}): StudyOptions => ({
  node: "tuned",
  op: searchOver([model], "mae", "minimize", 3, 12, op),
  sampler: { implementation: randomImplementation, params: {} },
  pruner: null,
  evaluate: async (candidate) => score(Number(candidate.assignment.a)),
  onBatch: async () => undefined,
  onTrial: () => undefined,
  clock: () => new Date(0),
  signal: new AbortController().signal,
  ...more,
});

describe("study", () => {
  it("chooses the best mean, closes the winner and counts its rounds", async () => {
    const result = await runStudy(
      study({
        evaluate: async ({ assignment }, fold) => score(Number(assignment.a), { rounds: [10 * (fold + 1), 7] }),
      }),
    );
    const values = result.trials.map((trial) => trial.value!);
    expect(result.trials[result.best]!.value).toBe(Math.min(...values));
    expect(result.bestModel).toMatchObject({ params: result.trials[result.best]!.assignment });
    expect(result.bestRounds).toEqual([20, 7]);
  });

  it("breaks ties by the further metrics, then by age", async () => {
    const then = [{ metric: { component: "rmse", params: {} }, direction: "maximize" as const }];
    const tied = await runStudy(
      study({ evaluate: async ({ assignment }) => score(1, { then: [Number(assignment.a)] }) }, { then }),
    );
    const seconds = tied.trials.map((trial) => trial.then[0]!);
    expect(seconds[tied.best]).toBe(Math.max(...seconds));
    const equal = await runStudy(study({ evaluate: async () => score(1) }));
    expect(equal.best).toBe(0);
  });

  it("stops between batches when the time is up", async () => {
    let now = 0;
    const clock = (): Date => new Date(now);
    const evaluate: StudyOptions["evaluate"] = async () => {
      now += 1000;
      return score(1);
    };
    const result = await runStudy(study({ clock, evaluate }, { timeLimitSeconds: 13 }));
    expect(result.stopped).toBe("time-limit");
    expect(result.trials).toHaveLength(8);
  });

  it("prunes by earlier batches only, whatever the order in which work finishes", async () => {
    const seen: number[] = [];
    const pruner = {
      implementation: {
        prune: (scores: readonly number[], history: readonly TrialRecord[]) => {
          seen.push(history.length);
          return medianImplementation.prune(scores, history, { warmup: 4, warmup_folds: 0 } as never, "minimize");
        },
      },
      params: {},
    };
    const shuffled = (delay: (trial: number) => number): Partial<StudyOptions> => ({
      pruner,
      evaluate: async ({ assignment }) => {
        await new Promise((resolve) => setTimeout(resolve, delay(Number(assignment.a))));
        return score(Number(assignment.a));
      },
    });
    const first = await runStudy(study(shuffled((a) => 3 * a)));
    const second = await runStudy(study(shuffled((a) => 3 * (1 - a))));
    expect(second).toEqual(first);
    expect(first.trials.some((trial) => trial.state === "pruned")).toBe(true);
    expect(seen.every((count) => count % 4 === 0)).toBe(true);
  });

  it("asks for the same fits in the same order when more trials are wanted", async () => {
    const asked = async (trials: number): Promise<readonly string[]> => {
      const points: string[] = [];
      const evaluate: StudyOptions["evaluate"] = async ({ assignment }, fold) => {
        points.push(`${String(assignment.a)} on ${fold}`);
        return score(Number(assignment.a));
      };
      const op = searchOver([model], "mae", "minimize", 3, trials);
      await runStudy({ ...study({ evaluate }), op });
      return points.sort();
    };
    const few = await asked(10);
    const many = new Set(await asked(22));
    expect(few.filter((point) => !many.has(point))).toEqual([]);
  });

  it("does not compute the same point twice", async () => {
    let fits = 0;
    const choice = {
      ...model,
      space: [{ path: "a", distribution: { kind: "choice", options: [1, 2] }, when: null }] as const,
    };
    const op = searchOver([choice], "mae", "minimize", 1, 12);
    const evaluate: StudyOptions["evaluate"] = async ({ assignment }) => {
      fits++;
      return score(Number(assignment.a));
    };
    const result = await runStudy({ ...study({ evaluate }), op });
    expect(result.trials).toHaveLength(12);
    expect(fits).toBeLessThanOrEqual(4);
  });

  it("a trial whose score is undefined is a failed one", async () => {
    const evaluate: StudyOptions["evaluate"] = async ({ assignment }) =>
      score(Number(assignment.a) > 0.5 ? Number.NaN : 1);
    const result = await runStudy(study({ evaluate }));
    expect(new Set(result.trials.map((trial) => trial.state))).toEqual(new Set(["complete", "failed"]));
    await expect(runStudy(study({ evaluate: async () => score(Number.NaN) }))).rejects.toThrow(/none of the 12 trials/);
  });
});

describe("closing a model", () => {
  it("fills values, takes options and leaves inactive parameters to their defaults", () => {
    const open = {
      kind: "choice",
      path: "model",
      options: [
        estimator("a"),
        estimator("b", { depth: { $open: "depth" }, rate: { $open: "rate" }, list: [{ $open: "rate" }] }),
      ],
    } as const;
    expect(closeModel(open, { model: 1, rate: 0.5 })).toEqual(estimator("b", { rate: 0.5, list: [0.5] }));
  });
});
