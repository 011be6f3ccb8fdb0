// The split of LANGUAGE.md, chapter 2, on the real table: ETTh1 of Zhou et al. (2021), read from beside the checkout.
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import { cutTask } from "../../../../runtime/split/cut-task.ts";
import { makeTask } from "../../../../runtime/task/make-task.ts";
import { scalar } from "../../../../specs/data-type.ts";
import type { TaskSpec } from "../../../../specs/plan.ts";
import { verifyPartitions } from "../contracts/verify-partitions.ts";
import { days, exampleTask, HOUR, span, split } from "./example-task.ts";

const path = "../shared/data/ett/ETTh1.csv";

it.skipIf(!existsSync(path))(`cuts ETTh1 into three folds and a sealed test part (needs ${path})`, async () => {
  const engine = await openEngine({ threads: 2 });
  const columns = [
    { name: "date", type: scalar("timestamp"), roles: {} },
    { name: "OT", type: scalar("float"), roles: {} },
  ];
  const source = { kind: "source", connector: "csv", params: { path }, schema: { columns } } as const;
  const { table } = await readSource(engine, source, { resolvePath: (name) => name, span });
  const spec: TaskSpec = {
    ...exampleTask({ rows: 0 }).spec,
    kind: "forecast",
    target: "OT",
    features: ["OT"],
    time: { column: "date", every: { months: 0, milliseconds: HOUR } },
    horizon: 6,
    warmup: 168,
  };
  const { task, diagnostics } = await makeTask(
    engine,
    { kind: "task", task: spec, columns: columns.map(({ name }) => name), schema: { columns } },
    table!,
    span,
  );
  engine.close();
  expect(diagnostics).toEqual([]);
  const cv = split("expanding", { folds: 3, val: days(30), test: { fraction: 0.2 }, gap: { rows: 5 } });
  const { partitions } = cutTask(task!, cv, span);
  const bounds = (rows: Int32Array): readonly (number | undefined)[] => [rows[0], rows.at(-1), rows.length];
  // 17420 hours: test begins at 13936 and loses the last six origins; dev ends five hours earlier.
  expect(bounds(partitions!.test)).toEqual([13_936, 17_413, 3478]);
  expect(bounds(partitions!.dev)).toEqual([168, 13_930, 13_763]);
  expect(partitions!.folds.map(({ train, val }) => [bounds(train), bounds(val)])).toEqual([
    [
      [168, 11_765, 11_598],
      [11_771, 12_484, 714],
    ],
    [
      [168, 12_485, 12_318],
      [12_491, 13_204, 714],
    ],
    [
      [168, 13_205, 13_038],
      [13_211, 13_924, 714],
    ],
  ]);
  expect(verifyPartitions(task!, partitions!, { separate: null, later: true, labelDelay: null }, span)).toEqual([]);
});
