// When the rows of a graph and their labels are.
import type { TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import { addDuration } from "./calendar.ts";
import type { Graph, Tensor } from "./graph.ts";
import type { OnnxColumn } from "./lowering.ts";

export interface RowTimes {
  /** Of the labels `step` rows later, as `labelOrder` counts them on; `component` is what asks. */
  readonly at: (component: string, step: number) => Tensor;
  /** The time itself, where it was asked for and is none of the other inputs. */
  readonly input: () => readonly OnnxColumn[];
}

const DAY = 86_400_000;

export function createRowTimes(graph: Graph, time: TaskSpec["time"], inputs: readonly OnnxColumn[]): RowTimes {
  const known = new Map<number, Tensor>();
  const own = inputs.find(({ name }) => name === time?.column);
  const later = (component: string, step: number): Tensor => {
    if (time === null) throw new TypeError(`${component} goes by time, and the task has none`);
    if (step === 0) return own?.tensor ?? time.column;
    const { every, zone } = time;
    if (every === null) throw uncountable(component, "whose rows have no regular step");
    if (zone !== undefined && (every.months !== 0 || every.milliseconds % DAY === 0))
      throw uncountable(component, `whose days are those of ${zone}, and a graph knows no zones`);
    return addDuration(graph, at(component, 0), every, step);
  };
  const at: RowTimes["at"] = (component, step) => {
    const tensor = known.get(step) ?? later(component, step);
    known.set(step, tensor);
    return tensor;
  };
  return {
    at,
    input: () =>
      own !== undefined || time === null || known.size === 0
        ? []
        : [{ name: time.column, kind: "number", tensor: time.column }],
  };
}

const uncountable = (component: string, reason: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `\`${component}\` goes by the time of the forecast, ${reason}`,
    "publish the model as it is, or leave the transform of the target out",
  );
