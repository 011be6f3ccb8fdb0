// Random specs that are right by grammar, in a random layout, with comments in places where the language has lines.
import fc from "fast-check";

const name = fc.constantFrom("a", "b", "cv", "log", "step", "on", "derive", "all_x", "`odd name`", "when");
const literal = fc.constantFrom(
  "1",
  "10_000",
  "1.50",
  "1e-3",
  "20%",
  "24h",
  "2mo",
  '"s\\n"',
  "true",
  "null",
  "2024-01-31",
  "2024-01-31T06:00:00Z",
);
const pad = fc.constantFrom("", " ", "  ");
/** Where a line end is ignored. */
const gap = fc.constantFrom("", " ", "\n", "\n\n  ", " # remark\n");
/** Where one separates. */
const lineEnd = fc.constantFrom("\n", "\n\n\n", "  # trailing\n", "\n# own line\n", "\n\n## doc\n\n");

const { expr } = fc.letrec<{ expr: string; atom: string; args: string; entries: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    name,
    literal,
    fc.tuple(name, tie("args")).map(([callee, args]) => `${callee}${args}`),
    fc.tuple(name, name).map(([object, member]) => `${object}.${member}`),
    fc
      .tuple(gap, fc.array(tie("expr"), { maxLength: 3 }), gap)
      .map(([open, items, close]) => `[${open}${items.join(`,${open}`)}${close}]`),
    fc.tuple(tie("expr"), gap).map(([inner, open]) => `(${open}${inner}${open})`),
    tie("entries").map((entries) => `derive {${entries}}`),
    fc.tuple(tie("args"), tie("entries")).map(([args, entries]) => `aggregate${args} {${entries}}`),
  ),
  args: fc
    .array(fc.tuple(fc.constantFrom("", "x: "), tie("expr"), fc.constantFrom("", " when a == b"), gap), {
      maxLength: 3,
    })
    .map((list) => `(${list.map(([key, value, when, after]) => `${after}${key}${value}${when}${after}`).join(",")})`),
  entries: fc
    .array(fc.tuple(name, fc.constantFrom(" = ", ": ", ":\n"), tie("expr"), lineEnd), { maxLength: 3 })
    .map((list) => `\n${list.map(([head, sign, value, end]) => `${head}${sign}${value}${end}`).join("")}`),
  expr: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("atom"),
    fc
      .tuple(tie("atom"), pad, fc.constantFrom("+", "-", "*", "and", "or", "??"), gap, tie("atom"))
      .map(([a, , op, after, b]) => `${a} ${op} ${after}${b}`),
    fc
      .tuple(tie("atom"), gap, tie("atom"), gap, tie("atom"))
      .map(([a, g, b, h, c]) => `${a}${g} |> ${b}${h} |>${h} ${c}`),
    fc.tuple(literal, fc.constantFrom("", " step 2", " log")).map(([low, tail]) => `${low}..9${tail}`),
    tie("atom").map((operand) => `not -${operand}`),
  ),
}));

const declaration = fc
  .tuple(
    fc.constantFrom("let", "model", "fit", "table"),
    name,
    gap,
    expr,
    fc.constantFrom("", " on cv.dev", "\n  on cv.dev"),
    lineEnd,
  )
  .map(([kind, id, after, value, on, end]) => `${kind} ${id} =${after} ${value}${on}${end}`);

const source = fc
  .array(
    fc.tuple(
      name,
      fc.constantFrom("float", "float[64,2]?", "int @id", 'timestamp @time(every:1h,zone: "UTC")'),
      lineEnd,
    ),
    { maxLength: 4 },
  )
  .map(
    (columns) =>
      `source s = csv("x") {${columns.map(([column, type, end]) => `\n${column}:${type}${end}`).join("")}}\n`,
  );

const transform = fc
  .tuple(expr, lineEnd)
  .map(([value, end]) => `transform t = {\nall except( a,b ): ${value}${end}\nall: f(), else:1\n}\n`);

export const anySpec = fc
  .array(
    fc.oneof(declaration, source, transform, fc.constant('pipeline p  "t" # x\n'), fc.constant("param n:int=3\n")),
    { maxLength: 4 },
  )
  .map((items) => items.join(""))
  .filter((text) => (text.match(/^pipeline/gm)?.length ?? 0) < 2);
