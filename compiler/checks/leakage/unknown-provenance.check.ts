// Values that come from elsewhere: nothing here knows which rows they have seen.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { Argument, FittedTerm, TableTerm, Typed, TypedDeclaration } from "../../types/typed.ts";
import { type Check, type CheckContext, nodesOf } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const unknownProvenance: Check = {
  id: leak["unknown-provenance"].id,
  entries: leak["unknown-provenance"].spec.entries ?? [],
  applies: (context) => judgedFromElsewhere(context).length > 0,
  run: (context) => {
    if (!context.strict) return;
    for (const { name, span, until } of judgedFromElsewhere(context))
      if (until === null) context.report(leak["unknown-provenance"](span, { name }));
  },
};

export interface FromElsewhere {
  readonly name: string;
  readonly span: Span;
  /** The moment after which it has seen nothing, as the author says; null where nothing is said that rows can be compared with. */
  readonly until: string | null;
}

/** Published values and models from files that something judges. */
export const judgedFromElsewhere = (context: CheckContext): readonly FromElsewhere[] => [
  ...judgedRegistryValues(context.typed),
  ...judgedPretrained(context),
];

/** Rows without a time cannot be compared with a moment. */
function judgedPretrained({ graph, typed, isJudged }: CheckContext): readonly FromElsewhere[] {
  return nodesOf(graph, "learn").flatMap(({ id, estimators, task }) =>
    estimators.flatMap(({ call, declaration: { name, pretrained } }) => {
      if (pretrained === undefined || !isJudged(id)) return [];
      const until = jsonOf(call.args[pretrained.until]);
      const path = jsonOf(call.args[pretrained.file]);
      const found = typed.declarations.find((other) => other.kind === "task" && other.id === task);
      const isTimed = found?.kind === "task" && found.time !== null;
      return [
        {
          name: `${name}("${typeof path === "string" ? path : ""}")`,
          span: call.span,
          until: isTimed && typeof until === "string" ? until : null,
        },
      ];
    }),
  );
}

const jsonOf = (argument: Argument | undefined): Json => (argument?.value.kind === "json" ? argument.value.json : null);

/** Evaluated, member of an ensemble, the start of a fit, or wrapped by one. */
function judgedRegistryValues(typed: Typed): readonly FromElsewhere[] {
  return typed.declarations.flatMap((declaration) =>
    termsOf(declaration).flatMap((term) =>
      term.kind === "registry" ? [{ name: term.name, span: term.span, until: null }] : [],
    ),
  );
}

function termsOf(declaration: TypedDeclaration): readonly FittedTerm[] {
  switch (declaration.kind) {
    case "evaluate": {
      const rivals = declaration.against.flatMap((entry) => (entry.kind === "fitted" ? [entry.fitted] : []));
      return [...declaration.subjects, ...rivals];
    }
    case "ensemble":
      return declaration.members;
    case "fit": {
      const { of, warmStart } = declaration;
      const wrapped = of.kind === "model" && of.model.kind === "wrapped-fitted" ? [of.model.fitted] : [];
      return warmStart === null ? wrapped : [...wrapped, warmStart];
    }
    case "table":
      return appliedIn(declaration.table);
    case "task":
      return appliedIn(declaration.table);
    default:
      return [];
  }
}

/** Fitted transforms in the pipe of a table. */
function appliedIn(table: TableTerm): readonly FittedTerm[] {
  switch (table.kind) {
    case "reference":
    case "partition":
      return [];
    case "step":
    case "fit-apply":
      return appliedIn(table.input);
    case "apply":
      return [...appliedIn(table.input), table.fitted];
    default:
      return table satisfies never;
  }
}
