import { describe, expect, it } from "vitest";
import { onlyMessage, typeComponents } from "./component-text.ts";

const SEARCH = "search q = tpe(open, trials: 3) {\n  fit: cv.train\n  score: cv.val\n  minimize: mae\n}\n";
const search = (body: string, models = "open") => `search q = tpe(${models}, trials: 3) {\n${body}\n}`;

describe("transforms", () => {
  it.each([
    ["{ numeric: standardize()\n numeric: minmax() }", "type/selector-tie", "`numeric` columns"],
    ["{ x: standardize()\n [x, n]: minmax() }", "type/selector-tie", "column `x`"],
    ["{ target: onehot() }", "type/not-invertible", "`onehot`"],
    ["{ 3: onehot() }", "type/unknown-selector", "`3`"],
    ['{ matching("("): onehot() }', "type/unknown-selector", "regular expression"],
    ["plain |> standardize()", "type/wrong-kind", "`plain` is a model, but a transform is needed here"],
    ["choice(standardize())", "type/too-few", "at least two options"],
  ])("refuse %s: %s", (text, id, message) => {
    const found = onlyMessage(`transform a = ${text}`);
    expect(found.id).toBe(id);
    expect(found.message).toContain(message);
  });

  it("take the most specific entry, and all names of columns are checked where they are fitted", () => {
    const block = "{ city: onehot()\n numeric: standardize()\n all except(paid): impute() }";
    expect(typeComponents(`transform a = ${block}\nfit f = a |> ridge() on cv.train`).found).toEqual([]);
    expect(typeComponents("transform a = { citty: onehot() }\nfit f = a |> ridge() on cv.train").found).toEqual([
      "type/unknown-column @ citty: onehot()",
    ]);
    expect(typeComponents("fit f = { citty: onehot() } on s").found).toEqual(["type/unknown-column @ citty: onehot()"]);
  });

  it("may make columns whose names only the data know", () => {
    expect(typeComponents("fit f = onehot() |> { `city=Paris`: standardize() } on s").found).toEqual([]);
    expect(typeComponents("fit f = minmax() |> { `city=Paris`: standardize() } on s").found).toHaveLength(1);
  });

  it("may add indicators and take columns away", () => {
    const later = "{ x_missing: minmax() } on s";
    expect(typeComponents(`fit f = impute(indicator: true) |> ${later}`).found).toEqual([]);
    expect(typeComponents(`fit f = impute() |> ${later}`).found).toHaveLength(1);
    expect(typeComponents("fit f = drop(x) |> { x: minmax() } on s").found).toHaveLength(1);
    expect(typeComponents("fit f = { numeric: drop() } |> { n: minmax() } on s").found).toHaveLength(1);
  });

  it("two patterns that meet in a column are a tie", () => {
    const text = 'fit f = { matching("^x"): minmax()\n matching("x$"): standardize() } on s';
    expect(onlyMessage(text)).toMatchObject({
      id: "type/selector-tie",
      message: "two entries select column `x` equally",
    });
  });
});

