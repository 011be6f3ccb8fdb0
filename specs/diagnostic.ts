// Contract of every message that a user sees, at compile time and at run time.
//
// A phase owns a catalogue: `defineDiagnostics("area", {...})`. The holes of its templates are part of the type, so a
// missing argument does not compile. Facts come first, words later: renderers never invent text. What fills a hole is shown
// without the credentials in it.
import { hideCredentials } from "./credential.ts";

/** Half-open range of UTF-16 offsets in a file. `file` is the path the user gave (or an import of it). */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export type Severity = "error" | "warning" | "info";

export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  /** Only fixes that keep the author's meaning are applied by `pipec check --fix`. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  /** `area/kebab-name`, never reused. */
  readonly id: string;
  readonly severity: Severity;
  readonly span: Span;
  /** What is wrong, in one line that stands alone. */
  readonly message: string;
  /** The rule and why it matters. */
  readonly why: string;
  /** What to do. */
  readonly help: string;
  /** The path from cause to effect, in order. */
  readonly related: readonly RelatedPlace[];
  /** Catalogue entries (LK101 …) that this finding belongs to. */
  readonly entries: readonly string[];
  readonly fixes: readonly Fix[];
}

/** A message template whose holes are checked by the type system. Build one with `msg`. */
export interface Template<Hole extends string> {
  readonly strings: readonly string[];
  readonly holes: readonly Hole[];
}

export function msg<Hole extends string = never>(strings: TemplateStringsArray, ...holes: Hole[]): Template<Hole> {
  return { strings: [...strings], holes };
}

export interface DiagnosticSpec<Hole extends string> {
  readonly severity: Severity;
  readonly message: Template<Hole>;
  readonly why: Template<Hole>;
  readonly help: Template<Hole>;
  readonly entries?: readonly string[];
}

export interface DiagnosticExtras {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  /** Narrows the entries of the catalogue to those that this finding is about. */
  readonly entries?: readonly string[];
}

export interface DiagnosticFactory<Hole extends string> {
  (span: Span, holes: Readonly<Record<Hole, string | number>>, extras?: DiagnosticExtras): Diagnostic;
  readonly id: string;
  readonly spec: DiagnosticSpec<Hole>;
}

type HolesOf<S> = S extends DiagnosticSpec<infer Hole> ? Hole : never;

export type Catalogue<Specs> = { readonly [Name in keyof Specs]: DiagnosticFactory<HolesOf<Specs[Name]>> };

/** Turns a table of templates into typed factories; ids are `area/name`. */
export function defineDiagnostics<const Specs extends Record<string, DiagnosticSpec<string>>>(
  area: string,
  specs: Specs,
): Catalogue<Specs> {
  const factories: Record<string, DiagnosticFactory<string>> = {};
  for (const [name, spec] of Object.entries(specs)) factories[name] = createFactory(`${area}/${name}`, spec);
  // The mapped type restates what the loop built; TypeScript cannot follow a computed record.
  return factories as Catalogue<Specs>;
}

function createFactory(id: string, spec: DiagnosticSpec<string>): DiagnosticFactory<string> {
  const make = (
    span: Span,
    holes: Readonly<Record<string, string | number>>,
    extras: DiagnosticExtras = {},
  ): Diagnostic => ({
    id,
    severity: spec.severity,
    span,
    message: fill(spec.message, holes),
    why: fill(spec.why, holes),
    help: fill(spec.help, holes),
    related: (extras.related ?? []).map((place) => ({ ...place, message: hideCredentials(place.message) })),
    entries: extras.entries ?? spec.entries ?? [],
    fixes: (extras.fixes ?? []).map((fix) => ({ ...fix, title: hideCredentials(fix.title) })),
  });
  return Object.assign(make, { id, spec });
}

function fill(template: Template<string>, holes: Readonly<Record<string, string | number>>): string {
  return template.strings
    .map((text, i) => (i === 0 ? text : hideCredentials(String(holes[template.holes[i - 1]!] ?? "")) + text))
    .join("");
}
