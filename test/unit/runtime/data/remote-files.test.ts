// Sources behind http:, against a server on this machine: what is fetched, what is not fetched again, what goes wrong.

import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listEntries, prune } from "../../../../runtime/cache/inventory.ts";
import { verifyEntries } from "../../../../runtime/cache/verify.ts";
import { type EnvironmentValue, hideInText } from "../../../../runtime/data/files/hide-secrets.ts";
import { Refusal, type SourceFile } from "../../../../runtime/data/readers/reader.ts";
import { createRemote } from "../../../../runtime/data/remote/fetch-remote.ts";
import { span } from "./inline-table.ts";
import { testFolder } from "./read-files.ts";

const files = testFolder("remote", () => {
  throw new TypeError("no table is read here");
});
let server: Server;
let base: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
const requests: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => requests.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  files.remove();
});

/** As a run begins: nothing is remembered but what is on the disk. */
const remote = (env: Readonly<Record<string, string>> = {}) =>
  createRemote({
    folder: files.path("downloads"),
    specFolder: files.path(""),
    env,
    signal: new AbortController().signal,
  });

const textOf = ([file]: readonly SourceFile[]): string => readFileSync(file!.path, "utf8");

async function problem(fetching: Promise<readonly SourceFile[]>): Promise<string> {
  const error = await fetching.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Refusal);
  const { id, message } = (error as Refusal).diagnostic;
  return `${id}: ${message}`;
}

