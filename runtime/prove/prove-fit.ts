// A fitted value: its predictions and what it learns must depend on nothing but what they may depend on.
import { ComponentError, type Prediction } from "../component.ts";
import { isoTime } from "../contracts/label-times.ts";
import { takeEvenly } from "../contracts/sample.ts";
import { judgeRows, takeCells } from "../model/judged-rows.ts";
import type { Library } from "../model/library.ts";
import { formatNumber } from "../report/quantity.ts";
import { labelSteps } from "../split/row-pool.ts";
import type { TaskData } from "../task/task-data.ts";
import { changeRows, shuffleLabels } from "./change-task.ts";
import { proveDiagnostics } from "./prove.diagnostics.ts";
import { notProvable, type ProveCheck, type ProvePart, proveLine } from "./prove-result.ts";
import { countDifferent, predictRows, refit, type Subject } from "./subject.ts";

/** Rows whose predictions are compared. */
const COMPARED_ROWS = 300;
const SINGLE_ROWS = 32;

/** A model or transform that cannot do what the test asks for leaves it undecided. */
export function attempt(subject: Subject, check: ProveCheck, test: () => ProvePart): ProvePart {
  try {
    return test();
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    return notProvable(subject.node.id, check, error.message);
  }
}

/** Predictions at origins up to a moment, when every later row is something else. */
export function provePredictions(subject: Subject, moments: readonly number[], library: Library): ProvePart {
  const { task, model, node } = subject;
  const { times } = task;
  if (times === null) return notProvable(node.id, "predictions", "the task has no time");
  let compared = 0;
  for (const moment of moments) {
    const origins = Int32Array.from(times.keys()).filter((row) => task.usable[row] === 1 && times[row]! <= moment);
    const rows = latestAndOthers(origins, times);
    if (rows.length === 0) continue;
    const other = changeRows(task, (row) => times[row]! > moment);
    const before = predictRows(model, task, rows, library);
    const count = countDifferent(before, predictRows(model, other, rows, library), rows.length);
    compared += rows.length;
    if (count === 0) continue;
    const holes = { fit: node.id, moment: isoTime(moment), count, rows: rows.length };
    const found = [proveDiagnostics["prediction-from-future"](node.span, holes)];
    return proveLine(node.id, "predictions", { moments: moments.length, rows: compared }, found);
  }
  if (compared === 0) return notProvable(node.id, "predictions", "no row can be predicted before the moments");
  return proveLine(node.id, "predictions", { moments: moments.length, rows: compared }, []);
}

/** Half of the rows are those nearest to the change, where a short look ahead shows; the others lie anywhere before. */
function latestAndOthers(origins: Int32Array, times: Float64Array): Int32Array {
  const byTime = origins.toSorted((a, b) => times[a]! - times[b]! || a - b);
  const latest = byTime.subarray(Math.max(0, byTime.length - COMPARED_ROWS / 2));
  const others = takeEvenly(byTime.subarray(0, byTime.length - latest.length), COMPARED_ROWS / 2);
  return Int32Array.from([...others, ...latest]).sort();
}

/** The same fit, when every row that it may not read is something else. */
export function proveRefit(subject: Subject, library: Library): ProvePart {
  const { task, node, rows, validate } = subject;
  if (rows.length === 0) return notProvable(node.id, "refit", "no row can be learned from");
  const own = warmUpRows(task);
  const ahead = labelSteps(task);
  // Its own rows, the labels of its horizon, and what lies between them.
  for (const row of [...rows, ...(validate ?? [])]) own.fill(1, row, Math.min(task.rows, row + ahead + 1));
  const changedRows = own.reduce((count, mine) => count + (mine === 0 ? 1 : 0), 0);
  if (changedRows === 0) return notProvable(node.id, "refit", "it is fitted on all rows");
  const other = changeRows(task, (row) => own[row] === 0);
  const compared = takeEvenly(rows, COMPARED_ROWS);
  const one = predictRows(refit(subject, task, library), task, compared, library);
  // Judged on the unchanged rows: only what was learned may differ.
  const two = predictRows(refit(subject, other, library), task, compared, library);
  const count = countDifferent(one, two, compared.length);
  const holes = { fit: node.id, count, rows: compared.length };
  const found = count === 0 ? [] : [proveDiagnostics["fit-from-outside"](node.span, holes)];
  return proveLine(node.id, "refit", { changedRows, fittedRows: rows.length, rows: compared.length }, found);
}

