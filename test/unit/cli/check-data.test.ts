// `pipec check --data`: schema, rules and the memory of the lock file against the data of today.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type CheckOptions, checkPaths } from "../../../cli/commands/check.ts";
import { createTerminal } from "../../../cli/terminal.ts";
import { callInfer } from "./infer/infer-call.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-check-data-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function check(path: string, options: Partial<CheckOptions> = {}) {
  let out = "";
  const stdout = {
    write: (text: string | Uint8Array) => {
      out += String(text);
      return true;
    },
  };
  const terminal = createTerminal({ json: true }, { stdout, stderr: { write: () => true }, env: {} });
  const code = await checkPaths([path], { format: "json", data: true, ...options }, terminal);
  const { diagnostics } = JSON.parse(out);
  const found = diagnostics.map(
    ({ id, severity, range }: { id: string; severity: string; range: { start: { line: number } } }) => [
      id,
      severity,
      range.start.line,
    ],
  );
  return { code, found };
}

const rows = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${make(i)}\n`).join("");

const SPEC = `source sales = csv("sales.csv") {
  shop: category
  units: int
}

check quality = sales {
  between(units, 0, 50)
  row_count(min: 10, severity: warning)
}
`;

describe("check --data", () => {
  it("finds nothing where all fits", async () => {
    write("sales.csv", `shop,units\n${rows(20, (i) => `A,${i}`)}`);
    expect(await check(write("a.pipe", SPEC))).toEqual({ code: 0, found: [] });
  });

  it("points at the column and at the rule, and reads no data without --data", async () => {
    write("sales.csv", "shop,units\nA,x\n");
    const path = write("a.pipe", SPEC);
    expect(await check(path)).toEqual({ code: 1, found: [["data/bad-value", "error", 3]] });
    write("sales.csv", "shop,units\nA,70\nB,\n");
    expect(await check(path)).toEqual({ code: 1, found: [["data/unexpected-null", "error", 3]] });
    write("sales.csv", "shop,units\nA,70\nB,2\n");
    expect(await check(path)).toEqual({
      code: 1,
      found: [
        ["data/check-failed", "error", 7],
        ["data/check-failed", "warning", 8],
      ],
    });
    write("sales.csv", "shop\nA\n");
    expect(await check(path)).toEqual({ code: 1, found: [["data/missing-column", "error", 3]] });
    expect(await check(path, { data: false })).toEqual({ code: 0, found: [] });
  });

  it("compares with what the lock file remembers", async () => {
    write("sales.csv", `shop,units\n${rows(40, (i) => `${"AB"[i % 2]},${i % 5}`)}`);
    const path = write("a.pipe", 'source sales = csv("sales.csv")\n');
    expect((await callInfer(path)).code).toBe(0);
    expect(await check(path)).toEqual({ code: 0, found: [] });
    write("sales.csv", `shop,units,more\n${rows(20, (i) => `${"AC"[i % 2]},${i % 5},1`)}`);
    const { code, found } = await check(path);
    expect(code).toBe(0);
    expect(found.map(([id]: readonly string[]) => id).sort()).toEqual([
      "run/fewer-rows",
      "run/new-column",
      "run/new-values",
    ]);
    write("sales.csv", `shop,units\n${rows(40, (i) => `A,${i % 2 === 0 ? "" : 1}`)}`);
    expect((await check(path)).found.map(([id]: readonly string[]) => id)).toEqual(["data/unexpected-null"]);
  });
  it("reads a source with a memory once, wherever it is", async () => {
    write("sales.csv", `shop,units\n${rows(40, (i) => `${"AB"[i % 2]},${i % 5}`)}`);
    const path = write("b.pipe", 'source sales = csv("sales.csv")\n');
    expect((await callInfer(path)).code).toBe(0);
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.setHeader("etag", '"1"').end(`shop,units,more\n${rows(40, (i) => `${"AC"[i % 2]},${i % 5},1`)}`);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      const { port } = server.address() as AddressInfo;
      write("b.pipe", `source sales = csv("http://127.0.0.1:${port}/sales.csv")\n`);
      const { found } = await check(path);
      expect(found.map(([id]: readonly string[]) => id).sort()).toEqual(["run/new-column", "run/new-values"]);
      expect(asked).toBe(1);
    } finally {
      server.close();
    }
  });
});
