// A sampler that walks every value needs ranges that have countably many.
import type { SamplerDeclaration } from "../../../specs/component.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ComponentCall, OpenParameterTerm } from "../typed.ts";

/** False after a message at each range that is continuous. */
export function checkWalkable(
  open: readonly OpenParameterTerm[],
  call: ComponentCall,
  sampler: SamplerDeclaration,
  context: TypeContext,
): boolean {
  const { name, pointsParameter } = sampler;
  if (pointsParameter === undefined) return true;
  const points = call.args[pointsParameter]?.value;
  if (points?.kind === "json" && points.json !== null) return true;
  const endless = open.filter(({ distribution }) => distribution.kind === "float" && distribution.step === null);
  for (const { path, distribution, span } of endless) {
    const step = distribution.kind === "float" && distribution.log ? "" : "give it a `step`, or ";
    const problem = `is continuous, and \`${name}\` tries every value`;
    const hint = `${step}write \`${name}(..., ${pointsParameter}: 5)\``;
    context.report(messages["bad-range"](span, { name: path.slice(path.lastIndexOf(".") + 1), problem, hint }));
  }
  return endless.length === 0;
}