describe("searches", () => {
  it("hold models, rows, objective and tie breaks", () => {
    const text = search(
      "fit: cv.train\nscore: cv.val\nmaximize: r2\nthen: [mae, rmse]\nprune: median(warmup: 5)\ntime_limit: 2min",
      "[open, plain]",
    );
    const { found, find } = typeComponents(text);
    expect(found).toEqual([]);
    const q = find("search", "q");
    expect(q).toMatchObject({ trials: 3, direction: "maximize", timeLimitSeconds: 120, task: "t" });
    expect(q.models.map(({ name, open }) => [name, open.length])).toEqual([
      ["open", 1],
      ["plain", 0],
    ]);
    expect(q.then.map(({ metric, direction }) => [metric.component, direction])).toEqual([
      ["mae", "minimize"],
      ["rmse", "minimize"],
    ]);
    expect(q.pruner?.component).toBe("median");
  });

  it.each([
    ["fit: cv.train\nscore: cv.val\nminimize: r2", "type/metric-direction", "maximize: r2"],
    ["fit: cv.train\nscore: cv.val\nminimize: f1", "type/metric-task", "`mae`"],
    ["fit: cv.train\nminimize: mae", "param/missing-clause", "score: cv.val"],
    ["fit: cv.train\nscor: cv.val\nminimize: mae", "param/unknown-clause", "did you mean `score`?"],
    ["fit: cv.train\nscore: cv.val", "param/missing-clause", "minimize: mae"],
    ["fit: cv.train\nscore: cv.val\nminimize: mae\nmaximize: r2", "param/duplicate", ""],
    ["fit: cv.train\nscore: cv.val\nminimize: mae\npatience: 0", "param/out-of-range", "at least 1"],
    ["fit: cv.train\nscore: cv.val\nminimize: mae\ntime_limit: 60", "type/unit-mismatch", "`60h`"],
    ["fit: cv.train\nscore: cv.val\nminimize: mae\nprune: medan()", "type/unknown-component", "`median`"],
  ])("refuse %s: %s", (body, id, help) => {
    const found = onlyMessage(search(body));
    expect(found.id).toBe(id);
    expect(found.help).toContain(help);
  });

  it("warn when there is nothing to search", () => {
    expect(onlyMessage(search("fit: cv.train\nscore: cv.val\nminimize: mae", "plain")).severity).toBe("warning");
  });

  describe("of every combination", () => {
    const rows = "{\n  fit: cv.train\n  score: cv.val\n  minimize: mae\n}";
    const grid = (model: string, more = "") => `search q = grid(${model}${more}) ${rows}`;

    it.each([
      ["ridge(alpha: 0.1..1)", "give it a `step`, or write `grid(..., points: 5)`"],
      ["ridge(alpha: 0.1..10 log)", "write `grid(..., points: 5)`"],
    ])("refuse the continuous range of %s", (model, help) => {
      const found = onlyMessage(grid(model));
      expect(found).toMatchObject({ id: "param/bad-range", help });
      expect(found.message).toBe("the open range of `alpha` is continuous, and `grid` tries every value");
    });

    it("take steps, whole numbers, and points", () => {
      for (const text of [
        grid("ridge(alpha: 0.1..1 step 0.1)"),
        grid("gradient_boosting(rounds: 1..9)"),
        grid("open", ", points: 4"),
      ])
        expect(typeComponents(text).found).toEqual([]);
    });
  });
});

