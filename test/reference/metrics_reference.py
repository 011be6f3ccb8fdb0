from sequence import Sequence, write
import numpy as np
from sklearn import metrics as m

s = Sequence(5)
n = 40
y = np.round(10 * s.uniforms(n) - 2, 2)
f = np.round(y + 4 * (s.uniforms(n) - 0.5), 2)
w = np.floor(4 * s.uniforms(n))
scores = np.round(s.uniforms(n), 1)
binary = (scores + s.uniforms(n) > 1).astype(int)
p3 = s.matrix(n, 3)
p3 = p3 / p3.sum(1, keepdims=True)
three = np.floor(3 * s.uniforms(n)).astype(int)
three[:10] = p3[:10].argmax(1)


def fpr_tpr_gap(weights):
    fpr, tpr, _ = m.roc_curve(binary, scores, sample_weight=weights, drop_intermediate=False)
    return np.abs(tpr - fpr).max()


out = {"y": y, "f": f, "w": w, "scores": scores, "binary": binary, "p3": p3, "three": three}
for name, k in (("plain", None), ("weighted", w)):
    o = {"sample_weight": k}
    hard = (scores >= 0.5).astype(int)
    hard[scores == 0.5] = 0
    top = p3.argmax(1)
    out[name] = {
        "mae": m.mean_absolute_error(y, f, **o),
        "mse": m.mean_squared_error(y, f, **o),
        "rmse": m.root_mean_squared_error(y, f, **o),
        "r2": m.r2_score(y, f, **o),
        "mape": m.mean_absolute_percentage_error(y, f, **o),
        "pinball": m.mean_pinball_loss(y, f, alpha=0.9, **o),
        "accuracy": m.accuracy_score(binary, hard, **o),
        "balanced_accuracy": m.balanced_accuracy_score(binary, hard, **o),
        "f1": m.f1_score(binary, hard, **o),
        "precision": m.precision_score(binary, hard, **o),
        "recall": m.recall_score(binary, hard, **o),
        "mcc": m.matthews_corrcoef(binary, hard, **o),
        "roc_auc": m.roc_auc_score(binary, scores, **o),
        "pr_auc": m.average_precision_score(binary, scores, **o),
        "gini": 2 * m.roc_auc_score(binary, scores, **o) - 1,
        "ks": fpr_tpr_gap(k),
        "log_loss": m.log_loss(binary, scores, **o),
        "brier": m.brier_score_loss(binary, scores, **o),
        "three": {
            "accuracy": m.accuracy_score(three, top, **o),
            "balanced_accuracy": m.balanced_accuracy_score(three, top, **o),
            "mcc": m.matthews_corrcoef(three, top, **o),
            "log_loss": m.log_loss(three, p3, **o),
            "brier": m.brier_score_loss(three, p3, **o),
            **{
                f"{score}_{average}": getattr(m, f"{score}_score")(three, top, average=average, **o)
                for score in ("f1", "precision", "recall")
                for average in ("macro", "micro", "weighted")
            },
            "roc_auc_macro": m.roc_auc_score(three, p3, multi_class="ovr", **o),
            "roc_auc_weighted": m.roc_auc_score(three, p3, multi_class="ovr", average="weighted", **o),
            "pr_auc_macro": m.average_precision_score(np.eye(3)[three], p3, **o),
        },
    }
out["hard"] = hard
write("metrics.json", out)
