// Names -> typed declarations. Declarations may be used before they are written, so each is elaborated when something
// first asks for it; the order in which they are done is therefore one in which everything comes after what it uses, and
// a declaration that is asked for while it is being elaborated depends on itself.
import type { Diagnostic, RelatedPlace, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { SchemaLock } from "../../specs/program.ts";
import type { Program } from "../names/modules.ts";
import { names } from "../names/names.diagnostics.ts";
import type { ParamValues } from "../names/params.ts";
import type { Binding, Scope, Scopes } from "../names/symbols.ts";
import type { Identifier } from "../syntax/ast.ts";
import type { Meaning, RegistryIndex, TypeContext } from "./context.ts";
import { elaborateDeclaration } from "./dispatch.ts";
import { layBeside } from "./lay-beside.ts";
import { checkShadowing } from "./shadowing.ts";
import type { DeclarationId, Typed, TypedDeclaration } from "./typed.ts";

export interface ElaborateInput {
  readonly program: Program;
  readonly scopes: Scopes;
  readonly params: ParamValues;
  /** Ids of lets that go in circles, already reported. */
  readonly circularLets: ReadonlySet<string>;
  readonly lock: SchemaLock | null;
  readonly registry: RegistryIndex;
  /** Errors of earlier phases have kept declarations out. */
  readonly incomplete: boolean;
}

type DeclarationBinding = Extract<Binding, { kind: "declaration" }>;

/** A declaration that is being elaborated, and where it uses others. */
interface Frame {
  readonly binding: DeclarationBinding;
  readonly uses: Map<DeclarationId, Span>;
}

/** Elaborates the main file, what is merged into it, and what these use of files imported under an alias. */
export function elaborate(input: ElaborateInput, report: (diagnostic: Diagnostic) => void): Typed {
  const { program, scopes } = input;
  const bindings = declarationsById(scopes);
  const done = new Map<DeclarationId, TypedDeclaration | null>();
  const declarations: TypedDeclaration[] = [];
  const open: Frame[] = [];
  let { incomplete } = input;
  const reportHere = (diagnostic: Diagnostic): void => {
    if (diagnostic.severity === "error") incomplete = true;
    report(diagnostic);
  };
  const brokenColumns = new Set<string>();
  const seed = seedOf(input.params);

  const contextOf = (scope: Scope): TypeContext => ({
    report: reportHere,
    registry: input.registry,
    // By the file in which the name stands: a `let` of an imported file means what it means there.
    lookup: (name) => meaningOf(scopes.get(name.span.file) ?? scope, name, input, open),
    lookupIn: (alias, name) => {
      const module = (scopes.get(name.span.file) ?? scope).symbols.get(alias);
      if (module?.kind !== "module") return null;
      const target = module.target === null ? undefined : scopes.get(module.target);
      return target === undefined ? silent(name) : meaningOf(target, name, input, open);
    },
    typed,
    visibleNames: () => [...scope.symbols.keys()],
    qualify: (name) => scope.module.prefix + name,
    seed,
    brokenColumns,
  });

  function typed(id: DeclarationId): TypedDeclaration | null {
    const known = done.get(id);
    const binding = bindings.get(id);
    const scope = binding === undefined ? undefined : scopes.get(binding.name.span.file);
    if (known !== undefined || binding === undefined || scope === undefined) return known ?? null;
    const at = open.findIndex((frame) => frame.binding.id === id);
    if (at >= 0) {
      reportCycle(open.slice(at), reportHere);
      return null;
    }
    open.push({ binding, uses: new Map() });
    const declaration = elaborateDeclaration(binding.declaration, contextOf(scope), input.lock);
    open.pop();
    done.set(id, declaration);
    if (declaration === null) incomplete = true;
    else declarations.push(declaration);
    return declaration;
  }

  const main = scopes.get(program.main);
  for (const binding of main?.symbols.values() ?? []) if (binding.kind === "declaration") typed(binding.id);
  const tree = program.modules.get(program.main)?.tree ?? null;
  if (tree !== null) checkShadowing(tree, input.registry, reportHere);
  const header = tree?.header ?? null;
  const laid = layBeside(declarations, input.registry, reportHere);
  return {
    file: program.main,
    pipeline: { name: header?.name.name ?? baseName(program.main), title: header?.title ?? null },
    parameters: parametersOf(input.params),
    seed,
    declarations: laid,
    incomplete,
  };
}

function meaningOf(scope: Scope, name: Identifier, input: ElaborateInput, open: readonly Frame[]): Meaning | null {
  const binding = scope.symbols.get(name.name);
  // A file that could not be read may hold any name, and that it could not be read is said already.
  if (binding === undefined) return scope.hasHoles ? silent(name) : null;
  switch (binding.kind) {
    case "declaration":
      open[open.length - 1]?.uses.set(binding.id, name.span);
      return { kind: "declaration", id: binding.id, declaration: binding.declaration };
    case "module":
      return { kind: "module", alias: name.name };
    case "let":
      return input.circularLets.has(binding.id) ? silent(name) : { kind: "let", expr: binding.declaration.value };
    case "param": {
      const value = input.params.get(binding.id);
      return value === null || value === undefined ? silent(name) : { kind: "param", ...value };
    }
  }
}

/** What a name with an error of its own stands for: nothing more is said about it. */
const silent = (name: Identifier): Meaning => ({ kind: "let", expr: { kind: "invalid", span: name.span } });

function declarationsById(scopes: Scopes): ReadonlyMap<DeclarationId, DeclarationBinding> {
  const bindings = new Map<DeclarationId, DeclarationBinding>();
  for (const scope of scopes.values())
    for (const binding of scope.symbols.values()) if (binding.kind === "declaration") bindings.set(binding.id, binding);
  return bindings;
}

function reportCycle(circle: readonly Frame[], report: (diagnostic: Diagnostic) => void): void {
  const [first] = circle;
  if (first === undefined) return;
  const ids = circle.map((frame) => frame.binding.name.name);
  const related = circle.flatMap((frame, i): RelatedPlace[] => {
    const next = circle[(i + 1) % circle.length]?.binding ?? frame.binding;
    const span = frame.uses.get(next.id);
    const message = `\`${frame.binding.name.name}\` uses \`${next.name.name}\` here`;
    return span === undefined ? [] : [{ span, message }];
  });
  const name = first.binding.name.name;
  const path = [...ids, name].map((id) => `\`${id}\``).join(" -> ");
  report(names.cycle(first.binding.name.span, { name, path }, { related }));
}

/** `param seed: int` is the seed of the whole spec; 0 without it. */
function seedOf(params: ParamValues): number {
  const value = params.get("seed")?.value;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

function parametersOf(params: ParamValues): Readonly<Record<string, Json>> {
  const values: Record<string, Json> = {};
  for (const [id, param] of params) if (param !== null) values[id] = param.value;
  return values;
}

function baseName(path: string): string {
  const file = path.replaceAll("\\", "/").split("/").pop() ?? path;
  return file.replace(/\.pipe$/, "");
}
