// The classification scaffold of `pipec init`: 1,200 invented customers, some of whom leave.

/** File texts by their path in the new folder. */
export type Scaffold = Readonly<Record<string, string>>;

export function scaffoldClassify(name: string): Scaffold {
  return {
    [`${name}.pipe`]: `## Which customers leave? Change the source to your own data and go from there.
pipeline ${name} "Customers who leave"

source customers = csv("data/customers.csv") {
  customer_id: int @id
  plan: category
  months: int
  monthly_fee: float
  calls: int
  late_bills: int?
  left: bool @target
}

check quality = customers {
  unique(customer_id)
  not_null(left)
  between(monthly_fee, 0, 500)
}

task churn = classify(left, from: customers)

split cv = stratified_kfold(churn, folds: 3, test: 20%, seed: 11)

transform prepared = {
  numeric: impute(median) |> standardize()
  categorical: onehot()
}

model scorecard = prepared |> logistic(c: 0.01..10.0 log)

search tuned = tpe(scorecard, trials: 8, seed: 7) {
  fit: cv.train
  score: cv.val
  maximize: roc_auc
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [roc_auc, log_loss, brier]
  against: dummy(strategy: prior)
}

publish ${name}_model = champion {
  alias: production
  when: final.roc_auc > final.baseline.roc_auc
}

report summary = html(final, tuned)
`,
    "data/customers.csv": customersCsv(),
  };
}

const CUSTOMERS = 1_200;
const PLANS = ["basic", "plus", "family"] as const;

function customersCsv(): string {
  const lines = ["customer_id,plan,months,monthly_fee,calls,late_bills,left"];
  // Fractional parts of multiples of irrational numbers: spread evenly, the same everywhere (Weyl 1916).
  const part = (i: number, step: number): number => (i * step) % 1;
  for (let i = 1; i <= CUSTOMERS; i++) {
    const plan = PLANS[Math.floor(3 * part(i, Math.SQRT2))]!;
    const months = 1 + Math.floor(70 * part(i, Math.E) ** 1.5);
    const fee = Math.round((12 + 60 * part(i, Math.PI)) * 100) / 100;
    const calls = Math.floor(8 * part(i, 1.618033988749895) ** 2);
    const late = Math.floor(5 * part(i, 1.7320508075688772) ** 2);
    const odds = -1.6 - 0.03 * months + 0.25 * calls + 0.5 * late + 0.012 * fee + (plan === "family" ? -0.6 : 0);
    const left = part(i, 2.23606797749979) < 1 / (1 + Math.exp(-odds));
    lines.push([i, plan, months, fee, calls, i % 25 === 0 ? "" : late, left].join(","));
  }
  return `${lines.join("\n")}\n`;
}
