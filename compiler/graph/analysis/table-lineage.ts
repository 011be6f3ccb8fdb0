// Column lineage through tables, step by step.
import { findColumn, isLeftOut, type Schema } from "../../../specs/data-type.ts";
import type { DerivedColumn } from "../../types/typed.ts";
import type { ApplyNode, FlowNode, NodeId, StepNode } from "../graph.ts";
import { expressionUses } from "./expression-lineage.ts";
import type { Facts } from "./facts.ts";
import { keyOf } from "./filter-conditions.ts";
import { identityOf, identityOfSource } from "./identity.ts";
import { asOfLineage, joinLineage, timeKeyOf } from "./join-lineage.ts";
import { blame, type ColumnLineage, follow, mergeUses, shift, type TableLineage, type Use, useOf } from "./lineage.ts";
import { AT_ROW, hullOf, momentOf, moveMoment } from "./moment.ts";
import { nonCausalSteps, takesColumn } from "./non-causal.ts";
import { FOREVER_AFTER, negate, upperMilliseconds } from "./offset.ts";
import { applyStepReach } from "./step-reach.ts";

const NONE: TableLineage = new Map();

export function lineageOf(node: FlowNode, facts: Facts): TableLineage {
  switch (node.kind) {
    case "source": {
      const { id: source, identity: origin, columnSpans } = node;
      return new Map(
        node.schema.columns.map(({ name, roles, type }) => {
          const base = { source, origin, column: name, roles, span: columnSpans[name] ?? node.span };
          const key = `${origin}\0${name}`;
          const clock = type.kind === "date" || type.kind === "timestamp" ? { ...AT_ROW, clock: key } : null;
          const moment = roles.time === undefined ? clock : AT_ROW;
          return [name, { uses: [useOf(base)], entry: null, key, moment, identity: identityOfSource(base) }];
        }),
      );
    }
    case "step":
      return stepLineage(node, facts);
    case "apply":
      return applied(node, facts);
    case "task":
    case "cut":
    case "part":
    case "predict":
      return facts.lineage(node.input);
    case "learn":
    case "choose":
    case "judge":
    case "emit":
      return NONE;
    default:
      return node satisfies never;
  }
}

function stepLineage(node: StepNode, facts: Facts): TableLineage {
  const input = facts.lineage(node.input);
  const { step } = node;
  switch (step.kind) {
    case "where":
    case "sort":
    case "dedupe":
    case "sample":
      return input;
    case "select":
      return new Map([...input].filter(([name]) => step.columns.includes(name)));
    case "rename": {
      const names = new Map(step.columns.map(({ from, to }) => [from, to]));
      return new Map([...input].map(([name, column]) => [names.get(name) ?? name, column]));
    }
    case "derive":
      return derive(input, step.columns, null, choiceOf(node.input, facts));
    case "aggregate":
      return atGroups(node, grouped(input, step.by, step.columns), facts);
    case "resample":
      return applyStepReach(node, step.call, grouped(input, [...step.by, step.time], step.columns));
    case "fill_gaps":
      return applyStepReach(node, step.call, input);
    case "windows": {
      const made = applyStepReach(node, step.call, input);
      return new Map([...input, ...[...made].filter(([name]) => step.tensors.includes(name))]);
    }
    case "explode":
      return explode(input, step.column, step.index);
    case "join":
      return joinLineage(node, step, facts);
    case "join_as_of":
      return asOfLineage(node, step, facts);
    case "union": {
      const right = facts.lineage(node.right!);
      return new Map([...input].map(([name, column]) => [name, unite(column, right.get(name))]));
    }
    case "sql": {
      const made = applyStepReach(node, step.call, queried(input, node.schema, step.named));
      // What a row is passes through as it is: the run verifies it.
      const kept = [...input].filter(([name]) => step.structure.includes(name) && made.has(name));
      return new Map([...made, ...kept]);
    }
    case "component":
      return applyStepReach(node, step.call, transformed(input, node.schema));
    default:
      return step satisfies never;
  }
}

/** The keys as they are, and one column per entry. */
function grouped(input: TableLineage, by: readonly string[], columns: readonly DerivedColumn[]): TableLineage {
  const keys = [...input].filter(([name]) => by.includes(name));
  const all = derive(input, columns, by, []);
  return new Map([...keys, ...columns.map(({ name }) => [name, all.get(name)!] as const)]);
}

/** The position of a part says something about the whole text. */
function explode(input: TableLineage, name: string, index: string | null): TableLineage {
  const column = input.get(name);
  const part = column === undefined ? undefined : { ...column, key: null, moment: null, identity: null };
  const made = part === undefined ? [] : [[name, part] as const, ...(index === null ? [] : [[index, part] as const])];
  return new Map([...input, ...made]);
}

/** What a query can choose rows by. By a column with a role that keeps it out of features the run lets none choose. */
export const choosingUses = (
  { choosing, hidden }: Extract<StepNode["step"], { kind: "sql" }>,
  table: TableLineage,
): readonly Use[] => choosing.filter((name) => !hidden.includes(name)).flatMap((name) => table.get(name)?.uses ?? []);

/** What the filters of a table and of those before it read: it decides which rows there are. */
function choiceOf(id: NodeId, facts: Facts): readonly Use[] {
  const node = facts.node(id);
  if (node.kind !== "step") return [];
  const before = choiceOf(node.input, facts);
  const table = facts.lineage(node.input);
  if (node.step.kind === "sql") return mergeUses([...before, ...choosingUses(node.step, table)]);
  if (node.step.kind !== "where") return before;
  const scope = { table, grouped: false, ignorePresence: false };
  return mergeUses([...before, ...expressionUses(node.step.condition, scope)]);
}

