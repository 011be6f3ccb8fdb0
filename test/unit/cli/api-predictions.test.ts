// What a program gets from `run`: the predictions, as Arrow.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, expect, it, vi } from "vitest";

// The bundle of worker threads is not built here, and one job needs none.
vi.mock("../../../cli/host/worker-file.ts", () => ({ workerFile: () => new URL("file:///unused") }));

const { run } = await import("../../../cli/api.ts");

const folder = mkdtempSync(join(tmpdir(), "pipec-api-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = `
pipeline lines
source points = csv("points.csv") { x: float
  y: float @target }
task line = regress(y, from: points)
split cv = holdout(line, test: 20%)
fit champion = linear() on cv.dev
source fresh = inline([[1], [2]]) { x: float }
predict ahead = champion on fresh { keep: [x] }
`;

it("gives predictions as an Arrow table and as bytes, also from the cache", async () => {
  const points = Array.from({ length: 50 }, (_, i) => (i * 37) % 50).map((x) => `${x},${2 * x + 1}`);
  writeFileSync(join(folder, "points.csv"), `x,y\n${points.join("\n")}\n`);
  for (const status of ["done", "cached"]) {
    const result = await run({ path: join(folder, "lines.pipe"), text: SPEC }, { jobs: 1 });
    expect(result.diagnostics).toEqual([]);
    expect(result.nodes.find(({ id }) => id === "ahead")?.status).toBe(status);
    const table = result.tables.get("ahead")!;
    expect([...result.tables.keys()]).toEqual(["ahead"]);
    expect({ rows: table.rows, columns: table.columns }).toEqual({ rows: 2, columns: ["x", "prediction"] });
    const arrow = await table.toArrow();
    expect(Array.from(arrow.getChild("x")!)).toEqual([1, 2]);
    expect(arrow.getChild("prediction")!.get(1)).toBeCloseTo(5, 6);
    for (const format of ["stream", "file"] as const) {
      expect(
        tableFromIPC(await table.toIpc(format))
          .toArray()
          .map(String),
      ).toEqual(arrow.toArray().map(String));
    }
    // What is stored and printed is the record alone.
    expect(JSON.parse(JSON.stringify(result.predictions))).toEqual([
      { node: "ahead", path: null, rows: 2, columns: ["x", "prediction"] },
    ]);
  }
});
