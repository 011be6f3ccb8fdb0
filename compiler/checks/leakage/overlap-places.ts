// The path of an influence finding: where the rows entered, how the value went on, where it is judged.
import type { RelatedPlace } from "../../../specs/diagnostic.ts";
import { printRows } from "../../graph/analysis/rows.ts";
import { places } from "../context.ts";
import type { Overlap } from "../overlaps.ts";

export function overlapPlaces({ judge, influence, judged }: Overlap): readonly RelatedPlace[] {
  const judgedAt = { span: judge.rows.span, message: `judged on ${printRows(judged)} here` };
  return places(influence.span, ...influence.trail, judgedAt);
}
