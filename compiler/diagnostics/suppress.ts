// `# pipec-allow id: reason`: what the author takes the blame for (LANGUAGE.md, chapters 6 and 10). Pure.
import { RUN_ONLY_LEAKS } from "../../specs/contract.ts";
import { type Diagnostic, defineDiagnostics, msg, type Span } from "../../specs/diagnostic.ts";

export const allowDiagnostics = defineDiagnostics("lint", {
  "allow-without-reason": {
    severity: "error",
    message: msg`this allow of \`${"id"}\` gives no reason`,
    why: msg`every allow is counted in the reports, where a reader must see why it is safe; without a reason it silences nothing`,
    help: msg`write \`# pipec-allow ${"id"}: reason\``,
  },
  "unused-allow": {
    severity: "error",
    message: msg`this allow of \`${"id"}\` silences nothing`,
    why: msg`an allow covers findings that begin in the declaration or entry on the next line, and one that outlives its cause would hide the next mistake`,
    help: msg`remove it, or move it to the line before the declaration or entry that it is about`,
  },
  "malformed-allow": {
    severity: "error",
    message: msg`this is not an allow that can be read`,
    why: msg`an allow names the ids it is about, separated by commas, and gives a reason after a colon`,
    help: msg`write \`# pipec-allow leak/entity-overlap: reason\``,
  },
  "allow-forbidden": {
    severity: "error",
    message: msg`\`${"id"}\` cannot be allowed`,
    why: msg`a spec with an error of the areas \`syntax\`, \`name\`, \`type\` or \`param\` has no meaning that could be run`,
    help: msg`correct what is reported, and remove the allow`,
  },
});

export interface AllowSource {
  readonly comments: readonly { readonly span: Span; readonly text: string; readonly ownLine: boolean }[];
  /** The spans of all declarations and entries. */
  readonly scopes: readonly Span[];
}

export interface Allow {
  readonly id: string;
  readonly reason: string;
  /** The comment. */
  readonly span: Span;
  /** The declaration or entry that it covers. */
  readonly scope: Span;
}

export interface Suppressed {
  /** What is left, with what is wrong about the allows themselves. */
  readonly diagnostics: readonly Diagnostic[];
  readonly allowed: readonly { readonly allow: Allow; readonly diagnostic: Diagnostic }[];
  /** Allows of run-time findings, which only a run can match. */
  readonly pending: readonly Allow[];
}

const FORBIDDEN = /^(?:syntax|name|type|param)\//;
const isAtRunTime = (id: string): boolean => /^(?:data|run)\//.test(id) || RUN_ONLY_LEAKS.has(id);
const COMMENT = /^#+\s*pipec-allow(?![\w-])\s*(.*)$/;
const CONTENT = /^([a-z]+\/[a-z0-9-]+(?:\s*,\s*[a-z]+\/[a-z0-9-]+)*)\s*(?::\s*(.*))?$/;

export function suppress(source: AllowSource, diagnostics: readonly Diagnostic[]): Suppressed {
  const problems: Diagnostic[] = [];
  const allows: Allow[] = [];
  for (const comment of source.comments) {
    const content = COMMENT.exec(comment.text)?.[1];
    if (content === undefined) continue;
    const match = CONTENT.exec(content.trim());
    if (match === null) {
      problems.push(allowDiagnostics["malformed-allow"](comment.span, {}));
      continue;
    }
    const reason = (match[2] ?? "").trim();
    const scope = comment.ownLine ? scopeAfter(comment.span, source.scopes) : null;
    for (const id of match[1]!.split(/\s*,\s*/)) {
      if (FORBIDDEN.test(id)) problems.push(allowDiagnostics["allow-forbidden"](comment.span, { id }));
      else if (reason === "") problems.push(allowDiagnostics["allow-without-reason"](comment.span, { id }));
      else if (scope === null) problems.push(allowDiagnostics["unused-allow"](comment.span, { id }));
      else allows.push({ id, reason, span: comment.span, scope });
    }
  }
  const used = new Set<Allow>();
  const left: Diagnostic[] = [];
  const allowed: { allow: Allow; diagnostic: Diagnostic }[] = [];
  for (const diagnostic of diagnostics) {
    const covering = allows.filter((allow) => allow.id === diagnostic.id && startsIn(diagnostic.span, allow.scope));
    for (const allow of covering) used.add(allow);
    // The innermost says it best.
    const allow = covering[covering.length - 1];
    if (allow === undefined) left.push(diagnostic);
    else allowed.push({ allow, diagnostic });
  }
  const unused = allows.filter((allow) => !used.has(allow));
  for (const allow of unused) {
    if (!isAtRunTime(allow.id)) problems.push(allowDiagnostics["unused-allow"](allow.span, { id: allow.id }));
  }
  return {
    diagnostics: [...left, ...problems],
    allowed,
    pending: unused.filter((allow) => isAtRunTime(allow.id)),
  };
}

const startsIn = (span: Span, scope: Span): boolean =>
  span.file === scope.file && span.start >= scope.start && span.start < scope.end;

/** The next declaration or entry, unless the bracket that holds the comment ends before it. */
function scopeAfter(comment: Span, scopes: readonly Span[]): Span | null {
  let next: Span | null = null;
  let limit = Number.POSITIVE_INFINITY;
  for (const scope of scopes) {
    if (scope.file !== comment.file) continue;
    if (scope.start < comment.start && scope.end > comment.start) limit = Math.min(limit, scope.end);
    if (scope.start >= comment.end && (next === null || scope.start < next.start)) next = scope;
  }
  return next !== null && next.end <= limit ? next : null;
}
