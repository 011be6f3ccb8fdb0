// Contract: what a plan says of its proof, entry by entry, and what its author has allowed.
import type { Span } from "./diagnostic.ts";

export type CertificateStatus = "proved" | "checked" | "attested" | "unknown";

export interface CertificateLine {
  /** LK101 … */
  readonly entry: string;
  /** leak/… */
  readonly id: string;
  readonly status: CertificateStatus;
  /** Why it is unknown or attested, or what was proved. */
  readonly note: string;
  readonly where: readonly Span[];
}

export interface AllowedFinding {
  readonly id: string;
  readonly reason: string;
  /** The comment. */
  readonly span: Span;
  /** The declaration or entry that it covers. */
  readonly scope: Span;
  /** The compiler found nothing to silence: only a run can. */
  readonly pending: boolean;
}
