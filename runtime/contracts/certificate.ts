// The certificate after a run: what only data can tell is `checked` where contracts held, `attested` where the author allowed
// what they found, and `unknown` where they found something that nobody has explained, even if it was proved before.
import { CONTRACTS, contractNamed } from "../../specs/contract.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { AllowedFinding, CertificateLine } from "../../specs/plan.ts";
import type { ContractsResult, ContractVerdict, EvaluationResult } from "../../specs/run-record.ts";

export interface CertificateInput {
  readonly lines: readonly CertificateLine[];
  readonly contracts: readonly ContractsResult[];
  readonly evaluations: readonly Pick<EvaluationResult, "sealed" | "looks">[];
  readonly matched: readonly { readonly allow: AllowedFinding; readonly diagnostic: Diagnostic }[];
}

export function checkCertificate(input: CertificateInput): readonly CertificateLine[] {
  const verdicts = input.contracts.flatMap((result) => result.verdicts);
  const lines = input.lines.map((line) =>
    line.entry === "LK609" ? countedLooks(line, input) : judgeLine(line, verdicts, input),
  );
  const known = new Set(lines.map(({ entry }) => entry));
  // What a contract looked at belongs to the certificate, whether or not the compiler thought of it.
  for (const { name, id, entries } of CONTRACTS) {
    if (!verdicts.some(({ contract, outcome }) => contract === name && outcome !== "not-applicable")) continue;
    for (const entry of entries) {
      if (known.has(entry)) continue;
      known.add(entry);
      lines.push(judgeLine({ entry, id, status: "unknown", note: "", where: [] }, verdicts, input));
    }
  }
  return lines.sort((a, b) => (a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0));
}

function judgeLine(
  line: CertificateLine,
  verdicts: readonly ContractVerdict[],
  { matched }: CertificateInput,
): CertificateLine {
  const all = verdicts.filter(({ entries }) => entries.includes(line.entry));
  const about = all.filter(({ outcome }) => outcome !== "not-applicable");
  if (about.length === 0) {
    const why = all[0]?.note ?? "";
    return line.status === "unknown" && line.where.length === 0 && why !== "" ? { ...line, note: why } : line;
  }
  const broken = about.filter(({ outcome }) => outcome === "violated");
  if (broken.length > 0) {
    const allowed = matched.filter(({ diagnostic }) => diagnostic.entries.includes(line.entry));
    const ids = new Set(broken.map(({ id }) => id));
    const reasons = allowed.filter(({ allow }) => ids.has(allow.id)).map(({ allow }) => allow.reason);
    if (reasons.length > 0) return { ...line, status: "attested", note: [...new Set(reasons)].join("; ") };
    const isAbout = broken.some(({ note }) => note !== "");
    return {
      ...line,
      status: "unknown",
      note: isAbout ? `found on the data: ${broken[0]!.note}` : "found on the data",
    };
  }
  if (line.status === "proved" || line.status === "attested") return line;
  // Where the compiler itself reported something, data that look fine prove nothing.
  if (line.where.length > 0) return line;
  const note = about.map(({ contract, evidence }) => `${contractNamed(contract).holds} (${printEvidence(evidence)})`);
  return { ...line, status: "checked", note: [...new Set(note)].join("; ") };
}

function countedLooks(line: CertificateLine, { evaluations }: CertificateInput): CertificateLine {
  const looks = evaluations
    .filter(({ sealed, looks: count }) => sealed && count !== null)
    .map(({ looks: count }) => count!);
  if (looks.length === 0) return line;
  const most = Math.max(...looks);
  if (most === 1) return { ...line, status: "checked", note: "the first look at these test rows in this store" };
  return { ...line, status: "unknown", note: `look number ${most} at the same test rows in this store` };
}

export const printEvidence = (evidence: ContractVerdict["evidence"]): string =>
  Object.entries(evidence)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(", ");
