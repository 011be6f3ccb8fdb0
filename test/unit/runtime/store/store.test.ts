import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clearAbandoned } from "../../../../runtime/cache/store-use.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { openLedger } from "../../../../runtime/store/ledger.ts";
import { fromPortableJson, toPortableJson } from "../../../../runtime/store/portable-state.ts";
import { type ModelMetadata, openRegistry } from "../../../../runtime/store/registry.ts";
import { openRunStore, runId } from "../../../../runtime/store/run-store.ts";
import { taskSpec } from "../exec/fake-plan.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "pipec-store-"));

const model: FittedModel = {
  kind: "tabular",
  component: "ridge",
  params: { alpha: 1 },
  features: [{ name: "x", type: "float", levels: null }],
  state: { weights: new Float64Array([1.5, Number.NaN, -0]), codes: new Int32Array([1, -1]), best: -0 },
  rounds: null,
};

const content = (key: string) => ({
  model,
  signature: { task: taskSpec("regress"), classes: null, inputs: [] },
  metadata: { key, run: "r", metrics: { mae: 1 } } as unknown as ModelMetadata,
  golden: null,
});

describe("a damaged registry", () => {
  it("publishes again what is damaged, and never makes up aliases", async () => {
    const store = folder();
    const registry = openRegistry(store);
    const place = (...names: readonly string[]): string => join(store, "models", "m", ...names);
    expect(await registry.publish("m", content("k1"))).toBe(1);
    expect(await registry.publish("m", content("k1"))).toBe(1);
    writeFileSync(place("1", "metadata.json"), "{");
    expect(await registry.metadata("m", 1)).toBeNull();
    expect(await registry.publish("m", content("k1"))).toBe(2);
    writeFileSync(place("2", "model.json"), "{}");
    expect(await registry.publish("m", content("k1"))).toBe(3);
    await registry.setAlias("m", "production", 3);
    writeFileSync(place("aliases.json"), '{"production"');
    await expect(registry.aliases("m")).rejects.toMatchObject({ id: "run/damaged-aliases" });
    await expect(registry.setAlias("m", "trial", 3)).rejects.toMatchObject({ id: "run/damaged-aliases" });
    expect(readFileSync(place("aliases.json"), "utf8")).toBe('{"production"');
  });
});

describe("registry", () => {
  it("numbers versions upwards and gives a model back bit for bit", async () => {
    const registry = openRegistry(folder());
    expect(await registry.publish("m", content("k1"))).toBe(1);
    expect(await registry.publish("m", content("k2"))).toBe(2);
    expect(await registry.publish("m", content("k1"))).toBe(1);
    const read = await registry.read("m", 2);
    expect(read.kind === "found" && read.model.model).toEqual(model);
    expect(await registry.names()).toEqual(["m"]);
  });
  it("gives two publishers at once two versions", async () => {
    const root = folder();
    const keys = ["a", "b", "c", "d"];
    const versions = await Promise.all(keys.map((key) => openRegistry(root).publish("m", content(key))));
    expect([...versions].sort()).toEqual([1, 2, 3, 4]);
  });
  it("shows nothing of a version that a crash left half written", async () => {
    const root = folder();
    const registry = openRegistry(root);
    await registry.publish("m", content("k1"));
    const abandoned = join(root, "tmp", "m.999999999-0-0.tmp");
    mkdirSync(abandoned, { recursive: true });
    writeFileSync(join(abandoned, "model.json"), "{");
    expect(await registry.versions("m")).toEqual([1]);
    expect(await registry.publish("m", content("k3"))).toBe(2);
    expect(readdirSync(join(root, "models", "m")).sort()).toEqual(["1", "2"]);
    await clearAbandoned(root);
    expect(readdirSync(join(root, "tmp"))).toEqual([]);
  });
  it("keeps the certificate of the run that published a version", async () => {
    const registry = openRegistry(folder());
    await registry.publish("m", content("k1"));
    expect(await registry.certificate("m", 1)).toBeNull();
    const line = { entry: "LK101", id: "leak/fit-outside-train", status: "proved", note: "", where: [] } as const;
    await registry.certify("m", 1, [line]);
    await registry.certify("m", 1, [{ ...line, status: "unknown" }]);
    expect(await registry.certificate("m", 1)).toEqual([line]);
    expect((await registry.read("m", 1)).kind).toBe("found");
  });
  it("moves an alias and reads by it", async () => {
    const registry = openRegistry(folder());
    await registry.publish("m", content("k1"));
    await registry.publish("m", content("k2"));
    await registry.setAlias("m", "production", 1);
    await registry.setAlias("m", "production", 2);
    const read = await registry.read("m", "production");
    expect(read.kind === "found" && read.model.version).toBe(2);
    expect(await registry.read("m", "staging")).toEqual({ kind: "missing" });
  });
  it("tells a damaged package", async () => {
    const root = folder();
    const registry = openRegistry(root);
    await registry.publish("m", content("k1"));
    appendFileSync(join(root, "models", "m", "1", "model.json"), " ");
    expect((await registry.read("m", 1)).kind).toBe("corrupt");
  });
});

describe("portable state", () => {
  it("is JSON that loses no bit", () => {
    expect(fromPortableJson(toPortableJson(model))).toEqual(model);
  });
});

describe("ledger", () => {
  const look = (partition: string, evaluation: string) => ({
    partition,
    evaluation,
    run: "r",
    file: "a.pipe",
    time: "t",
  });
  it("counts different evaluations of the same rows, not repetitions", async () => {
    const ledger = openLedger(folder());
    expect(await ledger.look(look("p", "e1"))).toBe(1);
    expect(await ledger.look(look("p", "e1"))).toBe(1);
    expect(await ledger.look(look("p", "e2"))).toBe(2);
    expect(await ledger.look(look("q", "e2"))).toBe(1);
    expect(await ledger.count("p")).toBe(2);
  });
  it("survives a line that was cut off", async () => {
    const root = folder();
    await openLedger(root).look(look("p", "e1"));
    appendFileSync(join(root, "ledger.jsonl"), '{"partition":"p","eval');
    expect(await openLedger(root).look(look("p", "e2"))).toBe(2);
  });
});

describe("runs", () => {
  it("are listed newest first; unknown ids are absent", async () => {
    const root = folder();
    const store = openRunStore(root);
    expect(await store.list()).toEqual([]);
    for (const [day, key] of [
      [1, "aaaaaaaaaa"],
      [2, "bbbbbbbbbb"],
    ] as const) {
      const id = runId(new Date(Date.UTC(2024, 0, day)), key);
      await store.write({ version: 1, id } as never);
    }
    expect(await store.list()).toEqual(["20240102T000000000Z-bbbbbbbb", "20240101T000000000Z-aaaaaaaa"]);
    expect(await store.read("absent")).toBeNull();
  });
});
