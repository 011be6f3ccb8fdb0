// docs/cli.md and the completion scripts follow the command tree.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { completeBash } from "../../../cli/completion/bash.ts";
import { completeFish } from "../../../cli/completion/fish.ts";
import { type CommandNode, describeTree } from "../../../cli/completion/tree.ts";
import { completeZsh } from "../../../cli/completion/zsh.ts";
import { EXAMPLES } from "../../../cli/help-examples.ts";
import { createProgram, pathOf } from "../../../cli/program.ts";
import { createTerminal } from "../../../cli/terminal.ts";

const silent = { write: () => true };
const program = createProgram({
  version: "0",
  createTerminal: (options) => createTerminal(options, { stdout: silent, stderr: silent, env: {} }),
  finish: () => {},
});
const tree = describeTree(program);
const allNodes = (node: CommandNode): CommandNode[] => [node, ...node.subcommands.flatMap(allNodes)];

describe("documentation of the command line", () => {
  const page = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");

  it("names every command and long option", () => {
    const words = allNodes(tree).flatMap((node) => [
      ...(node === tree ? [] : [node.name]),
      ...node.options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith("--") && flag !== "--version")),
    ]);
    expect([...new Set(words)].filter((word) => !page.includes(word))).toEqual([]);
  });

  it("shows examples for every command", () => {
    expect(
      program.commands.map((command: Command) => pathOf(command)).filter((name) => EXAMPLES[name] === undefined),
    ).toEqual([]);
  });

  it("describes every option and command", () => {
    const nodes = allNodes(tree);
    expect(nodes.filter(({ description }) => description === "").map(({ name }) => name)).toEqual([]);
    expect(nodes.flatMap(({ options }) => options).filter(({ description }) => description === "")).toEqual([]);
  });
});

describe("completion", () => {
  it.each([
    ["bash", completeBash],
    ["zsh", completeZsh],
    ["fish", completeFish],
  ] as const)("of %s knows every command", (_shell, write) => {
    const script = write(tree);
    for (const { name } of tree.subcommands) expect(script).toContain(name);
    expect(script).toContain("sarif");
  });

  it("of bash is a script that bash accepts", () => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: completeBash(tree), encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
