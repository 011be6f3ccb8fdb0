// The README quotes real things: what does not depend on the machine is compared. `node docs/quote-readme.mjs` renews it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const built = existsSync(join(ROOT, "dist/pipec.js"));

function quoted(name: string): string | undefined {
  return new RegExp(`<!-- quote ${name} -->\n\`\`\`[a-z]*\n([^]*?)\n\`\`\`\n<!-- end -->`).exec(readme)?.[1];
}

describe("README", () => {
  it("quotes the spec of the example", () => {
    expect(quoted("spec")).toBe(readFileSync(join(ROOT, "examples/airline/airline.pipe"), "utf8").trimEnd());
  });

  it.skipIf(!built)(
    `quotes the findings about the leaky twin${built ? "" : " (dist is missing: npm run build)"}`,
    () => {
      const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
      const args = ["dist/pipec.js", "check", "examples/leaky/leaky.pipe"];
      const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
      expect(quoted("leak")).toBe(stdout.trimEnd());
    },
  );

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
