import { describe, expect, it } from "vitest";
import { loadModules } from "../../../../compiler/names/modules.ts";
import { folderOf, joinPath } from "../../../../compiler/names/paths.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { resolveNames } from "./program.ts";

const mainScope = (text: string, files: Record<string, string | null> = {}) => {
  const program = resolveNames(text, files);
  return { ...program, scope: program.scopes.get("specs/main.pipe")! };
};

describe("paths", () => {
  it("joins and normalises", () => {
    expect(folderOf("specs/a.pipe")).toBe("specs");
    expect(folderOf("a.pipe")).toBe("");
    expect(joinPath("specs", "../lib/b.pipe")).toBe("lib/b.pipe");
    expect(joinPath("", "../b.pipe")).toBe("../b.pipe");
    expect(joinPath("/x/y", "./b.pipe")).toBe("/x/y/b.pipe");
    expect(joinPath("specs", "/abs/b.pipe")).toBe("/abs/b.pipe");
  });
});

describe("imports", () => {
  const parseOnly = (file: { path: string; text: string }) => parse(file).tree;

  it("asks for files by their path relative to the main file's folder, however deep", () => {
    const main = { path: "specs/main.pipe", text: 'import "lib/a.pipe" as a\nimport "b.pipe"' };
    const first = loadModules(main, new Map(), parseOnly, () => undefined);
    expect(first).toEqual({ kind: "needs", files: ["lib/a.pipe", "b.pipe"] });
    const files = new Map([
      ["lib/a.pipe", 'import "../c.pipe"'],
      ["b.pipe", ""],
    ]);
    expect(loadModules(main, files, parseOnly, () => undefined)).toEqual({ kind: "needs", files: ["c.pipe"] });
  });

  it("merges names of an import without alias and keeps those of an alias apart", () => {
    const { scope, ids } = mainScope('import "a.pipe"\nimport "b.pipe" as b\nlet own = 1', {
      "a.pipe": "let merged = 2",
      "b.pipe": "let hidden = 3",
    });
    expect(ids).toEqual([]);
    expect([...scope.symbols.keys()].sort()).toEqual(["b", "merged", "own"]);
    expect(scope.symbols.get("b")).toMatchObject({ kind: "module", target: "specs/b.pipe" });
  });

  it("qualifies ids by alias, also of files that an aliased file imports", () => {
    const { scopes } = mainScope('import "b.pipe" as b', {
      "b.pipe": 'import "c.pipe" as c\nlet x = 1',
      "c.pipe": "let y = 1",
    });
    expect(scopes.get("specs/b.pipe")?.symbols.get("x")?.id).toBe("b.x");
    expect(scopes.get("specs/c.pipe")?.symbols.get("y")?.id).toBe("b.c.y");
  });

  it("reads a file once when two files import it", () => {
    const { program, ids } = mainScope('import "a.pipe"\nimport "b.pipe"', {
      "a.pipe": 'import "c.pipe"',
      "b.pipe": 'import "c.pipe"',
      "c.pipe": "let x = 1",
    });
    expect(ids).toEqual([]);
    expect([...program.modules.keys()]).toEqual(["specs/main.pipe", "specs/a.pipe", "specs/c.pipe", "specs/b.pipe"]);
  });

  it("reports a missing file at the path", () => {
    const text = 'import "nope.pipe" as n';
    const { diagnostics } = mainScope(text, { "nope.pipe": null });
    expect(diagnostics.map((d) => [d.id, text.slice(d.span.start, d.span.end)])).toEqual([
      ["name/import-not-found", '"nope.pipe"'],
    ]);
  });

  it("reports files that import each other, with the circle", () => {
    const { diagnostics } = mainScope('import "a.pipe"', { "a.pipe": 'import "main.pipe"' });
    expect(diagnostics.map((d) => d.id)).toEqual(["name/import-cycle"]);
    expect(diagnostics[0]!.message).toContain("main.pipe -> a.pipe -> main.pipe");
  });
});

describe("duplicates", () => {
  it("points at the second and relates the first, across params, lets, declarations and aliases", () => {
    const text = "param x: int = 1\nlet x = 2";
    const { diagnostics } = mainScope(text);
    expect(diagnostics.map((d) => [d.id, d.span.start, d.related[0]?.span.start])).toEqual([["name/duplicate", 21, 6]]);
  });

  it("finds a name that a merged file declares too", () => {
    expect(mainScope('import "a.pipe"\nlet x = 1', { "a.pipe": "let x = 2" }).ids).toEqual(["name/duplicate"]);
  });
});

describe("circles of lets", () => {
  it("reports each circle once and marks its members", () => {
    const { diagnostics, circularLets } = mainScope("let a = b + 1\nlet b = c\nlet c = a\nlet d = a");
    expect(diagnostics.map((d) => d.id)).toEqual(["name/cycle"]);
    expect(diagnostics[0]!.message).toContain("`a` -> `b` -> `c` -> `a`");
    expect(diagnostics[0]!.related).toHaveLength(3);
    expect([...circularLets].sort()).toEqual(["a", "b", "c"]);
  });
});
