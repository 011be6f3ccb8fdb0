// Ctrl-C: the first asks the run to stop between steps, the second ends the process at once. The store survives both:
// its files are written beside and renamed.
import { EXIT } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

export interface Interrupt {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

export function listenForInterrupt(terminal: Terminal): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    terminal.err("\nstopping after the step in progress; press Ctrl-C again to stop at once\n");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