describe("http", () => {
  it("fetches once in a run, and in the next run only what changed", async () => {
    let content = "a\n1\n";
    answer = (request, response) => {
      const etag = `"${content.length}"`;
      response.setHeader("etag", etag);
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.end(content);
    };
    const first = remote();
    expect(textOf(await first(`${base}/data.csv`, span))).toBe("a\n1\n");
    await first(`${base}/data.csv`, span);
    expect(requests).toHaveLength(1);
    expect(textOf(await remote()(`${base}/data.csv`, span))).toBe("a\n1\n");
    expect(requests[1]?.headers["if-none-match"]).toBe('"4"');
    content = "a\n1\n2\n";
    const changed = await remote()(`${base}/data.csv`, span);
    expect(textOf(changed)).toBe("a\n1\n2\n");
    // Former content goes.
    expect(readdirSync(dirname(dirname(changed[0]!.path))).filter((name) => !name.endsWith(".json"))).toHaveLength(1);
  });

  it("asks by time where there is no tag, and always where there is neither", async () => {
    const stamp = "Wed, 01 Jan 2025 00:00:00 GMT";
    answer = (request, response) => {
      response.setHeader("last-modified", stamp);
      if (request.headers["if-modified-since"] === stamp) response.writeHead(304).end();
      else response.end("by time");
    };
    for (let i = 0; i < 2; i++) expect(textOf(await remote()(`${base}/time.csv`, span))).toBe("by time");
    expect(requests[1]?.headers["if-modified-since"]).toBe(stamp);
    answer = (_, response) => response.end("neither");
    for (let i = 0; i < 2; i++) expect(textOf(await remote()(`${base}/neither.csv`, span))).toBe("neither");
    expect(requests).toHaveLength(4);
  });

  it("keeps the ending and the folders that are columns", async () => {
    const packed = gzipSync("v\n1\n");
    answer = (_, response) => response.end(packed);
    const [file] = await remote()(`${base}/x/region=u%20s/part.csv.gz?Signature=abc`, span);
    expect(file?.path).toMatch(/region=u%20s\/part\.csv\.gz$/);
    expect(file?.partitions).toEqual([{ name: "region", value: "u s" }]);
    expect(file?.shown).toBe(`${base}/x/region=u%20s/part.csv.gz?***`);
    expect(readFileSync(file!.path)).toEqual(packed);
  });

  it("sends a password as a header, and shows it nowhere", async () => {
    answer = (request, response) => {
      if (request.headers.authorization === `Basic ${Buffer.from("me:pa ss").toString("base64")}`) response.end("in");
      else response.writeHead(401).end();
    };
    const host = base.replace("http://", "");
    const [file] = await remote()(`http://me:pa%20ss@${host}/p.csv`, span);
    expect(file?.shown).toBe(`http://me:***@${host}/p.csv`);
    const refused = await problem(remote()(`http://me:wrong@${host}/q.csv?token=t0psecret`, span));
    expect(refused).toBe(
      `data/cannot-fetch: \`http://me:***@${host}/q.csv?***\` cannot be fetched: the server answers 401 Unauthorized`,
    );
    const kept = readdirSync(files.path("downloads"), { recursive: true, encoding: "utf8" }).join("\n");
    expect(kept).not.toMatch(/pa%20ss|pa ss|wrong|t0psecret/);
  });

  it("tries again after a failure of the server, not after a refusal", async () => {
    answer = (_, response) => {
      if (requests.length < 3) response.writeHead(503).end();
      else response.end("at last");
    };
    expect(textOf(await remote()(`${base}/busy.csv`, span))).toBe("at last");
    requests.splice(0);
    answer = (_, response) => response.writeHead(404).end();
    expect(await problem(remote()(`${base}/none.csv`, span))).toContain("the server answers 404 Not Found");
    expect(requests).toHaveLength(1);
  });

  it("refuses what is too large, announced or not", async () => {
    const env = { PIPEC_DOWNLOAD_LIMIT: "10" };
    answer = (_, response) => response.end("more than ten bytes");
    expect(await problem(remote(env)(`${base}/large.csv`, span))).toContain("it is larger than 10 bytes");
    answer = (_, response) => {
      response.write("more than");
      response.end(" ten bytes");
    };
    expect(await problem(remote(env)(`${base}/large2.csv`, span))).toContain("it is larger than 10 bytes");
  });

  it("says that no answer comes, that half of it came, that nobody is there", async () => {
    const env = { PIPEC_DOWNLOAD_TIMEOUT: "0.2" };
    answer = () => undefined;
    expect(await problem(remote(env)(`${base}/silent.csv`, span))).toContain("no answer within 0.2 s");
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    };
    expect(await problem(remote()(`${base}/half.csv`, span))).toMatch(
      /cannot be fetched: (other side closed|terminated|.*socket)/,
    );
    expect(await problem(remote()("http://127.0.0.1:65001/x.csv", span))).toContain("ECONNREFUSED");
    expect(await problem(remote()("ftp://host/x.csv", span))).toContain("`ftp:` is not known");
    const parts = readdirSync(files.path("downloads"), { recursive: true, encoding: "utf8" });
    expect(parts.filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("what is kept of downloads", () => {
  const folder = () => files.path("downloads");
  const content = (request: IncomingMessage): string => `v\n${request.url}\n`;
  beforeAll(() => {
    rmSync(files.path("downloads"), { recursive: true, force: true });
    answer = (request, response) => {
      const etag = `"${request.url}"`;
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.setHeader("etag", etag).end(content(request));
    };
  });

  it("is one thing per query, but for signatures", async () => {
    for (const query of ["?page=1", "?page=2", ""]) {
      expect(textOf(await remote()(`${base}/q.csv${query}`, span))).toBe(`v\n/q.csv${query}\n`);
    }
    expect(readdirSync(folder())).toHaveLength(3);
    for (const signature of ["abc", "def"])
      await remote()(`${base}/q.csv?page=1&X-Amz-Signature=${signature}&X-Amz-Date=${signature}`, span);
    expect(readdirSync(folder())).toHaveLength(3);
  });

  it("is fetched again when it was changed on this disk", async () => {
    const [file] = await remote()(`${base}/x.csv`, span);
    writeFileSync(file!.path, "v\n/y.csv\n");
    const later = new Date(Date.now() + 5000);
    utimesSync(file!.path, later, later);
    expect(textOf(await remote()(`${base}/x.csv`, span))).toBe("v\n/x.csv\n");
  });

  it("is counted, verified and pruned with the cache", async () => {
    const store = files.path("");
    expect((await listEntries(store)).map(({ kind }) => kind)).toEqual([
      "download",
      "download",
      "download",
      "download",
    ]);
    expect((await verifyEntries(store)).damaged).toEqual([]);
    const [file] = await remote()(`${base}/x.csv`, span);
    writeFileSync(file!.path, "v\n/z.csv\n");
    expect((await verifyEntries(store)).damaged).toHaveLength(1);
    const unused = await prune(store, { maxBytes: null, usedSince: null, keep: new Set(["some key"]) });
    expect(unused.removed).toEqual([]);
    expect((await prune(store, { maxBytes: 0, usedSince: null, keep: null })).removed).toHaveLength(3);
    expect(readdirSync(folder())).toEqual([]);
  });
});

describe("what is shown", () => {
  it("holds no part of a secret address", () => {
    const value = "https://user:pass@data.example.org/a/b.csv?sig=s1gn";
    const secrets: readonly EnvironmentValue[] = [{ name: "DATA_URL", reader: "secret", value }];
    for (const text of [
      "cannot read https://user:pass@data.example.org/a/b.csv?sig=s1gn",
      "getaddrinfo ENOTFOUND data.example.org",
      "/a/b.csv is not there",
      "shown as https://user:***@data.example.org/a/b.csv?***",
      "bad signature s1gn",
    ]) {
      expect(hideInText(text, secrets)).not.toMatch(/example|b\.csv|s1gn|pass\b/);
    }
  });

  it("names a secret pattern and none of its folders", () => {
    const value = "s3://lake-of-anna/private/2024/*.parquet";
    const secrets: readonly EnvironmentValue[] = [{ name: "LAKE", reader: "secret", value }];
    expect(hideInText("s3://lake-of-anna/private/2024/p1.parquet: no key private/2024/p1.parquet", secrets)).toBe(
      's3://secret("LAKE")p1.parquet: no key secret("LAKE")p1.parquet',
    );
  });

  it("holds no path of a web address from a variable, where tokens stand, but its host", () => {
    const value = "https://hooks.example.org/T0KEN123456/rows.csv";
    const values: readonly EnvironmentValue[] = [{ name: "URL", reader: "env", value }];
    expect(hideInText(`\`${value}\` cannot be fetched`, values)).toBe('`env("URL")` cannot be fetched');
    expect(hideInText("no /T0KEN123456/rows.csv at hooks.example.org", values)).toBe(
      'no /env("URL") at hooks.example.org',
    );
    const bucket: readonly EnvironmentValue[] = [{ name: "URL", reader: "env", value: "s3://bucket/rows.csv" }];
    expect(hideInText("s3://bucket/rows.csv", bucket)).toBe("s3://bucket/rows.csv");
  });
});
