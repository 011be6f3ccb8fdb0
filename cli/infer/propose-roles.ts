// What a column is for, from its name and its values, with the number that led to it.
import type { Inferred } from "../../runtime/infer/infer.ts";
import { writeDuration } from "../../runtime/infer/time-order.ts";
import { formatNumber } from "../../runtime/report/quantity.ts";
import type { Column } from "../../specs/data-type.ts";
import type { ColumnProfile } from "../../specs/quality.ts";

export interface Proposal {
  readonly column: Column;
  readonly profile: ColumnProfile;
  /** `@time(every: 1h)` */
  readonly annotations: readonly string[];
  readonly comment: string | null;
  readonly role: "target" | "time" | "series" | "entity" | "id" | "left-out" | "feature";
}

/** A feature this good alone is recorded together with the outcome; the contract of a run warns from here on. */
const TOO_GOOD = 0.95;
/** With a name that speaks of the outcome, this is enough. */
const GOOD_FOR_A_NAME = 0.7;

const ID_NAME = /(^|[ _.])(id|ids|uuid|guid|key|rownames?|row|index|number|no|nr)$|^(unnamed.*|column0)$|[a-z]Id$/i;
const ENTITY_NAME =
  /(^|[ _.])(customer|client|user|patient|member|account|person|household|store|shop|station|device|machine|driver|player|product|item|sku|employee|student|subject)([ _.]?(id|no|nr|number|key|code))?$/i;
const OUTCOME_NAME =
  /(^|[ _.])(duration|outcome|result|results|resolution|resolved|closed|closing|cancell?ed|cancellation|refund|refunded|settled|settlement|recovered|discharge|final|end|ended|boat|body)([ _.]|$)/i;
const FUTURE_NAME = /(^|[ _.])(next|future|tomorrow|following|lead|ahead|t_?plus|after)([ _.0-9]|$)/i;
const PERSONAL_NAME =
  /(^|[ _.])(e?mail|phone|mobile|ssn|iban|passport|first[ _.]?name|last[ _.]?name|full[ _.]?name|surname|birth[ _.]?date|date[ _.]?of[ _.]?birth)([ _.]|$)/i;
const KNOWN_AT_NAME =
  /^(known|recorded|published|released|reported|ingested|loaded|inserted|received)[ _.]?(at|on|date|time)$/i;
const CALENDAR_NAME =
  /^(is[ _.]?)?(holiday|public[ _.]?holiday|weekend|weekday|work[ _.]?day|day[ _.]?of[ _.]?week|day[ _.]?of[ _.]?year)$/i;

export function proposeRoles(inferred: Inferred, target: string | null): readonly Proposal[] {
  const entity = entityOf(inferred, target);
  return inferred.schema.columns.map((column, i) => {
    const profile = inferred.profile.columns[i]!;
    return { column, profile, ...roleOf(column, profile, inferred, target, entity) };
  });
}

type Role = Omit<Proposal, "column" | "profile">;

const plain: Role = { annotations: [], comment: null, role: "feature" };
const leftOut = (annotation: string, comment: string): Role => ({
  annotations: [annotation],
  comment,
  role: "left-out",
});

function roleOf(
  column: Column,
  profile: ColumnProfile,
  inferred: Inferred,
  target: string | null,
  entity: string | null,
): Role {
  const { name, type } = column;
  const { rows, time } = inferred;
  if (name === target) return { annotations: ["@target"], comment: targetComment(inferred), role: "target" };
  if (name === time?.column) return timeRole(inferred, name);
  if (time?.series.includes(name) === true)
    return { annotations: ["@series"], comment: `${count(profile.distinct)} series`, role: "series" };
  if (profile.missing === rows) return leftOut("@ignore", "every value is missing");
  if (profile.distinct === 1 && profile.missing === 0) return leftOut("@ignore", "one value in all rows");
  if (isId(column, profile, rows))
    return { annotations: ["@id"], comment: "a different value in every row", role: "id" };
  if (name === entity) {
    const comment = `${count(profile.distinct)} of them, ${formatNumber(rows / profile.distinct)} rows each`;
    return { annotations: ["@entity"], comment, role: "entity" };
  }
  const personal = PERSONAL_NAME.test(name) ? ["@pii"] : [];
  const suspicion = target === null ? futureName(name) : suspicionOf(name, inferred);
  if (suspicion !== null) return { annotations: [...personal, "@posthoc"], comment: suspicion, role: "left-out" };
  if (type.kind === "string")
    return {
      annotations: [...personal, "@ignore"],
      comment: `text, ${profile.distinctIsExact ? "" : "about "}${count(profile.distinct)} different`,
      role: "left-out",
    };
  if (personal.length > 0)
    return { annotations: [...personal, "@ignore"], comment: "personal by its name", role: "left-out" };
  if (type.kind === "timestamp" && KNOWN_AT_NAME.test(name) && time !== null)
    return { annotations: ["@known_at"], comment: "by its name, when the row became known", role: "left-out" };
  if (time !== null && CALENDAR_NAME.test(name))
    return { annotations: ["@known"], comment: "the calendar is known ahead, by its name", role: "feature" };
  const remark = inferred.remarks.get(name);
  return remark === undefined ? plain : { ...plain, comment: remark };
}

