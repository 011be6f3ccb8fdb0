// What injectors need to know of a spec's text, and the edits that they share.
export interface SpecText {
  readonly text: string;
  readonly task: string;
  /** The table that the task reads. */
  readonly table: string;
  readonly target: Column | null;
  readonly timed: boolean;
  /** The line of the split. */
  readonly split: string;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly roles: string;
}

/** Null for specs without a task on a named table. */
export function readSpec(text: string): SpecText | null {
  const task = /^task \w+ = (\w+)\(\s*(\w+),\s*from: (\w+)/m.exec(text);
  if (task === null) return null;
  const split = /^split [^\n]*$/m.exec(text)?.[0] ?? "";
  const draft = { text, task: task[1]!, table: task[3]!, target: null, timed: false, split };
  const columns = columnsOf(draft);
  const target = columns.find(({ name }) => name === task[2]) ?? null;
  return { ...draft, target, timed: columns.some(({ roles }) => roles.includes("@time")) };
}

/** Columns of the source that the task's table comes from, by the text of its schema block. */
export function columnsOf({ text, table }: Pick<SpecText, "text" | "table">): readonly Column[] {
  const source = rootOf(text, table);
  const block = new RegExp(`^source ${source} = [^\\n]*\\{\\n([\\s\\S]*?)^\\}`, "m").exec(text)?.[1] ?? "";
  return [...block.matchAll(/^ {2}(\w+):\s+(\w+\??)[ \t]*([^\n#]*?)[ \t]*(?:#[^\n]*)?$/gm)].map(
    ([, name, type, roles]) => ({
      name: name!,
      type: type!,
      roles: roles!,
    }),
  );
}

/** The source that the table of the task comes from. */
export const sourceOf = ({ text, table }: Pick<SpecText, "text" | "table">): string => rootOf(text, table);

function rootOf(text: string, table: string): string {
  const from = new RegExp(`^table ${table} = (\\w+)`, "m").exec(text)?.[1];
  return from === undefined ? table : rootOf(text, from);
}

/** Null where the pattern does not occur. */
export const replaced = (text: string, pattern: RegExp, by: string): string | null =>
  pattern.test(text) ? text.replace(pattern, by) : null;

const TASK = /^(task \w+ = \w+\(\s*\w+,\s*from: )(\w+)/m;

/** The task reads its table through one more step. */
export const filtered = ({ text }: SpecText, step: string): string | null =>
  replaced(text, TASK, `table mutated_rows = $2 |> ${step}\n\n$1mutated_rows`);

/** One more derived column, which the task uses as a feature. */
export function derived(spec: SpecText, expression: string): string | null {
  const mutant = filtered(spec, `derive { injected = ${expression} }`);
  return mutant === null || !/features:/.test(mutant) ? mutant : named({ ...spec, text: mutant }, "injected");
}

/** A column among the task's features by name. */
export function named({ text, target }: SpecText, column: string): string | null {
  if (/features: \[/.test(text)) return replaced(text, /features: \[/, `features: [${column}, `);
  const other = columnsOf(readTable(text)).find(
    ({ name, type, roles }) => /^(float|int)\??$/.test(type) && roles === "" && name !== target?.name,
  );
  const list = other === undefined ? column : `${other.name}, ${column}`;
  return replaced(text, TASK, `$1$2, features: [${list}]`);
}

const readTable = (text: string): Pick<SpecText, "text" | "table"> => ({ text, table: TASK.exec(text)?.[2] ?? "" });
