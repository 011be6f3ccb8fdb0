// Writes data/loans.csv: 6,000 invented consumer loans. Same seed, same bytes.
// The odds of default follow a known formula (below) plus noise, so a good model has something to find: a linear part,
// a bend in the debt ratio, an interaction of rate and term, and nothing in the columns that carry no signal.
import { writeFileSync } from "node:fs";

const ROWS = 6_000;
const SEED = 20_240_131;

/** mulberry32, public domain: a 32-bit generator that is enough for invented data. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = createRandom(SEED);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
const logistic = (x) => 1 / (1 + Math.exp(-x));

/** `weights` need not sum to one. */
function pick(options, weights) {
  let rest = random() * weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < options.length; i++) {
    rest -= weights[i];
    if (rest < 0) return options[i];
  }
  return options[options.length - 1];
}

const PURPOSE_EFFECT = { car: -0.15, home_improvement: -0.1, debt_consolidation: 0.25, medical: 0.2, business: 0.55, other: 0 };
const HOUSING_EFFECT = { own: -0.25, mortgage: -0.15, rent: 0.2 };
const REGIONS = ["north", "south", "east", "west"];

const COLUMNS = [
  "loan_id", "age", "income", "employment_years", "housing", "purpose", "region", "amount", "term_months",
  "interest_rate", "debt_ratio", "open_accounts", "late_payments_2y", "credit_score", "days_past_due_final", "defaulted",
];

function createLoan(id) {
  const age = Math.round(clamp(41 + 12 * normal(), 19, 79));
  const income = Math.round(clamp(Math.exp(10.55 + 0.45 * normal() + 0.004 * (age - 41)), 9_000, 260_000) / 100) * 100;
  const employment = clamp(Math.round((age - 19) * random() * 0.7 * 10) / 10, 0, 40);
  const housing = pick(["own", "mortgage", "rent"], age > 40 ? [3, 4, 2] : [1, 3, 5]);
  const purpose = pick(Object.keys(PURPOSE_EFFECT), [24, 16, 34, 8, 7, 11]);
  const region = pick(REGIONS, [3, 3, 2, 2]);
  const amount = Math.round(clamp(Math.exp(9.1 + 0.6 * normal()) * (income / 40_000) ** 0.4, 1_000, 60_000) / 100) * 100;
  const term = pick([24, 36, 48, 60], [2, 4, 3, 3]);
  const late = Math.max(0, Math.floor(-Math.log(1 - random()) * 0.7));
  const score = Math.round(clamp(690 + 55 * normal() - 28 * late + 0.6 * employment, 420, 850));
  const rate = Math.round(clamp(9.5 - (score - 680) / 28 + 0.03 * (term - 36) + 1.2 * normal(), 2.5, 26) * 100) / 100;
  const debtRatio = Math.round(clamp(0.28 + 0.16 * normal() + amount / income / 6, 0.01, 1.4) * 1_000) / 1_000;
  const accounts = Math.max(1, Math.round(6 + 3 * normal()));

  const odds =
    -1.95 - 0.0075 * (score - 680) + 0.075 * (rate - 9.5) + 0.42 * late +
    3.2 * Math.max(0, debtRatio - 0.38) - 0.035 * employment - 0.45 * Math.log(income / 38_000) +
    0.012 * (term - 36) + (term >= 48 && rate > 12 ? 0.6 : 0) + PURPOSE_EFFECT[purpose] + HOUSING_EFFECT[housing];
  const defaulted = random() < logistic(odds);
  // Only known when the loan has ended, and nearly the answer itself.
  const pastDue = defaulted ? Math.round(90 + 240 * random()) : Math.floor(-Math.log(1 - random()) * 4);

  return [
    id, age, random() < 0.04 ? "" : income, random() < 0.07 ? "" : employment, housing, purpose, region, amount, term,
    rate, debtRatio, accounts, late, random() < 0.03 ? "" : score, pastDue, defaulted,
  ];
}

const lines = [COLUMNS.join(",")];
for (let id = 1; id <= ROWS; id++) lines.push(createLoan(id).join(","));
writeFileSync(new URL("data/loans.csv", import.meta.url), `${lines.join("\n")}\n`);
