// Catalogue entries that no check decides: what the language makes impossible, and what only data or people can tell.
import type { Span } from "../../specs/diagnostic.ts";
import type { CertificateLine } from "../../specs/plan.ts";
import { holdsTest } from "../graph/analysis/rows.ts";
import { type CheckContext, nodesOf } from "./context.ts";

interface Rule {
  readonly entry: string;
  readonly id: string;
  readonly note: string;
  readonly applies: (context: CheckContext) => boolean;
  readonly where?: (context: CheckContext) => readonly Span[];
}

const hasSplit = ({ cuts }: CheckContext): boolean => cuts.length > 0;
const hasTask = ({ tasks }: CheckContext): boolean => tasks.length > 0;
const hasTime = ({ tasks }: CheckContext): boolean => tasks.some(({ task }) => task.time !== null);
const hasFit = ({ graph }: CheckContext): boolean => nodesOf(graph, "learn").length > 0;
const hasTest = ({ cuts }: CheckContext): boolean => cuts.some(({ split }) => split.parts.includes("test"));

/** No program of the language has these. */
const STRUCTURAL: readonly Rule[] = [
  {
    entry: "LK108",
    id: "leak/fit-outside-train",
    note: "components say what they learn from, and a model chain is fitted on its fold's rows only",
    applies: hasFit,
  },
  {
    entry: "LK420",
    id: "leak/judged-on-fitted-rows",
    note: "a value that exists once per fold is judged fold by fold, its chain included",
    applies: ({ cuts }) => cuts.some(({ split }) => split.folded),
  },
  {
    entry: "LK421",
    id: "leak/batch-statistic",
    note: "a prediction reads its own row and earlier ones, never the other rows of its batch",
    applies: hasFit,
  },
  {
    entry: "LK607",
    id: "leak/selected-on-reported",
    note: "the metric of every choice stands in the spec before a score is seen",
    applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "search" || way === "selection"),
  },
];

/** What a run looks at (it turns many of these into `checked`), and what nobody but the author can vouch for. */
const UNDECIDED: readonly Rule[] = [
  {
    entry: "LK205",
    id: "leak/duplicate-rows",
    note: "equal rows on both sides are looked for when the data are read",
    applies: hasSplit,
  },
  {
    entry: "LK206",
    id: "leak/near-duplicate-rows",
    note: "nearly equal rows on both sides are looked for when the data are read",
    applies: hasSplit,
  },
  {
    entry: "LK210",
    id: "leak/duplicate-rows",
    note: "rows of a test file that stand in the training file too are looked for when the data are read",
    applies: hasSplit,
  },
  {
    entry: "LK304",
    id: "leak/suspicious-feature",
    note: "a single feature that predicts the target too well is looked for when the data are read",
    applies: hasTask,
  },
  {
    entry: "LK305",
    id: "leak/suspicious-feature",
    note: "missing values that predict the target are looked for when the data are read",
    applies: hasTask,
  },
  {
    entry: "LK312",
    id: "leak/outcome-dependent-origin",
    note: "how the moments of prediction were chosen lies before the spec",
    applies: hasTime,
  },
  {
    entry: "LK413",
    id: "leak/short-gap",
    note: "the distance of labels is measured again when the rows are cut",
    applies: (context) => context.cuts.some((cut) => context.taskOf(cut).task.time !== null),
  },
  {
    entry: "LK609",
    id: "leak/test-reused",
    note: "the store counts every look at the test rows",
    applies: hasTest,
  },
  {
    entry: "LK611",
    id: "leak/test-reused",
    note: "every reader of the test rows is listed; whether a later edit follows from what it showed, nobody can prove",
    applies: hasTest,
    where: testReaders,
  },
  {
    entry: "LK706",
    id: "leak/unknown-provenance",
    note: "where ranges and columns come from is not in the spec: an earlier study may have used the same test",
    applies: hasTest,
  },
  {
    entry: "LK804",
    id: "leak/split-misses-claim",
    note: "how the rows were sampled from the population lies before the spec",
    applies: hasSplit,
  },
];

/** Everything that looks at rows of a sealed test. */
function testReaders({ graph, facts }: CheckContext): readonly Span[] {
  return nodesOf(graph, "judge").flatMap(({ rows, of }) => {
    const reads = facts.rows(rows.node).some((atom) => atom.parts.some(({ part }) => holdsTest(part)));
    return of === "evaluate" && reads ? [rows.span] : [];
  });
}

export function beyondTheChecks(context: CheckContext): readonly CertificateLine[] {
  const line = (status: CertificateLine["status"]) => (rule: Rule) => ({
    entry: rule.entry,
    id: rule.id,
    status,
    note: rule.note,
    where: rule.where?.(context) ?? [],
  });
  const applying = (rules: readonly Rule[]) => rules.filter((rule) => rule.applies(context));
  const structural = applying(STRUCTURAL).map(line("proved"));
  return [...structural, ...applying(UNDECIDED).map(line("unknown"))];
}
