// What every declaration has, and parts that a kind of declaration does not take.
import type { Declaration } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { tables } from "../table.diagnostics.ts";
import type { TypedDeclaration } from "../typed.ts";

type Base = Pick<TypedDeclaration, "id" | "span" | "nameSpan" | "doc">;

export function baseOf(declaration: Declaration, context: TypeContext): Base {
  const { name, span, doc } = declaration;
  return { id: context.qualify(name.name), span, nameSpan: name.span, doc };
}

/** Reports an `on` part or a block where the kind has none. The declaration is usable without it. */
export function refuseParts(
  declaration: Declaration,
  refused: { readonly on?: string; readonly block?: string },
  context: TypeContext,
): void {
  const kind = declaration.of;
  if (refused.on !== undefined && declaration.on !== null)
    context.report(tables["unexpected-part"](declaration.on.span, { kind, part: "`on`", reason: refused.on }));
  if (refused.block !== undefined && declaration.block !== null)
    context.report(tables["unexpected-part"](declaration.block.span, { kind, part: "block", reason: refused.block }));
}
