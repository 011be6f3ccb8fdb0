// What the transforms of a chain need beyond the columns and rows that they are applied to: columns made by window functions
// of the whole table (`difference(24)`), and columns that are given beside the others (`impute(mean, by: store)`).
import type { TransformDeclaration } from "../../../specs/component.ts";
import type { Column } from "../../../specs/data-type.ts";
import type { LiteralValue } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import type { RegistryIndex } from "../context.ts";
import { printDuration } from "../print-type.ts";
import type { ComponentCall, ModelTerm, TransformTerm } from "../typed.ts";
import { expandColumns } from "./column-scope.ts";
import { asDuration } from "./steps-of-time.ts";
import { entriesFor, stepsOf } from "./transform-schema.ts";

export interface WindowedColumn {
  readonly column: Column;
  /** The first is of the column itself, every other one of what the call before it gives. */
  readonly calls: readonly ComponentCall[];
}

export interface ChainNeeds {
  readonly windowed: readonly WindowedColumn[];
  /** Windows behind something else, which has made other columns than those of the table. */
  readonly behind: readonly ComponentCall[];
  /** Calls of which a search would have to say whether they are windows. */
  readonly undecided: readonly ComponentCall[];
  readonly beside: readonly { readonly call: ComponentCall; readonly columns: readonly string[] }[];
}

export const NO_NEEDS: ChainNeeds = { windowed: [], behind: [], undecided: [], beside: [] };

const joined = (needs: readonly ChainNeeds[]): ChainNeeds => ({
  windowed: needs.flatMap(({ windowed }) => windowed),
  behind: needs.flatMap(({ behind }) => behind),
  undecided: needs.flatMap(({ undecided }) => undecided),
  beside: needs.flatMap(({ beside }) => beside),
});

/** `columns`: those of the table, or null behind other steps. */
export function needsOf(
  transform: TransformTerm,
  columns: readonly Column[] | null,
  registry: Pick<RegistryIndex, "find">,
): ChainNeeds {
  const { windows, rest } = leadingWindows(transform, registry);
  const untouched = windows.length === 0 ? columns : null;
  const own: ChainNeeds =
    windows.length === 0
      ? NO_NEEDS
      : columns === null
        ? { ...NO_NEEDS, behind: windows }
        : { ...NO_NEEDS, windowed: windowedBy(windows, columns, registry) };
  const groups = windows.flatMap((call) => namedBeside(call, registry));
  return joined([
    own,
    { ...NO_NEEDS, beside: groups },
    ...rest.map((step, i) => needsOfStep(step, i === 0 ? untouched : null, registry)),
  ]);
}

/** The steps at the head of a chain that are windows, and those behind them. */
export function leadingWindows(
  transform: TransformTerm,
  registry: Pick<RegistryIndex, "find">,
): { readonly windows: readonly ComponentCall[]; readonly rest: readonly TransformTerm[] } {
  const steps = stepsOf(transform);
  const windows: ComponentCall[] = [];
  for (const step of steps) {
    if (step.kind !== "component" || windowOf(step.call, registry) === null) break;
    windows.push(step.call);
  }
  return { windows, rest: steps.slice(windows.length) };
}

/** A number of rows, or a duration. */
export type Steps =
  | { readonly kind: "int"; readonly value: number }
  | Extract<LiteralValue, { readonly kind: "duration" }>;

/** What a call asks of the table. */
export interface WindowCall {
  readonly function: string;
  /** The argument of the function that the call fills. */
  readonly argument: { readonly name: string; readonly value: Steps } | null;
  /** Columns whose groups it runs in, beside the series. */
  readonly by: readonly string[];
  /** As it would be written beside a column: `24`, `forward`. */
  readonly text: string;
}

/** Null for a call that is no window. */
export function windowOf(call: ComponentCall, registry: Pick<RegistryIndex, "find">): WindowCall | null {
  const declared = declarationOf(call, registry);
  if (declared?.window === undefined) return null;
  const { function: name, parameter, when } = declared.window;
  const jsonOf = (of: string): Json => {
    const value = call.args[of]?.value;
    return value?.kind === "json" ? value.json : null;
  };
  if (when !== undefined && jsonOf(when.parameter) !== when.is) return null;
  const filled = parameter === undefined ? null : jsonOf(parameter);
  const value = stepsIn(filled);
  const argument = parameter === undefined || value === null ? null : { name: parameter, value };
  const by = besideNames(call, declared) ?? [];
  const words = [...(when === undefined ? [] : [when.is]), ...(argument === null ? [] : [printSteps(argument.value)])];
  const groups = by.length === 0 ? [] : [`by: ${by.length === 1 ? by[0] : `[${by.join(", ")}]`}`];
  return { function: name, argument, by, text: [...words, ...groups].join(", ") };
}

