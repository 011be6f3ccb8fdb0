// What the proofs of the checks stand on. A check that stays silent proves its entries only where the analyses saw everything
// that could break them: where a spec takes rows, keys or orders from elsewhere, its entries are `unknown`, with the reason,
// and where the author has claimed them away they are `attested`.
import type { Span } from "../../specs/diagnostic.ts";
import type { CertificateStatus } from "../../specs/plan.ts";
import { oncePer } from "../base/once-per.ts";
import { windowsIn } from "../graph/analysis/expression-lineage.ts";
import { joinsOf } from "../graph/analysis/join-premises.ts";
import { overlaps } from "../graph/analysis/rows.ts";
import { lostTime } from "../graph/analysis/task-rows.ts";
import { isAboutFuture } from "../graph/gap.ts";
import type { NodeId, StepNode } from "../graph/graph.ts";
import { type CheckContext, nodesOf } from "./context.ts";
import { coarseFeatures, joinedLabels } from "./premises-of-time.ts";
import { readBack, readTwice } from "./read-back.ts";

export interface Doubt {
  readonly status: Extract<CertificateStatus, "unknown" | "attested">;
  readonly note: string;
  readonly where: readonly Span[];
}

interface Premise {
  readonly entries: readonly string[];
  /** Where it is broken its entries apply, though no check of theirs does. */
  readonly introduces?: string;
  /** Null where it holds. */
  readonly broken: (context: CheckContext) => Doubt | null;
}

const unknown = (note: string, where: readonly Span[]): Doubt | null =>
  where.length === 0 ? null : { status: "unknown", note, where };

/** How rows are ordered and kept apart. */
const ORDER = ["LK401", "LK402", "LK411", "LK419", "LK424"];
const ENTITIES = ["LK211", "LK501", "LK502", "LK503", "LK505", "LK801"];
/** Which rows are left, and by what they were chosen. */
const CHOICE = ["LK209", "LK425", "LK802"];
/** Which rows shaped what. */
const ROWS = ["LK101", "LK102", "LK103", "LK104", "LK106", "LK107", "LK109", "LK110", "LK111", "LK113", "LK114"];
const COPIES = ["LK201", "LK202", "LK203", "LK204", "LK208", "LK803"];
const TAINT = ["LK105", "LK115", "LK301", "LK302", "LK303", "LK306", "LK309", "LK310"];
const REACH = ["LK311", "LK403", "LK404", "LK405", "LK406", "LK407", "LK416", "LK417", "LK418", "LK423"];
const CHOICES = ["LK601", "LK602", "LK603", "LK604", "LK605", "LK606", "LK610", "LK701", "LK702", "LK703"];

const PREMISES: readonly Premise[] = [
  {
    entries: [...ORDER, ...ENTITIES, "LK412"],
    broken: ({ cuts }) =>
      unknown(
        "a column of the data says which rows are judged: orders and groups are compared when the data are read",
        cuts.flatMap(({ split, span }) =>
          [split, ...(split.inner === null ? [] : [split.inner])].some((term) => term.declaration.separates === "given")
            ? [span]
            : [],
        ),
      ),
  },
  {
    entries: [...ORDER, "LK412"],
    broken: (context) => {
      const where = context.cuts.flatMap((cut) => {
        const { task } = context.taskOf(cut);
        return task.time !== null && task.claim.given && !isAboutFuture(task) ? [task.claim.span] : [];
      });
      return where.length === 0
        ? null
        : { status: "attested", note: "the author claims that the score is not for the future", where };
    },
  },
  {
    entries: ["LK101", "LK103", "LK104", "LK109", "LK111", "LK113", "LK114", "LK704", ...ENTITIES],
    broken: ({ tasks }) => {
      const where = tasks.flatMap(({ task: { claim } }) =>
        claim.parts.some(({ kind }) => kind === "transductive") ? [claim.span] : [],
      );
      return where.length === 0
        ? null
        : { status: "attested", note: "the author claims that judged rows are known beforehand", where };
    },
  },
  {
    entries: ["LK401", "LK402", "LK411", "LK424"],
    introduces: "leak/random-split-on-time",
    broken: ({ cuts, taskOf, facts }) =>
      unknown(
        "the rows have a time that the table of the task no longer has: nothing compares it",
        cuts.flatMap((cut) => (lostTime(taskOf(cut), facts) ? [taskOf(cut).span] : [])),
      ),
  },
  {
    entries: ["LK310", "LK403", "LK416", "LK417", "LK418"],
    broken: (context) =>
      unknown(
        "which of the joined rows were known is looked up when the data are read",
        judgedJoins(context).flatMap(({ node, rests }) => (rests === "stamp" ? [node.span] : [])),
      ),
  },
  {
    entries: ["LK403", "LK416", "LK417"],
    broken: (context) =>
      unknown(
        "rows are joined by moments at no known distance, from a table that has no `@time`",
        judgedJoins(context).flatMap(({ node, rests }) => (rests === "untimed-moment" ? [node.span] : [])),
      ),
  },
  {
    entries: ["LK423"],
    broken: (context) =>
      unknown(
        "joined rows stand for longer than the rows of the task; whether their values are known from the start nothing says (`@known`, `@delay`)",
        coarseFeatures(context),
      ),
  },
  {
    entries: ["LK411", "LK424"],
    broken: (context) =>
      unknown(
        "the label comes from another table, and nothing says when it is known (`@target(delay:)`)",
        joinedLabels(context),
      ),
  },
  {
    entries: CHOICE,
    broken: (context) =>
      unknown(
        "rows are left out by what another table holds",
        stepsBeforeJudges(context, ({ step }) => step.kind === "join" && step.how === "inner"),
      ),
  },
  {
    entries: ["LK113", ...CHOICE],
    broken: (context) =>
      unknown(
        "rows are left out by a step that says no condition",
        stepsBeforeJudges(context, ({ step, effect }) => step.kind === "component" && effect === "filter"),
      ),
  },
  {
    entries: ["LK209"],
    broken: (context) =>
      unknown(
        "which copy comes first is the order of the file",
        stepsBeforeJudges(
          context,
          (node) => node.step.kind === "dedupe" && node.step.by === null && !isSorted(node.input, context),
        ),
      ),
  },
  {
    entries: [...ROWS, ...COPIES, ...TAINT, ...REACH, ...CHOICE, ...ENTITIES, "LK408", "LK422"],
    broken: (context) =>
      unknown(
        "what an opaque step does with rows and columns nobody can see",
        stepsBeforeJudges(context, ({ effect }) => effect === "opaque"),
      ),
  },
  {
    entries: ["LK408"],
    broken: (context) =>
      unknown(
        "rows of several tables run in one order, and no column says which series they belong to (`@series`)",
        stepsBeforeJudges(context, (node) => hasUnpartitionedWindow(node) && followsUnion(node.input, context)),
      ),
  },
  {
    entries: ["LK603", "LK702"],
    broken: (context) =>
      unknown(
        "what is combined or calibrated was tuned, stopped or calibrated on the same rows before",
        chosenTwice(context),
      ),
  },
  {
    entries: [...ROWS, ...COPIES, ...CHOICES, "LK301", "LK302", "LK303"],
    broken: (context) =>
      unknown("one source may read rows of another, by a pattern, a list of files or a query", readTwice(context)),
  },
  {
    entries: [...ROWS, "LK102", "LK204", ...CHOICES],
    broken: (context) => unknown("predictions that the spec writes are read back as data", readBack(context)),
  },
];

