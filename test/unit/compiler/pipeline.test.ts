import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Compiled, type CompileInput, check, compile, PASSES, type Pass } from "../../../compiler/index.ts";
import { canonicalJson, type Json } from "../../../specs/json.ts";
import type { CompileOptions } from "../../../specs/program.ts";
import { standardLibrary } from "../../../stdlib/declarations.ts";

const OPTIONS: CompileOptions = { set: {}, profile: null, strict: false, asOf: null };
const input = (text: string, more: Partial<CompileInput> = {}): CompileInput => ({
  main: { path: "specs/main.pipe", text },
  files: new Map(),
  lock: null,
  profiles: null,
  ...more,
});
const done = (text: string, more: Partial<CompileInput> = {}, options = OPTIONS): Compiled => {
  const result = compile(input(text, more), standardLibrary, options);
  if (result.kind === "needs") throw new Error(`needs ${JSON.stringify(result.needs)}`);
  return result;
};
const ETTH1 = readFileSync(new URL("../../fixtures/types/etth1.pipe", import.meta.url), "utf8");

describe("a spec without a declaration", () => {
  it.each(["", "\n# source s = csv(1)\n"])("%j is warned of once", (text) => {
    expect(done(text).diagnostics.map(({ id, severity }) => `${severity} ${id}`)).toEqual([
      "warning name/nothing-declared",
    ]);
  });

  it.each(["param a: int = 1", 'pipeline x "y"'])("%s says something", (text) => {
    expect(done(text).diagnostics).toEqual([]);
  });
});

describe("needs", () => {
  it("asks for imported files, then for the lock of a source without a block", () => {
    const text = 'import "lib.pipe" as lib\ntable t = lib.s';
    const first = compile(input(text), standardLibrary, OPTIONS);
    expect(first).toEqual({ kind: "needs", needs: { files: ["lib.pipe"], locks: [] } });
    const files = new Map([["lib.pipe", 'source s = csv("s.csv")']]);
    const second = compile(input(text, { files }), standardLibrary, OPTIONS);
    expect(second).toEqual({ kind: "needs", needs: { files: [], locks: ["main.lock.json"] } });
    const columns = [{ name: "a", type: { kind: "int", shape: [], nullable: false }, roles: {} }] as const;
    const third = done(text, { files, lock: { sources: { "lib.s": { columns } } } });
    expect(third.diagnostics).toEqual([]);
    expect([...third.sources.keys()]).toEqual(["specs/main.pipe", "specs/lib.pipe"]);
  });

  it("asks for no lock when every source has a block", () => {
    expect(done('source s = csv("s.csv") { a: int }').diagnostics).toEqual([]);
  });
});

describe("the spec of the language page", () => {
  it("compiles to a plan without a finding, twice to the same text", () => {
    const { diagnostics, plan } = done(ETTH1);
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(plan).not.toBeNull();
    const again = done(ETTH1).plan;
    expect(canonicalJson(again as unknown as Json)).toBe(canonicalJson(plan as unknown as Json));
  });

  it("has no plan when only checked, but the same findings and certificate", () => {
    const checked = check(input(ETTH1), standardLibrary, OPTIONS);
    const compiled = done(ETTH1);
    expect(checked).toMatchObject({ kind: "done", plan: null, certificate: compiled.certificate });
  });

  it("leaves every pass's result with the trace, in order", () => {
    const passes: Pass[] = [];
    compile(input(ETTH1), standardLibrary, OPTIONS, (pass) => passes.push(pass));
    expect(passes).toEqual(PASSES);
  });

  it("takes `--set` values", () => {
    const { plan } = done(ETTH1, {}, { ...OPTIONS, set: { trials: "7" } });
    expect(plan?.parameters).toEqual({ trials: 7 });
  });
});

describe("errors", () => {
  it("makes no plan, and finds mistakes of all areas in one go", () => {
    const broken = ETTH1.replace("OT_day  = rolling_mean(OT, 24h)", "OT_day = rolling_mean(OTT, 24h)")
      .replace("trials: int = 30", "trials: int = 1.5")
      .replace("step 50", "step")
      .replace("horizon: 6h", "horizont: 6h");
    const { diagnostics, plan } = done(broken);
    expect(plan).toBeNull();
    const areas = new Set(diagnostics.map(({ id }) => id.split("/")[0]));
    expect([...areas].sort()).toEqual(["param", "syntax", "type"]);
  });

  it("refuses an allow of what cannot be allowed", () => {
    const text =
      'source s = csv("s.csv") { a: int }\n# pipec-allow type/unknown-column: trust me\ntable t = s |> where(b > 1)';
    expect(
      done(text)
        .diagnostics.map(({ id }) => id)
        .sort(),
    ).toEqual(["lint/allow-forbidden", "type/unknown-column"]);
  });

  it.each(["", "\u0000", "pipeline", "source = = {", "table t = t", "import", "model m = ("])("survives %j", (text) => {
    expect(done(text).kind).toBe("done");
  });
});