function stepsIn(json: Json): Steps | null {
  if (typeof json === "number") return { kind: "int", value: json };
  const duration = asDuration(json);
  return duration === null ? null : { kind: "duration", ...duration };
}

export const printSteps = (steps: Steps): string => (steps.kind === "int" ? String(steps.value) : printDuration(steps));

function isUndecided(call: ComponentCall, registry: Pick<RegistryIndex, "find">): boolean {
  const when = declarationOf(call, registry)?.window?.when;
  const value = when === undefined ? undefined : call.args[when.parameter]?.value;
  return value?.kind === "open" && JSON.stringify(value.distribution).includes(JSON.stringify(when?.is));
}

/** Equal for windows that make the same column of a column. */
export const windowsKey = (calls: readonly ComponentCall[], registry: Pick<RegistryIndex, "find">): string =>
  JSON.stringify(calls.map((call) => windowOf(call, registry)));

function windowedBy(
  calls: readonly ComponentCall[],
  columns: readonly Column[],
  registry: Pick<RegistryIndex, "find">,
): readonly WindowedColumn[] {
  const accepts = calls.map((call) => declarationOf(call, registry)?.accepts ?? []);
  return columns.flatMap((column) =>
    accepts.every((kinds) => kinds.includes(column.type.kind)) ? [{ column, calls }] : [],
  );
}

function needsOfStep(
  step: TransformTerm,
  columns: readonly Column[] | null,
  registry: Pick<RegistryIndex, "find">,
): ChainNeeds {
  switch (step.kind) {
    case "component": {
      if (windowOf(step.call, registry) !== null) return { ...NO_NEEDS, behind: [step.call] };
      return {
        ...NO_NEEDS,
        undecided: isUndecided(step.call, registry) ? [step.call] : [],
        beside: namedBeside(step.call, registry),
      };
    }
    case "block": {
      const expand = (name: string): readonly string[] =>
        expandColumns(name, { columns: columns ?? [] }).map((column) => column.name);
      return joined(
        step.entries.map((entry) => {
          const taken = columns?.filter((column) => entriesFor(column, step.entries, expand)[0] === entry) ?? null;
          return needsOf(entry.transform, taken, registry);
        }),
      );
    }
    case "choice":
      return joined(step.options.map((option) => needsOf(option, columns, registry)));
    // `stepsOf` goes through both.
    case "reference":
    case "chain":
      return needsOf(step, columns, registry);
    default:
      return step satisfies never;
  }
}

function namedBeside(call: ComponentCall, registry: Pick<RegistryIndex, "find">): ChainNeeds["beside"] {
  const declared = declarationOf(call, registry);
  const columns = declared === null ? null : besideNames(call, declared);
  return columns === null ? [] : [{ call, columns }];
}

/** The columns that the call names beside those that it is applied to; null where it names none. */
function besideNames(call: ComponentCall, { beside }: TransformDeclaration): readonly string[] | null {
  const value = beside === undefined ? undefined : call.args[beside.parameter]?.value;
  if (value?.kind !== "json" || !Array.isArray(value.json)) return null;
  return value.json.filter((name) => typeof name === "string");
}

const declarationOf = (call: ComponentCall, registry: Pick<RegistryIndex, "find">): TransformDeclaration | null =>
  registry.find("transform", call.component);

/** The same of every chain of a model. */
export function needsOfModel(
  model: ModelTerm,
  columns: readonly Column[] | null,
  registry: Pick<RegistryIndex, "find">,
): ChainNeeds {
  switch (model.kind) {
    case "reference":
    case "combinator":
      return needsOfModel(model.model, columns, registry);
    case "pipeline":
      return joined([needsOf(model.transform, columns, registry), needsOfModel(model.model, null, registry)]);
    case "choice":
      return joined(model.options.map((option) => needsOfModel(option, columns, registry)));
    case "estimator":
    case "best":
    case "wrapped-fitted":
      return NO_NEEDS;
    default:
      return model satisfies never;
  }
}
