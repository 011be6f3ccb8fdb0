// What the transforms of a chain need beyond the columns and rows that they are applied to: columns made by window functions
// of the whole table (`difference(24)`), and columns that are given beside the others (`impute(mean, by: store)`).
import type { TransformDeclaration } from "../../../specs/component.ts";
import type { Column } from "../../../specs/data-type.ts";
import type { RegistryIndex } from "../context.ts";
import type { ComponentCall, ModelTerm, TransformTerm } from "../typed.ts";
import { expandColumns } from "./column-scope.ts";
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
  readonly beside: readonly { readonly call: ComponentCall; readonly columns: readonly string[] }[];
}

const NOTHING: ChainNeeds = { windowed: [], behind: [], beside: [] };

const joined = (needs: readonly ChainNeeds[]): ChainNeeds => ({
  windowed: needs.flatMap(({ windowed }) => windowed),
  behind: needs.flatMap(({ behind }) => behind),
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
      ? NOTHING
      : columns === null
        ? { ...NOTHING, behind: windows }
        : { ...NOTHING, windowed: windowedBy(windows, columns, registry) };
  return joined([own, ...rest.map((step, i) => needsOfStep(step, i === 0 ? untouched : null, registry))]);
}

/** The steps at the head of a chain that are windows, and those behind them. */
export function leadingWindows(
  transform: TransformTerm,
  registry: Pick<RegistryIndex, "find">,
): { readonly windows: readonly ComponentCall[]; readonly rest: readonly TransformTerm[] } {
  const steps = stepsOf(transform);
  const windows: ComponentCall[] = [];
  for (const step of steps) {
    if (step.kind !== "component" || declarationOf(step.call, registry)?.window === undefined) break;
    windows.push(step.call);
  }
  return { windows, rest: steps.slice(windows.length) };
}

/** Equal for windows that make the same column of a column. */
export const windowsKey = (calls: readonly ComponentCall[], registry: Pick<RegistryIndex, "find">): string =>
  JSON.stringify(
    calls.map((call) => [declarationOf(call, registry)?.window?.function, windowArgument(call, registry)]),
  );

/** The number of rows that a window looks back. */
export function windowArgument(call: ComponentCall, registry: Pick<RegistryIndex, "find">): number {
  const parameter = declarationOf(call, registry)?.window?.parameter ?? "";
  const value = call.args[parameter]?.value;
  return value?.kind === "json" && typeof value.json === "number" ? value.json : 1;
}

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
      const declared = declarationOf(step.call, registry);
      if (declared?.window !== undefined) return { ...NOTHING, behind: [step.call] };
      const named = declared === null ? null : besideNames(step.call, declared);
      return named === null ? NOTHING : { ...NOTHING, beside: [{ call: step.call, columns: named }] };
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
      return NOTHING;
    default:
      return model satisfies never;
  }
}
