// The certificate in one line and in full.
import type { CertificateLine } from "../../specs/plan.ts";
import type { Colours } from "../terminal.ts";
import { printTable } from "./table.ts";

const STATUSES = ["proved", "checked", "attested", "unknown"] as const;

/** `24 proved, 6 checked, 0 attested, 2 unknown`: never "leak-free". */
export const summariseCertificate = (lines: readonly CertificateLine[]): string =>
  STATUSES.map((status) => `${lines.filter((line) => line.status === status).length} ${status}`).join(", ");

export function printCertificate(lines: readonly CertificateLine[], colours: Colours): string {
  const paint = { proved: colours.green, checked: colours.green, attested: colours.yellow, unknown: colours.yellow };
  return printTable(
    [{ title: "entry" }, { title: "diagnostic" }, { title: "status" }, { title: "why" }],
    lines.map((line) => [line.entry, line.id, paint[line.status](line.status), line.note]),
  );
}
