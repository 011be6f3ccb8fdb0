// Calls of a declared function over the trial table: every kind that its arguments accept, with and without missing values,
// and legal constants.
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { FunctionArgument, FunctionDeclaration } from "../../specs/component.ts";
import { type ColumnType, type ScalarKind, scalar } from "../../specs/data-type.ts";
import type { Expression, LiteralValue, Over } from "../../specs/expression.ts";
import { columnName, KINDS } from "./function-data.ts";

export type Call = Extract<Expression, { kind: "call" }>;

const HOUR = 3_600_000;

const literal = (value: LiteralValue, type: ColumnType): Expression => ({ kind: "literal", literal: value, type });

/** At most `limit` different calls that the declaration accepts. */
export function callsOf(declaration: FunctionDeclaration, over: Over | null, limit: number): readonly Call[] {
  const random = createRandom(1, declaration.name);
  const calls = new Map<string, Call>();
  for (let attempt = 0; attempt < 40 * limit && calls.size < limit; attempt++) {
    const args = argumentsOf(declaration, random);
    const type = declaration.result(args.map((argument) => argument.type));
    if (type === null || type.shape.length > 0) continue;
    const needsOver = declaration.role !== "scalar" || declaration.reach.kind === "table";
    const call: Call = { kind: "call", function: declaration.name, args, over: needsOver ? over : null, type };
    calls.set(JSON.stringify(call), call);
  }
  return [...calls.values()];
}

function argumentsOf(declaration: FunctionDeclaration, random: Random): readonly Expression[] {
  // Arguments of one call mostly share a kind: most functions of several columns ask for that.
  const favourite = KINDS[random.below(KINDS.length)]!;
  return declaration.arguments.flatMap((argument): readonly Expression[] => {
    if (argument.constant !== null) return [constant(argument, argument.constant, random)];
    if (argument.name === "values" && !argument.variadic) return [listOf(favourite)];
    const count = argument.variadic ? 2 : 1;
    if (argument.optional && random.uniform() < 0.3) return [literal({ kind: "null" }, scalar("float", true))];
    return Array.from({ length: count }, () => columnOf(argument, favourite, random));
  });
}

function columnOf({ accepts }: FunctionArgument, favourite: ScalarKind, random: Random): Expression {
  const kinds = accepts === "any" ? KINDS : accepts;
  const isFavourite = kinds.includes(favourite) && random.uniform() < 0.8;
  const kind = isFavourite ? favourite : kinds[random.below(kinds.length)]!;
  const nullable = random.uniform() < 0.4;
  return { kind: "column", name: columnName(kind, nullable, 1 + random.below(2)), type: scalar(kind, nullable) };
}

function listOf(kind: ScalarKind): Expression {
  const items: readonly LiteralValue[] =
    kind === "int"
      ? [1, 2, 3].map((value) => ({ kind: "int", value }))
      : ["ab-c", "Ca"].map((value) => ({ kind: "string", value }));
  return literal({ kind: "list", items }, scalar(kind === "int" ? "int" : "string"));
}

function constant(
  argument: FunctionArgument,
  kind: NonNullable<FunctionArgument["constant"]>,
  random: Random,
): Expression {
  const isLeftOut = argument.optional && random.uniform() < 0.35;
  if (isLeftOut && (argument.default === null || argument.default === undefined))
    return literal({ kind: "null" }, scalar("float", true));
  switch (kind) {
    case "int":
      return literal({ kind: "int", value: 1 + random.below(3) }, scalar("int"));
    case "float":
      return literal({ kind: "float", value: (1 + random.below(3)) / 4 }, scalar("float"));
    case "bool":
      return literal({ kind: "bool", value: !isLeftOut && random.uniform() < 0.5 }, scalar("bool"));
    case "string":
      return literal({ kind: "string", value: "-" }, scalar("string"));
    case "duration":
      return duration(random);
    case "duration-or-rows":
      return random.uniform() < 0.4
        ? duration(random)
        : literal({ kind: "int", value: 2 + random.below(4) }, scalar("int"));
    case "column-list":
      throw new TypeError(`${argument.name}: lists of columns are not tried yet`);
    default:
      return kind satisfies never;
  }
}

const duration = (random: Random): Expression =>
  literal({ kind: "duration", months: 0, milliseconds: (2 + random.below(4)) * HOUR }, scalar("duration"));

export function describe({ function: name, args }: Call): string {
  const text = (argument: Expression): string => {
    if (argument.kind === "column") return argument.name;
    if (argument.kind !== "literal") return "…";
    const value = argument.literal;
    if (value.kind === "duration") return `${value.milliseconds / HOUR}h`;
    return "value" in value ? String(value.value) : value.kind;
  };
  return `${name}(${args.map(text).join(", ")})`;
}
