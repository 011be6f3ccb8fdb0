// The certificate: one line per catalogue entry that could apply to the spec. "Proved" means that no program of this shape
// can have the leak; what only data can tell is `unknown` until a run has looked.
import type { Roles } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { CertificateLine } from "../../specs/plan.ts";
import { beyondTheChecks } from "./beyond-the-checks.ts";
import type { Check, CheckContext } from "./context.ts";
import { nodesOf } from "./context.ts";
import { judgedFromElsewhere } from "./leakage/unknown-provenance.check.ts";
import { doubtOf, introducedEntries } from "./premises.ts";
import { undeclaredColumns } from "./undeclared/base-columns.ts";

export function certify(
  checks: readonly Check[],
  context: CheckContext,
  found: readonly Diagnostic[],
): readonly CertificateLine[] {
  const lines = new Map<string, CertificateLine>();
  for (const check of checks) {
    if (!check.applies(context)) continue;
    for (const entry of check.entries) {
      const where = found
        .filter(({ id, entries }) => id === check.id && entries.includes(entry))
        .map(({ span }) => span);
      const known = lines.get(entry);
      // Several checks may decide one entry: what any of them found counts.
      if (known !== undefined && known.where.length >= where.length) continue;
      lines.set(entry, { entry, id: check.id, ...verdict(check, entry, context, where), where });
    }
  }
  for (const { entry, id } of introducedEntries(context))
    if (!lines.has(entry)) lines.set(entry, { entry, id, ...PROVED, where: [] });
  return [...[...lines.values()].map((line) => doubted(line, context)), ...beyondTheChecks(context)].sort((a, b) =>
    a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0,
  );
}

function verdict(
  check: Check,
  entry: string,
  context: CheckContext,
  where: readonly Span[],
): Pick<CertificateLine, "status" | "note"> {
  if (where.length > 0) return { status: "unknown", note: "not proved: see the diagnostics" };
  if (check.id === "leak/unknown-provenance") return provenance(context);
  const missing = DECLARED[entry]?.(context) ?? null;
  if (missing !== null) return { status: "unknown", note: missing };
  if (context.typed.incomplete) return { status: "unknown", note: "declarations with errors were left out" };
  return PROVED;
}

/** What others have trained was trained on rows that nobody here knows, unless its author says from when on it has seen nothing. */
function provenance(context: CheckContext): Pick<CertificateLine, "status" | "note"> {
  const values = judgedFromElsewhere(context);
  const names = values.flatMap(({ name, until }) => (until === null ? [`\`${name}\``] : []));
  if (names.length > 0)
    return { status: "unknown", note: `nothing says which rows ${[...new Set(names)].join(", ")} has seen` };
  const said = values.map(({ name, until }) => `\`${name}\` has seen nothing after ${until}`);
  return {
    status: "attested",
    note: `the author says that ${[...new Set(said)].join(", ")}; a run demands later rows to judge it`,
  };
}

const PROVED = {
  status: "proved",
  note: "from the spec, given truthful declarations of columns and components",
} as const;

/** Silence proves only what the analyses could see. */
function doubted(line: CertificateLine, context: CheckContext): CertificateLine {
  const doubt = line.status === "proved" ? doubtOf(line.entry, context) : null;
  return doubt === null ? line : { ...line, ...doubt };
}

/**
 * Entries that rest on what the author says about columns: where nothing is said, nothing is proved. The result is what is
 * missing, or null.
 */
const DECLARED: Readonly<Record<string, (context: CheckContext) => string | null>> = {
  LK303: (context) =>
    unlessRole(context, ["posthoc"], "no column says that it is recorded after the outcome (`@posthoc`)"),
  LK306: (context) => unlessRole(context, ["id", "entity"], "no column is marked as an identifier (`@id`)"),
  LK417: (context) =>
    unlessRole(context, ["knownAt", "delay"], "no column says when rows became known (`@known_at`, `@delay`)"),
  LK418: (context) => unlessRole(context, ["knownAt"], "nothing says whether values are revised later"),
  LK501: (context) => unlessRole(context, ["entity", "group"], "no column says what rows are about (`@entity`)"),
  LK502: (context) => unlessRole(context, ["entity", "group"], "no column says what rows are about (`@entity`)"),
  LK310: unlessHistory,
  LK503: (context) => unlessRole(context, ["entity", "group"], "no column says which rows are linked (`@group`)"),
  LK208: unlessUnique,
  LK211: (context) => unlessRole(context, ["entity", "group"], "no column says which rows are mirrored or paired"),
};

function unlessUnique({ graph }: CheckContext): string | null {
  const unproved = nodesOf(graph, "step").some(({ step }) => step.kind === "join" && !step.rightUnique);
  return unproved ? "whether join keys are unique is looked up when the data are read" : null;
}

function unlessHistory(context: CheckContext): string | null {
  const names = undeclaredColumns(context).flatMap(({ base, node, isAttribute }) =>
    isAttribute && node.task.time !== null ? [`\`${base.column}\``] : [],
  );
  return names.length === 0
    ? null
    : `nothing says whether ${[...new Set(names)].join(", ")} are kept by version or overwritten`;
}

function unlessRole({ graph }: CheckContext, roles: readonly (keyof Roles)[], note: string): string | null {
  const declared = nodesOf(graph, "source").some(({ schema }) =>
    schema.columns.some((column) => roles.some((role) => column.roles[role] !== undefined)),
  );
  return declared ? null : note;
}
