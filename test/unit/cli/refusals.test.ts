// Whatever id an error can have, `pipec explain` knows it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allDiagnostics } from "../../../cli/host/diagnostic-catalogue.ts";
import { REFUSALS } from "../../../cli/host/refusals.ts";

const root = join(import.meta.dirname, "../../..");
const sources = ["cli", "runtime", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("generated") && !name.endsWith("refusals.ts"))
    .map((name) => readFileSync(join(root, folder, name), "utf8")),
);
const AREAS = "data|database|feast|param|run|type|name|lint|leak";
const used = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(new RegExp(`"((?:${AREAS})/[a-z0-9-]+)"`, "g"))].map((match) => match[1]!),
  ),
);

it("every id in the sources is explained", () => {
  const known = new Set(allDiagnostics().map(({ id }) => id));
  expect([...used].filter((id) => !known.has(id)).sort()).toEqual([]);
});

it("every refusal that is explained can be met", () => {
  expect(Object.keys(REFUSALS).filter((id) => !used.has(id))).toEqual([]);
});

it("is told in whole phrases", () => {
  for (const text of Object.values(REFUSALS).flatMap(({ means, why, help }) => [means, why, help])) {
    expect(text).toMatch(/^[a-z`]/);
    expect(text).not.toMatch(/[.!]$/);
  }
});