/** Later entries may use earlier ones; inside `aggregate` all entries read the input. */
function derive(
  input: TableLineage,
  columns: readonly DerivedColumn[],
  by: readonly string[] | null,
  choice: readonly Use[],
): TableLineage {
  const grouped = by !== null;
  const table = new Map(input);
  for (const { name, expression, span, nameSpan } of columns) {
    const scope = { table: grouped ? input : table, grouped, ignorePresence: false, choice };
    const place = { span, message: `\`${name}\` is made here` };
    const uses = expressionUses(expression, scope).map((use) => follow(use, place));
    table.set(name, {
      uses,
      entry: { span, nameSpan },
      key: grouped ? null : keyOf(expression, scope.table),
      moment: momentOf(expression, scope.table),
      identity: identityOf(expression, { table: scope.table, by }),
    });
  }
  return table;
}

/**
 * A group stands at the moment of its key: seen from there, its rows lie where the key says. Without such a key a group has no
 * moment, and what its columns say of moments is lost.
 */
function atGroups(node: StepNode, table: TableLineage, facts: Facts): TableLineage {
  const key = timeKeyOf(node, facts);
  if (key === null) return new Map([...table].map(([name, column]) => [name, { ...column, moment: null }]));
  const low = negate(key.moment.high);
  const high = negate(key.moment.low);
  const isLater = upperMilliseconds(high) > 0;
  const cause = key.moment.bin ? "bin" : "forward";
  const move = (use: Use): Use =>
    isLater && !isKnownRole(use) ? blame(shift(use, low, high), cause, node.span, node.label) : shift(use, low, high);
  return new Map(
    [...table].map(([name, column]) => [
      name,
      {
        ...column,
        uses: name === key.name ? column.uses : column.uses.map(move),
        moment: name === key.name ? AT_ROW : moveMoment(column.moment, low, high),
      },
    ]),
  );
}

const isKnownRole = ({ base }: Use): boolean => base?.roles.time !== undefined || base?.roles.known === true;

const unite = (left: ColumnLineage, right: ColumnLineage | undefined): ColumnLineage =>
  right === undefined
    ? left
    : {
        ...left,
        uses: mergeUses([...left.uses, ...right.uses]),
        key: left.key === right.key ? left.key : null,
        moment: hullOf([left.moment, right.moment]),
        // Rows of two tables that name themselves in one column are named by it.
        identity: right.identity === null ? null : left.identity,
      };

/**
 * Through a transform: a column of an old name rests on that column, `city=Paris` and `city_missing` on `city`, and any
 * other new column on all feature columns: selectors never see the target or a role column.
 */
function transformed(input: TableLineage, schema: Schema): TableLineage {
  const all = mergeUses([...input.values()].filter((column) => !isRoleColumn(column)).flatMap(({ uses }) => uses));
  return new Map(
    schema.columns.map(({ name, roles }) => {
      const own = input.get(name);
      const uses: readonly Use[] = own?.uses ?? prefixed(name, input)?.uses ?? all;
      // Roles stay out of the reach of transforms; what these do to other moments is not declared.
      const moment = roles.time === undefined ? null : (own?.moment ?? null);
      return [name, { uses, entry: own?.entry ?? null, key: null, moment, identity: own?.identity ?? null }];
    }),
  );
}

/** A fitted transform; one that is not causal reads all later rows of what it is applied to. */
function applied(node: ApplyNode, facts: Facts): TableLineage {
  const input = facts.lineage(node.input);
  const made = transformed(input, node.schema);
  const fitted = facts.node(node.fitted);
  const [step] = fitted.kind === "learn" ? nonCausalSteps(fitted) : [];
  if (step === undefined || fitted.kind !== "learn") return made;
  const { span, component } = step.call;
  const read = (use: Use): Use => blame({ ...use, high: FOREVER_AFTER }, "forward", span, component);
  const isTaken = (name: string): boolean => {
    const own = input.get(name);
    if (own !== undefined && isRoleColumn(own)) return false;
    const column = findColumn(node.schema, name);
    return own === undefined || column === undefined || takesColumn(step, column, fitted, node.schema);
  };
  return new Map(
    [...made].map(([name, column]) => [name, isTaken(name) ? { ...column, uses: column.uses.map(read) } : column]),
  );
}

/** Through a query: a column of an old name rests on that column, a new one on any without a role. The run verifies it. */
function queried(input: TableLineage, schema: Schema, named: readonly string[]): TableLineage {
  const read = [...input].filter(([name, column]) => named.includes(name) && !isRoleColumn(column));
  const all = mergeUses(read.flatMap(([, { uses }]) => uses));
  return new Map(
    schema.columns.map(({ name }) => {
      const own = input.get(name);
      return [
        name,
        { uses: own?.uses ?? all, entry: own?.entry ?? null, key: null, moment: null, identity: own?.identity ?? null },
      ];
    }),
  );
}

/** A column of a source that is there for its role; what is derived from it is an ordinary column. */
function isRoleColumn({ uses, entry }: ColumnLineage): boolean {
  const roles = entry === null ? uses[0]?.base?.roles : undefined;
  return roles !== undefined && isLeftOut({ roles });
}

function prefixed(name: string, input: TableLineage): ColumnLineage | undefined {
  const owner = [...input.keys()]
    .filter((column) => name.startsWith(`${column}=`) || name.startsWith(`${column}_`))
    .sort((a, b) => b.length - a.length)[0];
  return owner === undefined ? undefined : input.get(owner);
}
