// Who holds something in the store: a process, told apart from a later one that got the same number. What a killed process
// left is recognised by it and cleared away.
import { readFileSync } from "node:fs";

/** `<pid>-<start>`; where the system does not tell when a process started, `<pid>-0`. */
export const OWNER = `${process.pid}-${startOf(process.pid) ?? 0}`;

/** True for an owner that runs, and for one that nothing is known about. */
export function isAlive(owner: string): boolean {
  const [pid, start] = owner.split("-").map(Number);
  if (pid === undefined || !Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const now = startOf(pid);
  return start === 0 || now === null || now === start;
}

/** Clock ticks after the start of the system, from Linux's process table. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the process stands in brackets and may hold spaces; the start is the 20th field after it.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return null;
  }
}
