from sequence import Sequence, write
import numpy as np
from sklearn import preprocessing as p
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import f_classif, f_regression, mutual_info_classif, mutual_info_regression
from sklearn.impute import KNNImputer
from sklearn.utils import murmurhash3_32

s = Sequence(17)
n = 60
x = s.matrix(n, 4) * [1.0, 50.0, 4.0, 2.0] + [0.5, 1.0, -2.0, 0.0]
x[:, 3] = 0.8 * x[:, 0] + 0.2 * x[:, 3]
gaps = x.copy()
gaps[s.uniforms(n) < 0.2, 0] = np.nan
gaps[s.uniforms(n) < 0.15, 2] = np.nan
rounded = np.round(x * 2) / 2
target = x[:, 0] * 2 + (x[:, 2] / 2) ** 2 + s.uniforms(n) * 0.3
classes = (np.floor(3 * s.uniforms(n)) + (x[:, 2] > 0)).clip(0, 2).astype(int)
out = {"x": x, "gaps": gaps, "rounded": rounded, "target": target, "classes": classes}
t = p.PowerTransformer(method="box-cox")
out["box_cox"] = t.fit_transform(x[:, :2])
out["box_cox_power"] = t.lambdas_
for name in ("uniform", "normal"):
    t = p.QuantileTransformer(n_quantiles=20, output_distribution=name)
    out[f"quantile_{name}"] = t.fit(rounded).transform(rounded + 0.1)
for name in ("l1", "l2", "max"):
    out[f"normalize_{name}"] = p.Normalizer(norm=name).fit_transform(x)
out["polynomial"] = p.PolynomialFeatures(3, include_bias=False).fit_transform(x[:, :3])
out["interactions"] = p.PolynomialFeatures(2, include_bias=False, interaction_only=True).fit_transform(x)
out["pca"] = PCA(3).fit_transform(x)
out["pca_whiten"] = PCA(2, whiten=True).fit_transform(x)
out["pca_share"] = PCA(0.999).fit(x).n_components_
out["knn_impute"] = KNNImputer(n_neighbors=3).fit(gaps[:40]).transform(gaps)
out["f_regression"] = f_regression(x, target)[0]
out["f_classif"] = f_classif(x, classes)[0]
out["mutual_info_regression"] = mutual_info_regression(x, target, random_state=0)
out["mutual_info_classif"] = mutual_info_classif(x, classes, random_state=0)
texts = [
    "The red fox runs",
    "a red, red house",
    "the house of the fox",
    "Füchse laufen schnell",
    "",
    "runs 42 times in the red",
]
t = TfidfVectorizer(max_features=8)
out["texts"] = texts
out["tfidf"] = t.fit_transform(texts).toarray()
out["tfidf_words"] = list(t.get_feature_names_out())
out["murmur"] = [int(murmurhash3_32(text, seed=7)) for text in texts]
write("feature-transforms.json", out)
