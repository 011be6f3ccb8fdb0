// The parameter of metrics of intervals.
import { float } from "../../../specs/parameter.ts";

export const intervalLevel = float({
  doc: "Level of the interval; the model must give it.",
  default: 0.9,
  min: 0,
  max: 1,
  openMin: true,
  openMax: true,
});