/** Every entry asks for them. */
const brokenPremises = oncePer((context: CheckContext) =>
  PREMISES.flatMap(({ entries, introduces, broken }) => {
    const doubt = broken(context);
    return doubt === null ? [] : [{ entries, introduces, doubt }];
  }),
);

/** The first broken premise of an entry. */
export const doubtOf = (entry: string, context: CheckContext): Doubt | null =>
  brokenPremises(context).find(({ entries }) => entries.includes(entry))?.doubt ?? null;

/** Entries that apply only because a premise is broken, with the id that they belong to. */
export function introducedEntries(context: CheckContext): readonly { readonly entry: string; readonly id: string }[] {
  return brokenPremises(context).flatMap(({ entries, introduces }) =>
    introduces === undefined ? [] : entries.map((entry) => ({ entry, id: introduces })),
  );
}

/** Learned on rows by which their members were chosen: milder than rows that they were fitted on. */
function chosenTwice({ graph, facts, isJudged }: CheckContext): readonly Span[] {
  return nodesOf(graph, "choose").flatMap(({ id, way, rows, subjects }) => {
    if (rows === null || !isJudged(id) || !["stacking", "weights", "calibration"].includes(way)) return [];
    const used = facts.rows(rows.node);
    const isChosen = subjects.some(({ node }) =>
      facts
        .influences(node)
        .some(
          (one) =>
            ["search", "selection", "early-stop", "calibration"].includes(one.manner) && overlaps(one.rows, used),
        ),
    );
    return isChosen ? [rows.span] : [];
  });
}

const judgedJoins = (context: CheckContext) =>
  joinsOf(context.graph, context.facts).filter(({ node }) => context.isJudged(node.id));

const stepsBeforeJudges = (context: CheckContext, wanted: (node: StepNode) => boolean): readonly Span[] =>
  nodesOf(context.graph, "step").flatMap((node) => (context.isJudged(node.id) && wanted(node) ? [node.span] : []));

function isSorted(id: NodeId, context: CheckContext): boolean {
  const node = context.facts.node(id);
  if (node.kind !== "step") return false;
  return node.step.kind === "sort" || (node.effect !== "join" && isSorted(node.input, context));
}

const hasUnpartitionedWindow = ({ step }: StepNode): boolean =>
  step.kind === "derive" &&
  step.columns.some(({ expression }) => windowsIn(expression).some(({ over }) => over.partition.length === 0));

function followsUnion(id: NodeId, context: CheckContext): boolean {
  const node = context.facts.node(id);
  if (node.kind === "apply") return followsUnion(node.input, context);
  if (node.kind !== "step" || node.effect === "aggregate") return false;
  return node.effect === "union" || followsUnion(node.input, context);
}
