// A statement that the engine's share of the memory does not hold is a finding that names `--memory`.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { engineFailure } from "../../../../runtime/data/engine-errors.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1, memoryLimit: 2 ** 24 });
});
afterAll(() => engine.close());

it("says that the memory of the run is too small", async () => {
  const error: unknown = await engine
    .query("SELECT length(list(range)) FROM range(20000000)")
    .catch((caught: unknown) => caught);
  const found = engineFailure(error, { file: "t.pipe", start: 0, end: 0 });
  expect(found.id).toBe("data/out-of-memory");
  expect(found.help).toContain("--memory");
});
