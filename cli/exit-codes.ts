// Exit codes of `pipec`, documented in docs/cli.md. 70 is EX_SOFTWARE of sysexits.h, 130 is 128 + SIGINT.
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
