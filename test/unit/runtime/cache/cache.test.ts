import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCache } from "../../../../runtime/cache/cache.ts";
import { createFileHasher } from "../../../../runtime/cache/data-hash.ts";
import { decode, encode } from "../../../../runtime/cache/encode.ts";
import { openJournal } from "../../../../runtime/cache/journal.ts";
import { verifyEntries } from "../../../../runtime/cache/verify.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "pipec-cache-"));

const value = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string(),
    fc.array(fc.double(), { maxLength: 5 }).map((list) => Float64Array.from(list)),
    fc.array(fc.integer(), { maxLength: 5 }).map((list) => Int32Array.from(list)),
    fc.uint8Array({ maxLength: 5 }),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$f64", "$number", "$pairs", "__proto__x")), tie("tree"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).tree;

describe("encoding", () => {
  it("gives back every value, bit for bit", () => {
    fc.assert(
      fc.property(value, (tree) => {
        const decoded = decode(encode(tree));
        expect(decoded?.value).toEqual(tree);
      }),
    );
  });
  it("puts arrays into shared memory", () => {
    const decoded = decode(encode({ a: new Float64Array([1, Number.NaN]) }))!.value as { a: Float64Array };
    expect(decoded.a.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
  it("refuses bytes with any bit changed, and any beginning of them", () => {
    const bytes = encode({ name: "x", values: new Float64Array([1, 2, 3]) });
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i]! ^= 1;
      expect(decode(damaged)).toBeNull();
      expect(decode(bytes.subarray(0, i))).toBeNull();
    }
  });
});

describe("cache", () => {
  it("keeps values, tells misses, and removes what is damaged", async () => {
    const root = folder();
    const cache = createCache({ storeFolder: root, clock: () => new Date(0) });
    expect(await cache.read("abcd")).toEqual({ kind: "miss" });
    await cache.write("abcd", { n: 1 });
    expect(await cache.read("abcd")).toEqual({ kind: "hit", value: { n: 1 } });
    expect(readdirSync(join(root, "cache", "ab"))).toEqual(["abcd"]);
    appendFileSync(join(root, "cache", "ab", "abcd"), "x");
    expect(await cache.read("abcd")).toEqual({ kind: "corrupt" });
    expect(await cache.read("abcd")).toEqual({ kind: "miss" });
  });
  it("takes an entry in the place of another for damage", async () => {
    const root = folder();
    const cache = createCache({ storeFolder: root, clock: () => new Date(0) });
    await cache.write("aaaa", { mae: 1 });
    await cache.write("bbbb", { mae: 2 });
    copyFileSync(join(root, "cache", "aa", "aaaa"), join(root, "cache", "bb", "bbbb"));
    expect((await verifyEntries(root)).damaged.map(({ path }) => basename(path))).toEqual(["bbbb"]);
    await cache.write("bbbb", { mae: 2 });
    copyFileSync(join(root, "cache", "aa", "aaaa"), join(root, "cache", "bb", "bbbb"));
    expect(await cache.read("bbbb")).toEqual({ kind: "corrupt" });
    expect(await cache.read("aaaa")).toEqual({ kind: "hit", value: { mae: 1 } });
  });
});

describe("data hashes", () => {
  it("follow the content and not the time of the file", async () => {
    const root = folder();
    const path = join(root, "a.csv");
    writeFileSync(path, "a\n1\n");
    const hasher = await createFileHasher(root);
    const first = await hasher.hash(path);
    await hasher.save();
    utimesSync(path, new Date(0), new Date(0));
    expect(await (await createFileHasher(root)).hash(path)).toEqual(first);
    writeFileSync(path, "a\n2\n");
    expect((await (await createFileHasher(root)).hash(path)).hash).not.toBe(first.hash);
  });
  it("are remembered: an unchanged file is not read again", async () => {
    const root = folder();
    const path = join(root, "a.csv");
    writeFileSync(path, "a\n1\n");
    const hasher = await createFileHasher(root);
    await hasher.hash(path);
    await hasher.save();
    const memo = join(root, "data-hashes.json");
    const { ctimeMs } = statSync(path);
    expect(readFileSync(memo, "utf8")).toContain(String(ctimeMs));
    writeFileSync(memo, readFileSync(memo, "utf8").replace(/"hash":"[0-9a-f]+"/, '"hash":"remembered"'));
    expect((await (await createFileHasher(root)).hash(path)).hash).toBe("remembered");
  });
});

describe("journal", () => {
  it("drops a last line that a crash cut off, and goes on after it", async () => {
    const path = join(folder(), "journal", "x.jsonl");
    const journal = await openJournal(path);
    await journal.append([{ n: 1 }, { n: 2 }]);
    appendFileSync(path, '{"n": 3');
    const again = await openJournal(path);
    expect(again.entries).toEqual([{ n: 1 }, { n: 2 }]);
    await again.append([{ n: 4 }]);
    expect((await openJournal(path)).entries).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
  });
});
