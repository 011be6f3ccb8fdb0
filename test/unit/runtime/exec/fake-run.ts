// Runs a plan in a folder of its own with the fake library.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RunEvent } from "../../../../runtime/events/run-event.ts";
import { type RunOptions, type RunOutcome, run } from "../../../../runtime/index.ts";
import type { Plan } from "../../../../specs/plan.ts";
import { declarations, implementations } from "./fake-library.ts";
import { writeData } from "./fake-plan.ts";

export interface Workplace {
  readonly folder: string;
  readonly store: string;
  readonly events: RunEvent[];
  readonly run: (plan: Plan, more?: Partial<RunOptions>) => Promise<RunOutcome>;
}

export function createWorkplace(rows = 240): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "pipec-exec-"));
  const store = join(folder, ".pipec");
  const events: RunEvent[] = [];
  writeData(join(folder, "data.csv"), rows);
  let now = Date.UTC(2025, 0, 1);
  return {
    folder,
    store,
    events,
    run: (plan, more = {}) =>
      run(plan, {
        registry: { components: declarations },
        implementations,
        storeFolder: store,
        resolvePath: (path) => resolve(folder, path),
        jobs: 1,
        workerFile: new URL("file:///unused"),
        only: null,
        resume: false,
        env: {},
        signal: new AbortController().signal,
        clock: () => {
          now += 1;
          return new Date(now);
        },
        onEvent: (event) => {
          events.push(event);
        },
        pipecVersion: "test",
        revision: null,
        ...more,
      }),
  };
}
