// Whoever loads a published model gets what was published, or an error with an id.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportModel, verifyModel } from "../../../cli/commands/export-model.ts";
import { showModel } from "../../../cli/commands/models.ts";
import { EXIT } from "../../../cli/exit-codes.ts";
import { createTerminal } from "../../../cli/terminal.ts";
import type { FittedModel } from "../../../runtime/model/fitted.ts";
import { type ModelMetadata, openRegistry } from "../../../runtime/store/registry.ts";
import { numbers } from "../../reference/columns.ts";
import { taskSpec } from "../runtime/exec/fake-plan.ts";

const model: FittedModel = {
  kind: "tabular",
  component: "linear",
  params: {},
  features: [{ name: "x", type: "float", levels: null }],
  state: { names: ["x"], coefficients: Float64Array.of(2), intercept: 1 },
  rounds: null,
};

let store = "";
const place = (name: string): string => join(store, "models", "m", "1", name);
const commands = {
  verify: verifyModel,
  export: (args: readonly string[], options: { store: string; json?: boolean }, terminal: never) =>
    exportModel(args, { ...options, to: "onnx", output: join(store, "m.onnx") }, terminal),
  show: showModel,
};

async function run(command: keyof typeof commands, json = false) {
  const out: string[] = [];
  const into = { write: (text: string | Uint8Array) => out.push(String(text)) > 0 };
  const terminal = createTerminal({ json }, { stdout: into, stderr: into, env: {} });
  const code = await commands[command](["m"], { store, json }, terminal as never);
  return { code, text: out.join("") };
}

beforeEach(async () => {
  store = mkdtempSync(join(tmpdir(), "pipec-damaged-"));
  const task = { ...taskSpec("regress"), features: ["x"] };
  await openRegistry(store).publish("m", {
    model,
    signature: { task, classes: null, inputs: [{ name: "x", type: "float" }] },
    metadata: { key: "k", run: "r", metrics: {}, tags: {}, params: {}, pipec: "1" } as unknown as ModelMetadata,
    golden: { features: [numbers("x", [1, 2, 3])], classes: null, predictions: Float64Array.of(3, 5, 7) },
  });
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

describe("a published model", () => {
  it("is verified, exported and shown as it is", async () => {
    for (const command of ["verify", "export", "show"] as const) expect((await run(command)).code).toBe(EXIT.fine);
  });

  it.each(["model.json", "signature.json", "metadata.json", "golden.json", "checksums.json"])(
    "with a damaged %s is refused by every command",
    async (name) => {
      const whole = readFileSync(place(name));
      const flipped = Uint8Array.from(whole, (byte, i) => (i === Math.floor(whole.length / 2) ? byte ^ 4 : byte));
      const damages = [
        () => writeFileSync(place(name), flipped),
        () => truncateSync(place(name), Math.floor(whole.length / 2)),
        () => truncateSync(place(name), 0),
        () => rmSync(place(name)),
      ];
      for (const damage of damages) {
        damage();
        for (const command of ["verify", "export", "show"] as const)
          await expect(run(command)).rejects.toMatchObject({ id: "run/damaged-model" });
        writeFileSync(place(name), whole);
      }
    },
  );

  it("that predicts otherwise than when it was published is refused, checksums or not", async () => {
    const golden = readFileSync(place("golden.json"), "utf8");
    const other = golden.replace(Buffer.from(Float64Array.of(3, 5, 7).buffer).toString("base64"), (found) => {
      const values = Float64Array.of(3, 5, 7.5);
      expect(found.length).toBeGreaterThan(0);
      return Buffer.from(values.buffer).toString("base64");
    });
    expect(other).not.toBe(golden);
    writeFileSync(place("golden.json"), other);
    const sums = JSON.parse(readFileSync(place("checksums.json"), "utf8")) as Record<string, string>;
    sums["golden.json"] = createHash("sha256").update(other).digest("hex");
    writeFileSync(place("checksums.json"), JSON.stringify(sums));
    for (const command of ["verify", "export"] as const)
      await expect(run(command)).rejects.toMatchObject({
        id: "run/changed-predictions",
        message: expect.stringContaining("3 published rows differ"),
      });
    const { code, text } = await run("verify", true);
    expect(code).toBe(EXIT.findings);
    expect(JSON.parse(text)).toMatchObject({ rows: 3, difference: 0.5 / 8.5 });
  });
});
