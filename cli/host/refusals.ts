// What components, stores and sinks refuse when a spec runs or a command works. Their words stand where they refuse, because they
// name columns and counts; here is what each id means, for `pipec explain`.

export interface Refusal {
  readonly means: string;
  readonly why: string;
  readonly help: string;
}

const refusal = (means: string, why: string, help: string): Refusal => ({ means, why, help });

export const REFUSALS: Readonly<Record<string, Refusal>> = {
  "data/column-changed": refusal(
    "a column has another type than when the step was fitted",
    "what was learned from numbers says nothing about levels, and the other way round",
    "give the column the type that it had",
  ),
  "data/constant-type": refusal(
    "a constant cannot fill a column of this type",
    "a text among numbers, or a number among levels, would change what the column is",
    "select the columns that the constant fits: `numeric: impute(constant(0))`",
  ),
  "data/infinite-values": refusal(
    "a column holds infinite numbers, or numbers so large that sums of them are",
    "means, variances and products of them are infinite or undefined, and so would be every prediction",
    "put `clip()`, `winsorize()` or `robust()` before the component, or repair the column",
  ),
  "data/label-range": refusal(
    "trees were given labels whose squares no float holds, or whose differences vanish when they are squared",
    "cuts are chosen by squares of sums of labels: every one would look as good as none, and the model predict a constant",
    "give the target in other units, divided or multiplied by a constant, before the task",
  ),
  "data/missing-predictions": refusal(
    "a metric was given rows without a prediction",
    "leaving them out would judge the model on the rows that it likes",
    "look at the rows that the model could not predict; `impute(...)` before it helps where features are missing",
  ),
  "data/missing-values": refusal(
    "a component that takes no missing values was given some",
    "filling them silently would be a decision about the data that nobody made",
    "put `impute(...)` before it, or use a model that takes missing values as they are, such as trees",
  ),
  "data/negative-counts": refusal(
    "the objective `poisson` was given labels below 0",
    "it models counts, whose logarithm has a mean",
    "use `squared`, or look at the negative labels",
  ),
  "data/no-admissible-form": refusal(
    "no form of `ets` that the parameters allow fits a series",
    "multiplicative parts need values above 0, and a season two full ones",
    "leave the choice to `auto`, or give the series more history",
  ),
  "data/no-classes": refusal(
    "a step that balances classes stands before a target without classes",
    "there is nothing to balance",
    "use it in the chain of a model of a `classify` task",
  ),
  "data/no-history": refusal(
    "a metric needs the training part of a series, which the evaluation does not have",
    "it measures errors in units of what a naive forecast would have done there",
    "use `mae` or `rmse`",
  ),
  "data/no-probabilities": refusal(
    "a metric needs class probabilities, and the model gives none",
    "a label alone does not say how sure the model was",
    "use a model that gives probabilities, or `accuracy`",
  ),
  "data/no-rows": refusal(
    "a model has no rows to be fitted on",
    "a partition or a filter before it left none",
    "look at the split and at the filters of the table",
  ),
  "data/no-target": refusal(
    "a step that learns from the target was fitted without one",
    "outside of a model's chain there is no target to learn from",
    "use it in the chain of a model",
  ),
  "data/not-categorical": refusal(
    "a step for levels was given numbers",
    "every distinct number would be a level of its own",
    "select category columns: `categorical: ...`",
  ),
  "data/not-numeric": refusal(
    "a component for numbers was given texts or levels",
    "levels have no size: there is no sum or distance of them",
    "encode them first, as in `categorical: onehot()`",
  ),
  "data/outside-domain": refusal(
    "a transform was given a value for which it is not defined",
    "the logarithm of 0 or of a negative number is no number",
    "use a transform that takes such values (`yeo_johnson()`), or `clip(low: ...)` before it",
  ),
  "data/too-many-columns": refusal(
    "a step would make more columns than memory and models can take",
    "the number of products grows with the power of the degree",
    "name the columns that belong together, or lower `degree:`",
  ),
  "data/unknown-column": refusal(
    "a step names a column that does not reach it",
    "a step before it renamed or dropped the column",
    "name one of the columns that the message lists",
  ),
  "data/unknown-level": refusal(
    "a row holds a level that training did not, and the encoder was told to refuse such rows",
    "the model knows nothing about it",
    "choose another value of `unknown:`, or add such rows to the training part",
  ),
  "data/unknown-series": refusal(
    "a model of single series is asked about one that it was not fitted on",
    "it has learned nothing that would carry over",
    "fit on rows of every series that is forecast, or use one model for all series",
  ),
  "data/unreadable-model": refusal(
    "a file with a model of another tool cannot be read",
    "it is damaged, too large, or holds what pipec does not run; nothing of it was used",
    "save the model again, or see which formats and objectives `docs/interop.md` lists",
  ),
  "param/class-weights": refusal(
    "the list of class weights has another length than the classes of the target",
    "weights are taken in the order of the classes",
    "give one weight for each class, in the order of the message",
  ),
  "param/dummy-constant": refusal(
    "`dummy(strategy: constant)` has no number to predict",
    "a baseline must be told its constant",
    "give `constant:`",
  ),
  "param/dummy-strategy": refusal(
    "`dummy` does not know this strategy for such a task",
    "the mean of classes and the most frequent number are no baselines",
    "use one of the strategies that the message lists",
  ),
  "param/fourier-period": refusal(
    "`fourier` has a period that is not above 0",
    "waves need a length",
    "for example `period: 365d`",
  ),
  "param/impute-strategy": refusal(
    "`impute` does not know this strategy",
    "a value that is not written down cannot be guessed",
    "use `mean`, `median`, `mode`, `forward` or `constant(v)`",
  ),
  "param/monotone-category": refusal(
    "`monotone` names a feature of levels",
    "levels have no order that predictions could rise with",
    "encode the feature as a number first, or leave it out of `monotone:`",
  ),
  "param/objective-mismatch": refusal(
    "the objective does not fit the label",
    "losses of numbers say nothing about classes, and the other way round",
    "leave `objective:` out, or use the one that the message names",
  ),
  "param/season-too-short": refusal(
    "a season has no length in steps of the series",
    "there is nothing that could repeat",
    "for example `period: 24h` or `period: 12mo`",
  ),
  "run/all-trials-failed": refusal(
    "no trial of a search gave a score",
    "there is nothing to choose from",
    "fit one model without the search to see its error by itself",
  ),
  "run/changed-predictions": refusal(
    "a published model predicts its golden rows otherwise than when it was published",
    "it or this version of pipec has changed since, so what was judged then is not what would be used now",
    "use the version of pipec that published it, or publish it again",
  ),
  "run/damaged-aliases": refusal(
    "the file of a model's aliases cannot be read",
    "taken for empty it would be written anew, without the aliases that nobody named today",
    "put back a copy, or remove it; then each alias is set again by the run that publishes it",
  ),
  "run/damaged-model": refusal(
    "the files of a published model do not fit their checksums, or are not all there",
    "what a changed file would predict is not what was judged",
    "publish it again by running its spec, or put back a copy of its folder",
  ),
  "run/grid-needs-steps": refusal(
    "a grid has to walk a range without steps",
    "a continuous range has no next value",
    "give the range a `step`, or the grid `points:`",
  ),
  "run/grid-too-large": refusal(
    "a grid has more combinations than can be tried",
    "their number is the product of all choices",
    "use larger steps, fewer open parameters, or `tpe`",
  ),
  "run/inexact-number": refusal(
    "a kept column holds whole numbers beyond 2^53",
    "predictions would repeat them with other last digits",
    "declare the column as `string` in the source, or leave it out of `keep:`",
  ),
  "run/keep-lost": refusal(
    "a column of `keep:` does not get as far as the predictions",
    "steps before the features make rows of their own, which have no such value",
    "keep columns that are still there after the steps",
  ),
  "run/missing-column": refusal(
    "a table to predict lacks columns that the model needs",
    "a feature that is absent is something else than one that is missing in a row",
    "give it the columns of the source, or those of the task's table",
  ),
  "run/no-intervals": refusal(
    "prediction intervals are asked of a model that does not give them",
    "a level that was not calibrated has no known coverage",
    "wrap the model in `conformal(..., level: ...)`, or leave out `intervals:`",
  ),
  "run/no-positive-class": refusal(
    "`threshold` stands around a task without a positive class",
    "a threshold moves the decision between two classes",
    "give the task `positive:`",
  ),
  "run/no-probabilities": refusal(
    "a wrapper needs probabilities that the model inside does not give",
    "there is nothing to calibrate or to move",
    "wrap a model that gives probabilities",
  ),
  "run/no-training-rows": refusal(
    "no row of a partition can be learned from",
    "labels are missing, or window features have not warmed up yet",
    "check the label, the warm-up of window features and the size of the partition",
  ),
  "run/not-a-classifier": refusal(
    "a wrapper for classifiers stands around a model of numbers",
    "it works on class probabilities",
    "leave it out",
  ),
  "run/not-converged": refusal(
    "a model was still changing when its last round ended, or ran away",
    "what it would predict depends on when it was stopped",
    "scale the features, raise the penalty or the number of rounds, or lower the learning rate",
  ),
  "run/not-exportable": refusal(
    "a model, or a step before it, has no form in the format of the other tool",
    "an approximation would predict something else than what was judged",
    "publish the model as it is, or use components that `docs/interop.md` lists",
  ),
  "run/not-invertible": refusal(
    "a transform of the target cannot be turned back",
    "predictions would stay in units that nobody asked for",
    "use one that can be inverted, such as `log1p()` or `standardize()`",
  ),
  "run/nothing-predicted": refusal(
    "no row of a table can be predicted",
    "each lacks what the model needs: history, later rows of `known:` columns, or values",
    "give the table the history that its windows need, or put `impute(...)` before the model",
  ),
  "run/open-hyperparameters": refusal(
    "a model with an open range or choice is to be fitted",
    "only a search can close it",
    "search over the model, or write one value",
  ),
  "run/output-is-source": refusal(
    "predictions would overwrite a source of the spec",
    "the data that they come from would be lost",
    "write them to another file",
  ),
  "run/output-outside": refusal(
    "a path for predictions leads out of the folder of the spec",
    "a spec may write beside itself only",
    "give a path below its folder, such as `predictions/next.csv`",
  ),
  "run/output-zone": refusal(
    "a file of predictions is given a time zone",
    "times are written in UTC, so that they mean the same everywhere",
    "leave out `zone:`, and convert the times where the file is read",
  ),
  "run/prediction-name": refusal(
    "two columns of the predictions would have the same name",
    "one would hide the other",
    "leave the column out of `keep:`, or rename it before predicting",
  ),
  "run/probabilities-of-a-forecast": refusal(
    "a forecast is made by a model of classes",
    "probabilities are no values",
    "use a model for numbers",
  ),
  "run/resampled-columns": refusal(
    "a step that draws rows anew stands behind a selector",
    "the other columns would keep their rows",
    "put it behind the block: `prepared |> smote()`",
  ),
  "run/short-history": refusal(
    "a table to forecast from holds less history than the model reads",
    "the first values of its windows would be made up",
    "give the table the history before the forecast, with the target",
  ),
  "run/too-large": refusal(
    "a step asked for more memory than there is, or than one array can have",
    "nothing of it can be computed in part",
    "use a smaller model (fewer trees, leaves or units), fewer columns, fewer rows, or fewer workers (`--jobs`)",
  ),
  "run/too-many-nodes": refusal(
    "the trees of a model would have more nodes than can be kept",
    "trees without limits grow with the rows, and a prediction walks them in memory",
    "take fewer trees, or smaller ones: a larger `min_leaf:`, or a limit of `max_depth:`",
  ),
  "run/too-many-weights": refusal(
    "a network would have more weights than can be kept beside their slopes",
    "each pair of neighbouring units has a weight, so wide layers multiply",
    "take fewer or smaller layers (`hidden:`), or fewer features",
  ),
  "run/unknown-component": refusal(
    "this build of pipec does not have a component",
    "the plan was made by another version",
    "plan and run with the same version",
  ),
  "run/unknown-series": refusal(
    "no model was fitted for a series",
    "`per_series` fits one model for each series of the training rows",
    "predict only series that were there, or use one model for all series",
  ),
  "run/unsupported-combinator": refusal(
    "a combinator stands around a value that is fitted already",
    "it would have to fit the inner model again",
    "put it around the model, and fit both together",
  ),
  "run/unsupported-sink": refusal(
    "predictions cannot be written with this connector",
    "it only reads",
    "write to `csv`, `parquet`, `json` or `arrow`",
  ),
  "run/worker-died": refusal(
    "a worker thread ended while it computed",
    "it ran out of memory, or the process was told to end",
    "run again with fewer `--jobs` or a smaller `--memory`; what was finished is kept",
  ),
};
