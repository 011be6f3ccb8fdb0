// A thread that dies while tables are computed again leaves nothing unverified: its work is done by the one that asked.
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addColumn, ColumnFileWriter, readColumn } from "../../../../runtime/columns/column-file.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { NodeContext } from "../../../../runtime/exec/context.ts";
import { openChain } from "../../../../runtime/exec/contracts.ts";
import type { WindowsJob } from "../../../../runtime/windows/run-windows.ts";
import { scalar } from "../../../../specs/data-type.ts";
import { lit, span } from "../data/inline-table.ts";
import { library } from "./contract-input.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine.close());

const columns = async (job: WindowsJob): Promise<never> => {
  writeFileSync(job.target, "half of a file");
  throw new Error("the thread ran out of memory");
};

const contextWith = (signal: AbortSignal): NodeContext =>
  ({
    engine: async () => engine,
    library,
    nodeOf: () => ({ op: { kind: "source" }, inputs: [], span }),
    pool: { jobs: 2, columns },
    signal,
  }) as unknown as NodeContext;

function windowsJob(): WindowsJob {
  const writer = new ColumnFileWriter(engine.freshFile(), [{ name: "x", kind: "number" }]);
  addColumn(writer, 0, Float64Array.of(1, 3, 5, 7));
  const rows = { rows: 4, starts: Int32Array.of(0, 4), times: null, step: null };
  const call = { name: "before", function: "lag", args: [lit(0), lit(1)], type: scalar("float", true) };
  const group = { file: writer.finish(), column: "x", isWhole: false, rows, order: null, calls: [call] };
  return { kind: "windows", groups: [group], target: engine.freshFile() };
}

it("computes the windows of a dead thread, small ones in this thread from the start", async () => {
  const chain = await openChain(contextWith(new AbortController().signal), "source");
  expect(chain.windows(100)).toBeUndefined();
  const { file } = await chain.windows(100_000)!.runWindows(windowsJob());
  const values = new Float64Array(4);
  readColumn(file!, "before", values);
  expect([...values]).toEqual([Number.NaN, 1, 3, 5]);
});

it("stops when the run does", async () => {
  const aborted = AbortSignal.abort(new Error("cancelled"));
  const chain = await openChain(contextWith(aborted), "source");
  await expect(chain.windows(100_000)!.runWindows(windowsJob())).rejects.toThrow("cancelled");
});
