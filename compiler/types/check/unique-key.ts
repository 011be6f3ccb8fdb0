// Whether a table is proved to have at most one row per key, from the spec alone.
import type { TypeContext } from "../context.ts";
import type { TableTerm } from "../typed.ts";

/** False means "not proved": then the run checks it on the data. */
export function isUniqueBy(table: TableTerm, keys: readonly string[], context: TypeContext): boolean {
  const within = (names: readonly string[]): boolean => names.every((name) => keys.includes(name));
  switch (table.kind) {
    case "reference": {
      const declaration = context.typed(table.to);
      if (declaration?.kind === "table") return isUniqueBy(declaration.table, keys, context);
      if (declaration?.kind !== "source") return false;
      return declaration.schema.columns.some(({ name, roles }) => roles.entity?.unique === true && keys.includes(name));
    }
    case "step": {
      const { step, input } = table;
      switch (step.kind) {
        case "aggregate":
          return within(step.by);
        case "resample":
          return within([...step.by, step.time]);
        case "dedupe":
          return within(step.on) || isUniqueBy(input, keys, context);
        case "where":
        case "select":
        case "sort":
        case "sample":
          return isUniqueBy(input, keys, context);
        case "derive":
          return !step.columns.some(({ name }) => keys.includes(name)) && isUniqueBy(input, keys, context);
        case "rename": {
          const before = keys.map((key) => step.columns.find(({ to }) => to === key)?.from ?? key);
          return isUniqueBy(input, before, context);
        }
        case "join":
          return step.rightUnique && isUniqueBy(input, keys, context);
        case "join_as_of":
          return isUniqueBy(input, keys, context);
        case "windows":
          return isUniqueBy(input, keys, context);
        case "fill_gaps":
        case "explode":
        case "sql":
        case "union":
        case "component":
          return false;
      }
      return false;
    }
    case "partition":
    case "apply":
    case "fit-apply":
      return false;
  }
}
