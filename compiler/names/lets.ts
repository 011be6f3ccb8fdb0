// `let`s are put in where they are used, so a circle among them must be found before anything is put in anywhere.
import type { Diagnostic, RelatedPlace } from "../../specs/diagnostic.ts";
import { names } from "./names.diagnostics.ts";
import type { Binding, Scopes } from "./symbols.ts";
import { visitNames } from "./walk.ts";

type Let = Extract<Binding, { kind: "let" }>;

/** Ids of the lets that take part in a circle; each circle is reported once. */
export function findCircularLets(scopes: Scopes, report: (diagnostic: Diagnostic) => void): ReadonlySet<string> {
  const broken = new Set<string>();
  const done = new Set<string>();
  const open: { readonly symbol: Let; use: RelatedPlace | null }[] = [];

  const visit = (symbol: Let): void => {
    if (done.has(symbol.id)) return;
    const at = open.findIndex((frame) => frame.symbol.id === symbol.id);
    if (at >= 0) {
      const circle = open.slice(at);
      for (const frame of circle) broken.add(frame.symbol.id);
      const members = [...circle.map((frame) => frame.symbol.name.name), symbol.name.name];
      const path = members.map((name) => `\`${name}\``).join(" -> ");
      const related = circle.flatMap((frame) => (frame.use === null ? [] : [frame.use]));
      report(names.cycle(symbol.name.span, { name: symbol.name.name, path }, { related }));
      return;
    }
    const frame: (typeof open)[number] = { symbol, use: null };
    open.push(frame);
    visitNames(symbol.declaration.value, (name) => {
      const used = scopes.get(name.span.file)?.symbols.get(name.name);
      if (used?.kind !== "let") return;
      frame.use = { span: name.span, message: `\`${symbol.name.name}\` uses \`${name.name}\` here` };
      visit(used);
    });
    open.pop();
    done.add(symbol.id);
  };

  for (const scope of scopes.values())
    for (const symbol of scope.symbols.values()) if (symbol.kind === "let") visit(symbol);
  return broken;
}
