// Log lines on stderr when nobody watches live: pino's one JSON object per line with `--json`, plain lines otherwise.
import type { Terminal } from "../terminal.ts";

export interface Log {
  readonly info: (text: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly detail: (text: string, facts?: Readonly<Record<string, unknown>>) => void;
}

export async function createLog(terminal: Terminal): Promise<Log> {
  if (terminal.loudness === "quiet") return { info: () => {}, detail: () => {} };
  if (terminal.json) return createJsonLog(terminal);
  const { dim } = terminal.errColours;
  const line = (text: string): void => terminal.err(`${dim(clock())} ${text}\n`);
  return { info: line, detail: terminal.loudness === "verbose" ? line : () => {} };
}

async function createJsonLog(terminal: Terminal): Promise<Log> {
  const { pino } = await import("pino");
  const level = terminal.loudness === "verbose" ? "debug" : "info";
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: terminal.err });
  return {
    info: (text, facts = {}) => logger.info(facts, text),
    detail: (text, facts = {}) => logger.debug(facts, text),
  };
}

const clock = (): string => new Date().toISOString().slice(11, 19);
