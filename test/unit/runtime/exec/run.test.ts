import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../../specs/plan.ts";
import { fakePlan, writeData } from "./fake-plan.ts";
import { createWorkplace } from "./fake-run.ts";

const statuses = (record: { readonly nodes: readonly { readonly id: string; readonly status: string }[] }) =>
  Object.fromEntries(record.nodes.map((node) => [node.id, node.status]));

describe("a whole run", () => {
  it("searches, fits, judges against the baseline, publishes and leaves a record", async () => {
    const place = createWorkplace();
    const { kind, record, diagnostics } = await place.run(fakePlan({ trials: 24 }));
    expect(diagnostics).toEqual([]);
    expect(kind).toBe("done");
    const [final] = record.evaluations;
    expect(final!.origins).toBe(40);
    const own = final!.subjects[0]!.scores[0]!;
    const base = final!.baselines[0]!.scores[0]!;
    expect(own.value!).toBeLessThan(base.value!);
    expect(own.interval!.low).toBeLessThanOrEqual(own.value!);
    expect(own.interval!.high).toBeGreaterThanOrEqual(own.value!);
    const [comparison] = final!.comparisons;
    expect(comparison!.difference).toBeCloseTo(own.value! - base.value!, 12);
    expect(comparison!.skill).toBeCloseTo(1 - own.value! / base.value!, 12);
    expect(final!.bootstrap.unit).toBe("blocks");
    expect(record.searches[0]!.trials).toHaveLength(24);
    // The chain that was prepared once per fold belongs to the winner.
    expect(record.searches[0]!.bestModel).toMatchObject({ kind: "pipeline", transform: { kind: "block" } });
    expect(record.published[0]).toMatchObject({ name: "live", version: 1, alias: "production", published: true });
    expect(readdirSync(join(place.store, "runs"))).toHaveLength(1);
    expect(record.data[0]!.files[0]!.hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it("leaves a record that fits its schema", async () => {
    const place = createWorkplace();
    const { record } = await place.run(fakePlan({ kind: "forecast", low: -4, trials: 16 }));
    const schema = JSON.parse(readFileSync("specs/run-record.schema.json", "utf8"));
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    validate(JSON.parse(JSON.stringify(record)));
    expect(validate.errors).toBeNull();
  });

  it("does no work the second time and gives the same results", async () => {
    const place = createWorkplace();
    const first = await place.run(fakePlan());
    place.events.length = 0;
    const second = await place.run(fakePlan());
    expect(second.record.evaluations).toEqual(first.record.evaluations);
    expect(second.record.searches).toEqual(first.record.searches);
    expect(second.record.published[0]!.version).toBe(1);
    const started = place.events.flatMap((event) => (event.kind === "node-started" ? [event.op] : []));
    expect(started.sort()).toEqual(["publish", "report"]);
    expect(second.diagnostics).toEqual([]);
  });

  it("computes again what changed data reaches", async () => {
    const place = createWorkplace();
    const first = await place.run(fakePlan());
    writeData(join(place.folder, "data.csv"), 260);
    const second = await place.run(fakePlan());
    expect(statuses(second.record).final).toBe("done");
    expect(second.record.data[0]!.hash).not.toBe(first.record.data[0]!.hash);
  });

  it("forecasts with one model per step and judges origins x steps", async () => {
    const place = createWorkplace();
    const { record, diagnostics } = await place.run(fakePlan({ kind: "forecast" }));
    expect(diagnostics).toEqual([]);
    const [final] = record.evaluations;
    expect(final!.rows).toBe(final!.origins * 3);
    expect(final!.subjects[0]!.bySteps[0]!.values).toHaveLength(3);
    // The naive forecast repeats y at the origin, so its error grows with the step.
    const naive = final!.baselines[0]!.bySteps[0]!.values.map(Number);
    expect(naive[0]!).toBeLessThan(naive[2]!);
  });

  it("runs only what a name needs", async () => {
    const place = createWorkplace();
    const { record } = await place.run(fakePlan(), { only: ["tuned"] });
    const status = statuses(record);
    expect(status.tuned).toBe("done");
    expect(status.quality).toBe("done");
    expect(status.final).toBe("unneeded");
  });

  it("does not publish when the condition does not hold", async () => {
    const place = createWorkplace();
    const { kind, record, diagnostics } = await place.run(fakePlan({ bound: 0 }));
    expect(kind).toBe("done");
    expect(record.published[0]).toMatchObject({ published: false, version: null });
    expect(diagnostics.map(({ id }) => id)).toEqual(["run/not-published"]);
  });
});

describe("failures", () => {
  it("a broken rule stops what comes after its table", async () => {
    const place = createWorkplace();
    // The second time the finding comes from the cache, and stops as much.
    for (const _ of ["computed", "cached"]) {
      const { kind, record, diagnostics } = await place.run(fakePlan({ minRows: 5000 }));
      expect(kind).toBe("failed");
      expect(diagnostics.map(({ id }) => id)).toEqual(["data/check-failed"]);
      expect(statuses(record)).toMatchObject({
        quality: "failed",
        final: "skipped",
        tuned: "skipped",
        live: "skipped",
      });
    }
  });

  it("a missing file is a finding at the source", async () => {
    const place = createWorkplace();
    const { kind, diagnostics } = await place.run(fakePlan({ path: "absent.csv" }));
    expect(kind).toBe("failed");
    expect(diagnostics.map(({ id }) => id)).toEqual(["data/missing-file"]);
  });

  it("failed trials are recorded; when all fail the reason is told", async () => {
    const place = createWorkplace();
    const some = await place.run(fakePlan({ low: -4, trials: 24 }));
    expect(some.record.searches[0]!.trials.some((trial) => trial.state === "failed")).toBe(true);
    expect(some.diagnostics.map(({ id }) => id)).toContain("run/trial-failed");
    const plan = JSON.parse(JSON.stringify(fakePlan({ low: -4 })).replaceAll('"high":4', '"high":-1'));
    const none = await place.run(plan);
    expect(none.kind).toBe("failed");
    const found = none.diagnostics.find(({ id }) => id === "run/all-trials-failed");
    expect(found?.message).toContain("the slope is negative");
  });

  it("a damaged cache entry is computed again with a warning", async () => {
    const place = createWorkplace();
    const first = await place.run(fakePlan());
    const key = first.record.nodes.find((node) => node.id === "tuned")!.key;
    writeFileSync(join(place.store, "cache", key.slice(0, 2), key), "damaged");
    const second = await place.run(fakePlan());
    expect(second.kind).toBe("done");
    expect(second.diagnostics.map(({ id }) => id)).toEqual(["run/cache-corrupt"]);
    expect(second.record.searches).toEqual(first.record.searches);
  });

  it("a store that cannot be written costs no results", async () => {
    const place = createWorkplace();
    writeFileSync(join(place.folder, "blocked"), "");
    const whole = await place.run(fakePlan(), { only: ["final"] });
    const { record, diagnostics } = await place.run(fakePlan(), {
      only: ["final"],
      storeFolder: join(place.folder, "blocked"),
    });
    expect(new Set(diagnostics.map(({ id }) => id))).toEqual(new Set(["run/cannot-store"]));
    expect(record.status).toBe("done");
    expect(record.evaluations[0]!.subjects).toEqual(whole.record.evaluations[0]!.subjects);
  });

  it("a changed spec on the same test rows is a second look", async () => {
    const place = createWorkplace();
    await place.run(fakePlan());
    const { record, diagnostics } = await place.run(fakePlan({ trials: 8 }));
    expect(diagnostics.map(({ id }) => id)).toEqual(["leak/test-reused"]);
    expect(record.evaluations[0]!.looks).toBe(2);
  });
});

describe("cancelling", () => {
  it("keeps finished batches, and the next run gives what an uninterrupted one gives", async () => {
    const whole = await createWorkplace().run(fakePlan({ trials: 20 }));
    const place = createWorkplace();
    const controller = new AbortController();
    let trials = 0;
    const cut = await place.run(fakePlan({ trials: 20 }), {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === "trial" && ++trials === 8) controller.abort();
      },
    });
    expect(cut.kind).toBe("cancelled");
    expect(statuses(cut.record).tuned).toBe("cancelled");
    place.events.length = 0;
    const resumed = await place.run(fakePlan({ trials: 20 }));
    expect(resumed.kind).toBe("done");
    expect(resumed.record.searches[0]!.trials).toEqual(whole.record.searches[0]!.trials);
    expect(resumed.record.evaluations[0]!.subjects).toEqual(whole.record.evaluations[0]!.subjects);
    // Of the eight trials that were finished nothing is fitted again.
    const known = place.events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
    expect(known).toEqual([expect.stringMatching(/^(1[6-9]|2[0-9]) of \d+ fits were known from earlier runs$/)]);
  });

  it("goes on where a shorter search ended, and keeps the trials of a model when another one joins", async () => {
    const place = createWorkplace();
    const known = async (plan: Plan): Promise<string> => {
      place.events.length = 0;
      const { record } = await place.run(plan);
      const fresh = await createWorkplace().run(plan);
      expect(record.searches[0]!.trials).toEqual(fresh.record.searches[0]!.trials);
      return place.events.flatMap((event) => (event.kind === "message" ? [event.text] : [])).join();
    };
    expect(await known(fakePlan({ trials: 8 }))).toBe("");
    expect(await known(fakePlan({ trials: 20 }))).toMatch(/^1[6-9] of \d+ fits/);
  });
});
