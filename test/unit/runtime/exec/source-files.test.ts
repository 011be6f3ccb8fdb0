// Runs over files that change, that are many, and whose address is a secret.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import type { RunEvent } from "../../../../runtime/events/run-event.ts";
import { type RunOutcome, run } from "../../../../runtime/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-sources-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

let runs = 0;

async function runText(
  text: string,
  env: Readonly<Record<string, string>> = {},
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<RunOutcome> {
  const options = { set: {}, profile: null, strict: false, asOf: null };
  const { plan, diagnostics } = compileText({ path: join(folder, "spec.pipe"), text }, options);
  if (plan === null) throw new TypeError(diagnostics.map(({ id, message }) => `${id}: ${message}`).join("\n"));
  return run(plan, {
    registry: standardLibrary,
    implementations,
    storeFolder: join(folder, ".pipec"),
    resolvePath: (path) => resolve(folder, path),
    jobs: 1,
    workerFile: new URL("file:///unused"),
    only: null,
    resume: false,
    env,
    signal: new AbortController().signal,
    clock: () => new Date(runs++ * 1000),
    onEvent,
    pipecVersion: "test",
    revision: null,
  });
}

const spec = (path: string): string => `
pipeline files
source rows = csv(${path}) { v: int }
check enough = rows { row_count(min: 1) }
`;
const idsOf = ({ record }: RunOutcome): readonly string[] => record.diagnostics.map(({ id }) => id);
const done = ({ record }: RunOutcome): readonly string[] =>
  record.nodes.filter(({ status }) => status === "done").map(({ id }) => id);

describe("files of a source", () => {
  it("are found to change while they are read", async () => {
    write("live.csv", "v\n1\n");
    let changed = 0;
    const outcome = await runText(spec('"live.csv"'), {}, (event) => {
      if (event.kind !== "node-started" || event.node !== "rows") return;
      changed += 1;
      appendFileSync(join(folder, "live.csv"), "2\n");
    });
    expect(changed).toBe(1);
    expect(outcome.record.diagnostics.map(({ id, message }) => `${id}: ${message}`)).toEqual([
      "data/changed-while-reading: `live.csv` changed while it was read",
    ]);
    expect(done(outcome)).toEqual([]);
    expect(idsOf(await runText(spec('"live.csv"')))).toEqual([]);
  });

  it("are read again when one is added, changed or taken away, not when one is touched", async () => {
    const text = spec('["parts/*.csv", "more.csv"]');
    write("parts/1.csv", "v\n1\n");
    write("parts/2.csv", "v\n2\n");
    write("more.csv", "v\n3\n");
    expect(done(await runText(text))).toContain("rows");
    expect(done(await runText(text))).toEqual([]);
    const now = statSync(join(folder, "more.csv")).mtime.getTime() / 1000 + 5;
    utimesSync(join(folder, "more.csv"), now, now);
    expect(done(await runText(text))).toEqual([]);
    write("parts/3.csv", "v\n4\n");
    expect(done(await runText(text))).toContain("rows");
    rmSync(join(folder, "parts/3.csv"));
    write("parts/2.csv", "v\n5\n");
    expect(done(await runText(text))).toContain("rows");
  });

  it("count with the values of their folders", async () => {
    const text = `
pipeline files
source rows = csv("by/*/x.csv") { v: int
  year: int }
check enough = rows { between(year, 2000, 2100) }
`;
    write("by/year=2024/x.csv", "v\n1\n");
    expect(done(await runText(text))).toContain("rows");
    rmSync(join(folder, "by"), { recursive: true });
    write("by/year=1999/x.csv", "v\n1\n");
    expect(idsOf(await runText(text))).toEqual(["data/check-failed"]);
  });
});

describe("values of the environment", () => {
  const sum = (path: string, values: string): string => `
pipeline files
source rows = csv(${path}) { v: int }
check these = rows { one_of(v, [${values}]) }
check all = rows { row_count(min: 3, max: 3) }
`;

  it("are files of a list like any other", async () => {
    for (const n of [1, 2, 3]) write(`env/${n}.csv`, `v\n${n}\n`);
    const text = sum('["env/1.csv", "env/2.csv", env("MORE")]', "1, 2, 3");
    expect(idsOf(await runText(text, { MORE: "env/3.csv" }))).toEqual([]);
    expect(idsOf(await runText(text, { MORE: "env/*.csv" }))).toEqual(["data/check-failed"]);
  });

  it("count for what is kept of each file", async () => {
    for (const n of [1, 2, 3]) write(`marks/${n}.csv`, `v;w\n${n};0\n`);
    const text = `
pipeline files
source rows = csv("marks/*.csv", delimiter: env("MARK"), null_values: [secret("NONE")]) { v: int? }
check whole = rows { not_null(v) }
`;
    expect(idsOf(await runText(text, { MARK: ";", NONE: "x" }))).toEqual([]);
    expect(idsOf(await runText(text, { MARK: ",", NONE: "x" }))).toEqual(["data/wrong-delimiter"]);
    expect(idsOf(await runText(text, { MARK: ";", NONE: "2" }))).toEqual(["data/check-failed"]);
  });

  it("must be there, and are named at their place when they are not", async () => {
    for (const env of [{}, { GONE: "" }]) {
      for (const text of [spec('env("GONE")'), spec('["live.csv", secret("GONE")]')]) {
        const { record } = await runText(text, env);
        const [found] = record.diagnostics;
        expect(found?.id).toBe("data/unset-variable");
        expect(found?.message).toContain("`GONE`");
        expect(text.slice(found!.span.start, found!.span.end)).toContain('("GONE")');
      }
    }
  });

  it("are no outputs when they are secret", async () => {
    write("live.csv", "v\n1\n");
    const outcome = (into: string) =>
      runText(
        `
pipeline files
source rows = inline([[1, 2.0], [2, 3.0], [3, 5.0], [4, 4.0], [5, 6.0]]) { x: float
  y: float @target }
source read = csv(env("READ")) { v: int }
task t = regress(y, from: rows)
split s = holdout(t, test: 20%)
fit f = ridge() on s.dev
predict p = f on rows { into: csv(${into}) }
`,
        { OUT: "out.csv", READ: "live.csv" },
      );
    expect(idsOf(await outcome('env("OUT")'))).toEqual([]);
    const refused = await outcome('secret("OUT")');
    expect(idsOf(refused)).toEqual(["run/unsupported-sink"]);
    expect(JSON.stringify(refused.record)).not.toContain("out.csv");
    expect(idsOf(await outcome('"live.csv"'))).toEqual(["run/output-is-source"]);
    expect(idsOf(await outcome('env("GONE")'))).toEqual(["data/unset-variable"]);
  });
});

describe("an address that is a secret", () => {
  it("stands in no plan, record, event or file of the store", async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith("/private/rows.csv") === true) response.setHeader("etag", '"1"').end("v\nx\n");
      else response.writeHead(403).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const events: RunEvent[] = [];
    const shown: string[] = [];
    for (const path of ["private/rows.csv", "other.csv"]) {
      const url = `http://anna:pass-word@${host}/${path}?sig=s1gnature`;
      const outcome = await runText(spec('secret("DATA_URL")'), { DATA_URL: url }, (event) => events.push(event));
      shown.push(...outcome.record.diagnostics.map(({ message }) => message), JSON.stringify(outcome.record));
    }
    server.close();
    expect(shown[0]).toContain("column `v`: `x` is not a whole number");
    expect(shown[0]).toContain('secret("DATA_URL")');
    const stored = readdirSync(join(folder, ".pipec"), { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(
        (entry) => `${entry.parentPath}/${entry.name} ${readFileSync(join(entry.parentPath, entry.name), "latin1")}`,
      );
    for (const text of [...shown, JSON.stringify(events), ...stored]) {
      expect(text).not.toMatch(/anna|pass-word|s1gnature/);
      expect(text).not.toContain(host);
    }
  });

  it("may not stand in a spec", () => {
    for (const url of ["https://anna:word@host/x.csv", "https://host/x.csv?X-Amz-Signature=abc"]) {
      for (const path of [`"${url}"`, `["x.csv", "${url}"]`]) {
        const options = { set: {}, profile: null, strict: false, asOf: null };
        const { diagnostics } = compileText({ path: "spec.pipe", text: spec(path) }, options);
        expect(diagnostics.map(({ id }) => id)).toEqual(["type/password-in-spec"]);
      }
    }
  });
});
