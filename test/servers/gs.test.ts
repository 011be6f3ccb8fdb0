// Google Cloud Storage: the official client against an imitation of the HTTP interface, which stands here, on the loopback
// address. No real bucket is asked.
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newStore, runSpec } from "./support/run-spec.ts";

const SPEC = `
pipeline sales
source sales = csv("gs://shop/sales/*.csv") { units: int }
check complete = sales { row_count(min: 4) }
`;

interface Content {
  readonly text: string;
  readonly generation: number;
}

describe("gs", () => {
  const objects = new Map<string, Content>();
  const asked: string[] = [];
  let server: Server;
  let env: Record<string, string>;

  const metadataOf = (name: string, { text, generation }: Content) => ({
    kind: "storage#object",
    bucket: "shop",
    name,
    generation: String(generation),
    size: String(Buffer.byteLength(text)),
    etag: `e${generation}`,
    md5Hash: createHash("md5").update(text).digest("base64"),
    crc32c: crc32c(Buffer.from(text)),
  });

  beforeAll(async () => {
    objects.set("sales/1.csv", { text: "units\n1\n2\n", generation: 1 });
    objects.set("sales/2.csv", { text: "units\n3\n4\n", generation: 2 });
    objects.set("sales/notes.txt", { text: "no table", generation: 3 });
    server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      asked.push(`${url.pathname}${url.searchParams.get("alt") === "media" ? " content" : ""}`);
      const json = (value: unknown, status = 200) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (url.pathname.endsWith("/b/shop/o")) {
        const prefix = url.searchParams.get("prefix") ?? "";
        const found = [...objects].filter(([name]) => name.startsWith(prefix));
        return json({ kind: "storage#objects", items: found.map(([name, content]) => metadataOf(name, content)) });
      }
      const name = decodeURIComponent(/\/b\/shop\/o\/(.+)$/.exec(url.pathname)?.[1] ?? "");
      const content = objects.get(name);
      if (content === undefined) return json({ error: { code: 404, message: "No such object" } }, 404);
      const metadata = metadataOf(name, content);
      if (url.searchParams.get("alt") !== "media") return json(metadata);
      return response
        .writeHead(200, {
          "x-goog-hash": `crc32c=${metadata.crc32c},md5=${metadata.md5Hash}`,
          "x-goog-generation": metadata.generation,
          "content-length": metadata.size,
        })
        .end(content.text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    env = { STORAGE_EMULATOR_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("reads what a pattern stands for, and fetches only what changed", async () => {
    const store = newStore();
    const first = await runSpec(SPEC, env, store);
    expect(first.findings).toEqual([]);
    expect(first.record.data[0]!.files.map(({ path }) => path)).toEqual([
      "gs://shop/sales/1.csv",
      "gs://shop/sales/2.csv",
    ]);
    expect(asked.filter((path) => path.endsWith("content"))).toHaveLength(2);
    asked.splice(0);
    objects.set("sales/2.csv", { text: "units\n3\n5\n", generation: 9 });
    const second = await runSpec(SPEC, env, store);
    expect(second.findings).toEqual([]);
    expect(asked.filter((path) => path.endsWith("content"))).toEqual(["/storage/v1/b/shop/o/sales%2F2.csv content"]);
    expect(second.record.data[0]!.hash).not.toBe(first.record.data[0]!.hash);
  });

  it("names what is not there", async () => {
    const { findings } = await runSpec(SPEC.replace("*.csv", "none.csv"), env);
    expect(findings[0]?.message).toBe("`gs://shop/sales/none.csv` cannot be fetched: the store answers 404");
  });
});

/** CRC-32C (Castagnoli), which the client compares. */
function crc32c(bytes: Uint8Array): string {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  const result = Buffer.alloc(4);
  result.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return result.toString("base64");
}
