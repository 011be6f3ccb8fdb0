// Ctrl-C on the built command line: nothing finished is lost, and the run goes on from there.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PIPEC = join(ROOT, "dist/pipec.js");
const SPEC = join(ROOT, "examples/credit/credit.pipe");
const built = existsSync(PIPEC);
const folder = mkdtempSync(join(tmpdir(), "pipec-interrupt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** Starts a long search and sends `signal` each time a text appears on stderr. */
function interrupt(store: string, texts: readonly string[]): Promise<Ended> {
  const args = [PIPEC, "run", SPEC, "--store", join(folder, store), "--jobs", "1", "--set", "trials=400"];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const waiting = [...texts];
  let err = "";
  child.stderr?.on("data", (text: Buffer) => {
    err += text.toString();
    while (waiting.length > 0 && err.includes(waiting[0]!)) {
      waiting.shift();
      child.kill("SIGINT");
    }
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
}

describe.skipIf(!built)(`interrupt${built ? "" : " (dist/pipec.js is missing: npm run build)"}`, () => {
  it("stops after the step in progress, tells how to go on, and leaves a store that the next run uses", async () => {
    const { code, err } = await interrupt("once", ["trial 2 "]);
    expect(code).toBe(130);
    expect(err).toContain("stopping after the step in progress");
    expect(err).toContain("--resume");
    const args = [PIPEC, "run", SPEC, "--store", join(folder, "once"), "--jobs", "1", "--set", "trials=4", "--json"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(0);
    const record = JSON.parse(stdout) as { status: string; nodes: { op: string; status: string }[] };
    expect(record.status).toBe("done");
    expect(record.nodes.filter((node) => node.op === "split").map((node) => node.status)).toEqual(["cached"]);
  });

  it("ends at once the second time", async () => {
    const { code } = await interrupt("twice", ["trial 2 ", "stopping after"]);
    expect(code).toBe(130);
  });
});
