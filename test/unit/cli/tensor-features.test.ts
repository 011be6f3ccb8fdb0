// A spec whose features are tensors: fitted, judged, predicted, published, reported and proved like any other.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";

// The bundle of worker threads is not built here, and one job needs none.
vi.mock("../../../cli/host/worker-file.ts", () => ({ workerFile: () => new URL("file:///unused") }));

const { run } = await import("../../../cli/api.ts");

const folder = mkdtempSync(join(tmpdir(), "pipec-tensor-features-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = `
pipeline shapes
source points = json("points.ndjson") {
  id: int @id
  v: float[2, 2]
  kind: category
  y: float @target
}
table longer = points |> derive { twice = id * 2 } |> select(id, v, kind, y)
task size = regress(y, from: longer)
split s = holdout(size, test: 25%, shuffle: true, seed: 1)
transform ready = {
  v: standardize()
  categorical: onehot()
}
model flat = ready |> ridge(alpha: 0.001)
model trees = gradient_boosting(rounds: 60, min_leaf: 5)
fit line = flat on s.train
fit boost = trees on s.train
evaluate final = [line, boost] on s.test { metrics: [r2] }
source fresh = json("fresh.ndjson") {
  id: int @id
  v: float[2, 2]
  kind: category
}
predict ahead = line on fresh { into: json("out.json"), keep: [id, v] }
predict also = boost on fresh
publish shapes_size = line { alias: production }
report page = html(final)
`;

it("works end to end", async () => {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const v = [0, 1, 2, 3].map((k) => ((i * (7 + k * 6) + k * k * 13) % 401) / 401);
    const kind = i % 3 === 0 ? "a" : "b";
    return { id: i, v: [v.slice(0, 2), v.slice(2)], kind, y: 3 * v[0]! - 2 * v[3]! + (kind === "a" ? 1 : 0) };
  });
  const lines = (list: readonly object[]): string => `${list.map((row) => JSON.stringify(row)).join("\n")}\n`;
  writeFileSync(join(folder, "points.ndjson"), lines(rows));
  writeFileSync(join(folder, "fresh.ndjson"), lines(rows.slice(0, 3).map(({ y: _, ...row }) => row)));
  const source = { path: join(folder, "shapes.pipe"), text: SPEC };
  const result = await run(source, { jobs: 1 });
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(result.nodes.filter(({ status }) => status !== "done").map(({ id }) => id)).toEqual([]);
  const scores = result.evaluations[0]!;
  expect(JSON.stringify(scores)).toContain("r2");
  const ahead = result.tables.get("ahead")!;
  expect(ahead.columns).toEqual(["id", "v", "prediction"]);
  const written = JSON.parse(readFileSync(join(folder, "out.json"), "utf8")) as {
    id: number;
    v: number[][];
    prediction: number;
  }[];
  expect(written.map(({ v }) => v)).toEqual(rows.slice(0, 3).map(({ v }) => v));
  for (const [i, { prediction }] of written.entries()) expect(prediction).toBeCloseTo(rows[i]!.y, 3);
  const arrow = await ahead.toArrow();
  expect(String(arrow.schema.fields[1]?.type)).toBe("FixedSizeList[2]<FixedSizeList[2]<Float64>>");
  expect(existsSync(join(folder, ".pipec"))).toBe(true);
  const second = await run(source, { jobs: 1 });
  expect(second.nodes.filter(({ status }) => status === "done").map(({ id }) => id)).toEqual(["shapes_size", "page"]);
});