function timeRole({ time }: Inferred, name: string): Role {
  const step = time?.step ?? null;
  const role = "time" as const;
  if (time === null || step === null) return { annotations: ["@time"], comment: "no regular step", role };
  const every = writeDuration(step.every);
  if (step.irregular > 0) {
    const comment = `${count(step.irregular)} of ${count(step.distances)} steps are not ${every}`;
    return { annotations: ["@time"], comment, role };
  }
  return {
    annotations: [`@time(every: ${every})`],
    comment: name === "" ? null : `${count(step.distances)} equal steps`,
    role,
  };
}

function targetComment({ target }: Inferred): string | null {
  if (target === null || target.kind === "regress") return null;
  const all = target.classes.reduce((sum, one) => sum + one.count, 0);
  const shown = target.classes.slice(0, 3).map(({ value, count: n }) => `${value} ${((100 * n) / all).toFixed(1)} %`);
  return `${shown.join(", ")}${target.classes.length > 3 ? ", …" : ""}`.replaceAll(/[\n\r]/g, " ");
}

/** Whole numbers that count the rows, or any text or number with a name for it, once per row. */
function isId({ name, type }: Column, profile: ColumnProfile, rows: number): boolean {
  if (profile.missing > 0 || profile.distinct < rows || !profile.distinctIsExact || rows < 3) return false;
  if (type.kind === "int")
    return (
      ID_NAME.test(name) || (profile.max !== null && profile.min !== null && profile.max - profile.min === rows - 1)
    );
  return (type.kind === "string" || type.kind === "category") && (ID_NAME.test(name) || rows >= 20);
}

function entityOf({ schema, profile, rows, time }: Inferred, target: string | null): string | null {
  if (time !== null && time.series.length > 0) return null;
  const found = schema.columns.find(({ name, type }, i) => {
    const { distinct, missing } = profile.columns[i]!;
    const isKey = type.kind === "int" || type.kind === "string" || type.kind === "category";
    return (
      name !== target && isKey && missing === 0 && ENTITY_NAME.test(name) && distinct >= 10 && distinct * 1.5 <= rows
    );
  });
  return found?.name ?? null;
}

const futureName = (name: string): string | null =>
  FUTURE_NAME.test(name) ? "its name speaks of what comes later; take the mark off if it is known before" : null;

/** Why a column may be written down together with the outcome, or after it. */
function suspicionOf(name: string, { target, time }: Inferred): string | null {
  const facts = target?.columns.get(name);
  if (target === null || facts === undefined) return futureName(name);
  const { score, gaps, onlyClass } = facts;
  const metric = `${target.metric} ${formatNumber(score)}`;
  // A slow series is nearly its own last value, which says nothing about leaks.
  const isSlow = target.kind === "regress" && time !== null;
  if (score >= TOO_GOOD && !isSlow) return `alone predicts the target with ${metric}: recorded with the outcome?`;
  if (gaps !== null && gaps >= TOO_GOOD && !isSlow)
    return `whether it is missing predicts the target with ${target.metric} ${formatNumber(gaps)}`;
  if (onlyClass !== null)
    return `all ${count(onlyClass.rows)} rows that have a value are ${onlyClass.value}: recorded after the outcome?`;
  if (OUTCOME_NAME.test(name) && score >= GOOD_FOR_A_NAME)
    return `alone ${metric}, and its name speaks of the outcome: known only afterwards?`;
  return futureName(name);
}

const count = (value: number): string => value.toLocaleString("en-US");
