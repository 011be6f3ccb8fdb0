// A disk that takes no more: the shell limits how large a file may become, so that writes fail in the middle of files.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../../specs/run-record.ts";
import { type Ended, ended, PIPEC, resultsOf, startRun } from "./process.ts";
import { KILL_SPECS, type KillSpec, writeSpecs } from "./specs.ts";
import { faultsOf, leftovers } from "./store-state.ts";

const runs = existsSync(PIPEC) && process.platform !== "win32";
const root = mkdtempSync(join(tmpdir(), "pipec-disk-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const idsOf = ({ out }: Ended): readonly string[] =>
  [...new Set((JSON.parse(out) as RunRecord).diagnostics.map(({ id }) => id))].sort();

/** No file may become larger than this many blocks of 1024 bytes (512 in some shells). */
function startLimited(folder: string, spec: KillSpec, blocks: number): ReturnType<typeof spawn> {
  const script = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const args = ["-c", script, process.execPath, PIPEC, "run", `${spec.name}.pipe`, "--json", "--store", "store"];
  return spawn("sh", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

describe.skipIf(!runs)(`a full disk${runs ? "" : " (needs dist/pipec.js and a POSIX shell)"}`, () => {
  it.each(KILL_SPECS.flatMap((spec) => [1, 6].map((blocks) => [spec.name, blocks, spec] as const)))(
    "costs no results of %s, files up to %i kB",
    async (name, blocks, spec) => {
      const folder = join(root, `${name}-${blocks}`);
      writeSpecs(folder);
      const full = await ended(startLimited(folder, spec, blocks));
      expect(full.code, full.err).toBe(1);
      expect(full.err).not.toContain("internal error");
      expect(idsOf(full)).toEqual(["run/cannot-store", "run/cannot-write"]);
      expect(await faultsOf(join(folder, "store"))).toEqual([]);
      expect(leftovers(folder)).toEqual([]);
      const record = JSON.parse(full.out) as RunRecord;
      const later = await ended(startRun(folder, spec));
      expect(later.code, later.err).toBe(0);
      expect((JSON.parse(later.out) as RunRecord).evaluations).toEqual(record.evaluations);
      const fresh = join(root, `${name}-${blocks}-fresh`);
      writeSpecs(fresh);
      expect(resultsOf(later, folder, spec)).toEqual(resultsOf(await ended(startRun(fresh, spec)), fresh, spec));
    },
    120_000,
  );
});
