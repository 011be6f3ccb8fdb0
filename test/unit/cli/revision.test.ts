import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readRevision } from "../../../cli/host/revision.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-git-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

function repository(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, name, path, ".."), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

describe("readRevision", () => {
  it("follows the branch, from a folder inside", () => {
    const folder = repository("loose", {
      ".git/HEAD": "ref: refs/heads/main\n",
      ".git/refs/heads/main": `${COMMIT}\n`,
      "specs/a.pipe": "",
    });
    expect(readRevision(join(folder, "specs"))).toBe(COMMIT);
  });

  it("reads packed branches and detached heads", () => {
    const packed = repository("packed", {
      ".git/HEAD": "ref: refs/heads/main\n",
      ".git/packed-refs": `# pack\n${COMMIT} refs/heads/main\n`,
    });
    expect(readRevision(packed)).toBe(COMMIT);
    expect(readRevision(repository("detached", { ".git/HEAD": `${COMMIT}\n` }))).toBe(COMMIT);
  });

  it("is null where there is nothing to read", () => {
    expect(readRevision(repository("fresh", { ".git/HEAD": "ref: refs/heads/main\n" }))).toBeNull();
    expect(readRevision(repository("odd", { ".git/HEAD": "nonsense\n" }))).toBeNull();
  });
});