/** The head of every series, which is history to all origins and never judged. */
function warmUpRows({ rows, series, spec }: TaskData): Uint8Array {
  const head = new Uint8Array(rows);
  let position = 0;
  for (let row = 0; row < rows; row++) {
    position = row > 0 && series[row] === series[row - 1] ? position + 1 : 0;
    if (position < spec.warmup) head[row] = 1;
  }
  return head;
}

/**
 * Fitted on labels in random order, nothing is left to predict: the skill over any constant prediction, measured as the mean
 * correlation of predictions and labels, must not exceed 3 / sqrt(judged rows), at least 0.05. Unlike an error it does not
 * hide behind a bad calibration.
 */
export function proveShuffled(
  subject: Subject,
  seeds: number,
  seed: number,
  library: Library,
  onSeed: (done: number) => void,
): ProvePart {
  const { node, judged } = subject;
  const skills: number[] = [];
  let origins = 0;
  for (let i = 0; i < seeds; i++) {
    const task = shuffleLabels(subject.task, seed + i);
    const cells = judgeRows(task, judged, subject.stride);
    if (cells.actual.length === 0 || subject.rows.length === 0) break;
    origins = cells.origins.length;
    const predicted = takeCells(predictRows(refit(subject, task, library), task, cells.origins, library), cells);
    skills.push(skillOf(predicted, cells.actual));
    onSeed(i + 1);
  }
  if (skills.length === 0) return notProvable(node.id, "shuffled-labels", "nothing judges it");
  const skill = skills.reduce((sum, value) => sum + value, 0) / skills.length;
  const limit = Math.max(0.05, 3 / Math.sqrt(origins));
  const holes = { fit: node.id, skill: formatNumber(skill), limit: formatNumber(limit), seeds };
  const found = skill <= limit ? [] : [proveDiagnostics["skill-without-signal"](node.span, holes)];
  return proveLine(node.id, "shuffled-labels", { skill, limit, seeds, judged: origins }, found);
}

/** Over classes, the mean for those that occur. Predictions without spread have no skill. */
function skillOf(predicted: Prediction, actual: Float64Array): number {
  if (predicted.kind === "values") return correlation(predicted.values, actual);
  const { classes, probabilities } = predicted;
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const shares = actual.map((_, i) => probabilities[i * classes + c]!);
    sum += correlation(
      shares,
      actual.map((label) => (label === c ? 1 : 0)),
    );
  }
  return sum / classes;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centreA = mean(a);
  const centreB = mean(b);
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i++) {
    both += (a[i]! - centreA) * (b[i]! - centreB);
    ofA += (a[i]! - centreA) ** 2;
    ofB += (b[i]! - centreB) ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}

export function proveBatch(subject: Subject, library: Library): ProvePart {
  const { task, model, node, judged, rows } = subject;
  const candidates = (judged.length > 0 ? judged : rows).filter((row) => task.usable[row] === 1);
  const batch = takeEvenly(candidates, SINGLE_ROWS);
  if (batch.length < 2) return notProvable(node.id, "batch-of-one", "too few rows");
  const together = predictRows(model, task, batch, library);
  let count = 0;
  for (let i = 0; i < batch.length; i++) {
    const alone = predictRows(model, task, batch.subarray(i, i + 1), library);
    count += countDifferent(alone, rowOf(together, i, batch.length), 1);
  }
  const found =
    count === 0 ? [] : [proveDiagnostics["batch-statistic"](node.span, { fit: node.id, count, rows: batch.length })];
  return proveLine(node.id, "batch-of-one", { rows: batch.length }, found);
}

function rowOf(prediction: Prediction, row: number, rows: number): Prediction {
  if (prediction.kind === "values") {
    const width = prediction.values.length / rows;
    return { kind: "values", values: prediction.values.subarray(row * width, (row + 1) * width) };
  }
  const { classes, probabilities } = prediction;
  return { kind: "probabilities", classes, probabilities: probabilities.subarray(row * classes, (row + 1) * classes) };
}
