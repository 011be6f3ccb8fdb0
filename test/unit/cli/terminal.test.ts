import { describe, expect, it } from "vitest";
import { createTerminal } from "../../../cli/terminal.ts";

const stream = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, isTTY, columns: 80, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
};

const coloured = (options: { color?: boolean }, isTTY: boolean, env: Record<string, string>): boolean =>
  createTerminal(options, { stdout: stream(isTTY), stderr: stream(isTTY), env }).outColours.isColorSupported;

describe("colour", () => {
  it.each([
    { name: "terminal", options: {}, tty: true, env: {}, expected: true },
    { name: "pipe", options: {}, tty: false, env: {}, expected: false },
    { name: "NO_COLOR", options: {}, tty: true, env: { NO_COLOR: "1" }, expected: false },
    { name: "empty NO_COLOR", options: {}, tty: true, env: { NO_COLOR: "" }, expected: true },
    { name: "--no-color", options: { color: false }, tty: true, env: { FORCE_COLOR: "1" }, expected: false },
    { name: "FORCE_COLOR", options: {}, tty: false, env: { FORCE_COLOR: "1" }, expected: true },
    { name: "dumb terminal", options: {}, tty: true, env: { TERM: "dumb" }, expected: false },
  ])("$name", ({ options, tty, env, expected }) => {
    expect(coloured(options, tty, env)).toBe(expected);
  });
});

describe("streams", () => {
  it("keeps results and messages apart, and is live only for people", () => {
    const stdout = stream(false);
    const stderr = stream(true);
    const terminal = createTerminal({}, { stdout, stderr, env: {} });
    terminal.out("result");
    terminal.err("message");
    expect([stdout.written, stderr.written]).toEqual([["result"], ["message"]]);
    expect(terminal.live).toBe(true);
    expect(createTerminal({}, { stdout, stderr, env: { CI: "true" } }).live).toBe(false);
  });

  it("lets quiet win over verbose", () => {
    const surroundings = { stdout: stream(false), stderr: stream(false), env: {} };
    expect(createTerminal({ quiet: true, verbose: true }, surroundings).loudness).toBe("quiet");
  });
});