describe("fits", () => {
  it("of the winner are models of the search's task", () => {
    const { found, find } = typeComponents(`${SEARCH}fit w = q.best on cv.dev`);
    expect(found).toEqual([]);
    expect(find("fit", "w")).toMatchObject({
      folded: false,
      task: "t",
      of: { kind: "model", model: { kind: "best" } },
    });
  });

  it("list open hyperparameters and show where they stand", () => {
    const found = onlyMessage("fit f = open on cv.train");
    expect(found).toMatchObject({ id: "type/open-hyperparameters" });
    expect(found.message).toContain("`alpha`");
    expect(found.related.map(({ message }) => message)).toEqual(["open: 0.1..10 log"]);
  });

  it("of a transform on a table have no task", () => {
    const { find } = typeComponents("fit f = standardize() on s\nfit g = standardize() on cv.train");
    expect(find("fit", "f")).toMatchObject({ task: null, folded: false });
    expect(find("fit", "g")).toMatchObject({ task: "t", folded: true });
  });

  it("of a fitted value fit only the wrapper", () => {
    const { find } = typeComponents(
      "task p = classify(paid, from: s)\nsplit h = holdout(p, test: 20%, val: 10%, calib: 10%)\nfit l = logistic() on h.train\nfit k = calibrated(l) on h.calib",
    );
    expect(find("fit", "k").of).toMatchObject({
      kind: "model",
      model: { kind: "wrapped-fitted", fitted: { to: "l" } },
    });
  });

  it.each([
    ["fit f = plain", "type/missing-rows", "on cv.train"],
    ["fit f = plain on cv.train { patence: 3 }", "param/unknown-clause", "did you mean `patience`?"],
    ["fit f = cv on cv.train", "type/wrong-kind", "name a model"],
    ["fit f = logistic() on cv.train", "type/model-task", "`ridge`"],
    [
      "split k = kfold(t, folds: 3)\nfit f = gradient_boosting() on cv.train { validate: k.val }",
      "type/fold-mismatch",
      "one split",
    ],
    [
      "task u = regress(y, from: s)\nsplit k = holdout(u, test: 20%, val: 10%)\nfit f = gradient_boosting() on cv.dev { validate: k.val }",
      "type/task-mismatch",
      "one task",
    ],
    [`${SEARCH}fit f = q on cv.train`, "type/wrong-kind", "`q.best`"],
    [`${SEARCH}fit f = direct(q.best) on cv.train`, "type/wrong-kind", "fit the winner first"],
    ["model a = x |> ridge()", "type/unknown-component", ""],
    ["fit f = plain on cv.train { weight: city }", "type/weight-type", "`int` or `float`"],
    ["fit f = plain on cv.train { validate: cv.val }", "param/idle-clause", "remove it"],
    ["fit f = direct(ridge()) on cv.train { patience: 3 }", "param/idle-clause", "remove it"],
    ["fit f = gradient_boosting() on cv.train { patience: 3 }", "param/idle-clause", "add `validate:`"],
    ["fit f = gradient_boosting(monotone: { x: 1, x: -1 }) on cv.train", "param/duplicate", "remove one"],
  ])("refuse %s: %s", (text, id, help) => {
    const found = onlyMessage(text);
    expect(found.id).toBe(id);
    expect(found.help).toContain(help);
  });

  it("may stop early where one of several models has rounds, and wait as long as they like", () => {
    const block = "{\n  validate: cv.val\n}";
    expect(typeComponents(`fit f = direct(gradient_boosting()) on cv.train ${block}`).found).toEqual([]);
    expect(typeComponents(`fit f = standardize() |> gradient_boosting() on cv.train ${block}`).found).toEqual([]);
  });

  it("weigh the rows of a wrapper around a fitted value, where it counts rows by their weights", () => {
    const task =
      "task p = classify(paid, from: s, positive: true)\nsplit h = holdout(p, test: 20%, val: 10%, calib: 10%)\nfit l = logistic() on h.train\n";
    for (const wrapper of ["calibrated", "threshold"])
      expect(typeComponents(`${task}fit f = ${wrapper}(l) on h.calib { weight: x }`).found).toEqual([]);
    expect(onlyMessage(`${task}fit f = calibrated(l) on h.calib { patience: 3 }`).id).toBe("param/idle-clause");
  });

  it.each([
    ["rmse", "type/metric-task", "f1"],
    ["log_loss", "type/metric-direction", "metric of classes"],
    ["roc_auc", "type/metric-direction", "metric of classes"],
  ])("choose no threshold by %s", (metric, id, help) => {
    const task =
      "task p = classify(paid, from: s, positive: true)\nsplit h = holdout(p, test: 20%, val: 10%, calib: 10%)\n";
    const inner = onlyMessage(`${task}fit f = threshold(logistic(), maximize: ${metric}) on h.train`);
    const outer = onlyMessage(
      `${task}fit l = logistic() on h.train\nfit f = threshold(l, maximize: ${metric}) on h.calib`,
    );
    for (const found of [inner, outer]) {
      expect(found.id).toBe(id);
      expect(found.help).toContain(help);
      // What is offered would do.
      expect(found.help).not.toMatch(/log_loss|roc_auc/);
    }
    expect(typeComponents(`${task}fit f = threshold(logistic(), maximize: mcc) on h.train`).found).toEqual([]);
  });
});
