import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeAtomic } from "../../../../runtime/cache/atomic-file.ts";
import { createCache } from "../../../../runtime/cache/cache.ts";
import { listEntries, prune } from "../../../../runtime/cache/inventory.ts";
import { openJournal } from "../../../../runtime/cache/journal.ts";
import { withLock } from "../../../../runtime/cache/lock.ts";
import { isAlive, OWNER } from "../../../../runtime/cache/owner.ts";
import { beginUse, keysInUse } from "../../../../runtime/cache/store-use.ts";
import { verifyEntries } from "../../../../runtime/cache/verify.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "pipec-lock-"));
const GONE = "999999999-0";

describe("owners", () => {
  it("are this process, and no process that is gone or got the number of one", () => {
    expect(isAlive(OWNER)).toBe(true);
    expect(isAlive(GONE)).toBe(false);
    const [pid, start] = OWNER.split("-");
    expect(isAlive(`${pid}-${Number(start) + 1}`)).toBe(start === "0");
  });
});

describe("a lock", () => {
  it("is held by one at a time", async () => {
    const path = join(folder(), "locks", "x");
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withLock(path, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it("of a killed process is taken over, by one of those that wait", async () => {
    const root = folder();
    const path = join(root, "x");
    writeFileSync(path, `${GONE} 1`);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withLock(path, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(readdirSync(root)).toEqual([]);
  });

  it("survives a kill in the middle of taking over", async () => {
    const path = join(folder(), "x");
    writeFileSync(path, `${GONE} 1`);
    writeFileSync(`${path}.take`, GONE);
    expect(await withLock(path, async () => 7)).toBe(7);
  });

  it("is let go when the work fails", async () => {
    const path = join(folder(), "x");
    const failing = withLock(path, async () => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await withLock(path, async () => 1)).toBe(1);
  });
});

describe("files of killed processes", () => {
  it("are cleared away by who writes the same file", async () => {
    const root = folder();
    writeFileSync(join(root, `a.csv.${GONE}-3.tmp`), "half");
    writeFileSync(join(root, `b.csv.${GONE}-3.tmp`), "half of another");
    await writeAtomic(join(root, "a.csv"), "whole");
    expect(readdirSync(root).sort()).toEqual(["a.csv", `b.csv.${GONE}-3.tmp`]);
  });
});

describe("a journal", () => {
  it("keeps every line of several writers", async () => {
    const path = join(folder(), "x.jsonl");
    const writers = await Promise.all([openJournal(path), openJournal(path), openJournal(path)]);
    await Promise.all(writers.map((journal, w) => journal.append(Array.from({ length: 50 }, (_, n) => ({ w, n })))));
    expect((await openJournal(path)).entries).toHaveLength(150);
  });
});

describe("pruning", () => {
  const DAY = 86_400_000;

  async function filled() {
    const root = folder();
    const cache = createCache({ storeFolder: root, clock: () => new Date(100 * DAY) });
    for (let i = 0; i < 5; i++) {
      const key = `${i}${i}key`;
      await cache.write(key, { op: "fit", data: new Float64Array(100) });
      utimesSync(join(root, "cache", key.slice(0, 2), key), new Date(i * DAY), new Date(i * DAY));
    }
    return { root, cache };
  }
  const keys = (entries: readonly { readonly key: string }[]): readonly string[] =>
    entries.map(({ key }) => key).sort();

  it("removes what was not used for longest, and counts a read as use", async () => {
    const { root, cache } = await filled();
    const size = (await listEntries(root))[0]!.bytes;
    await cache.read("00key");
    const { removed, left } = await prune(root, { maxBytes: 2 * size, usedSince: null, keep: null });
    expect(keys(left)).toEqual(["00key", "44key"]);
    expect(keys(removed)).toEqual(["11key", "22key", "33key"]);
    expect((await listEntries(root)).every(({ kind }) => kind === "fit")).toBe(true);
  });

  it("removes by age, and what is not to be kept", async () => {
    const { root } = await filled();
    expect(keys((await prune(root, { maxBytes: null, usedSince: 2 * DAY, keep: null })).left)).toEqual([
      "22key",
      "33key",
      "44key",
    ]);
    expect(keys((await prune(root, { maxBytes: null, usedSince: null, keep: new Set(["33key"]) })).left)).toEqual([
      "33key",
    ]);
  });

  it("leaves what a run that works may use, and not what one used that was killed", async () => {
    const { root } = await filled();
    const end = await beginUse(root, ["11key"]);
    mkdirSync(join(root, "in-use"), { recursive: true });
    writeFileSync(join(root, "in-use", `${GONE}-1.json`), JSON.stringify(["22key"]));
    expect([...(await keysInUse(root))]).toEqual(["11key"]);
    const all = { maxBytes: 0, usedSince: null, keep: null };
    const first = await prune(root, all);
    expect([keys(first.left), first.spared]).toEqual([["11key"], 1]);
    await end();
    expect((await prune(root, all)).left).toEqual([]);
  });

  it("and checking: damaged entries are found and removed", async () => {
    const { root } = await filled();
    const path = join(root, "cache", "33", "33key");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    const { checked, damaged } = await verifyEntries(root);
    expect([checked, keys(damaged)]).toEqual([5, ["33key"]]);
    expect((await verifyEntries(root)).damaged).toEqual([]);
  });
});

it("a lock is free when the process that held it is killed", async () => {
  const root = folder();
  const path = join(root, "x");
  const script = `
    import { withLock } from ${JSON.stringify(new URL("../../../../runtime/cache/lock.ts", import.meta.url).href)};
    await withLock(${JSON.stringify(path)}, async () => { console.log("held"); await new Promise((r) => setTimeout(r, 60000)); });
  `;
  const child = spawn(process.execPath, ["--experimental-strip-types", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const held = await new Promise<boolean>((resolve) => {
    child.stdout.on("data", (text: Buffer) => resolve(text.toString().includes("held")));
    child.on("close", () => resolve(false));
  });
  // Node 20 does not run TypeScript by itself; there a dead holder stands for the killed one.
  if (held) child.kill("SIGKILL");
  else writeFileSync(path, `${GONE} 1`);
  expect(await withLock(path, async () => 1)).toBe(1);
});
