// The entries of the catalogue that are decided at compile time, and why the others are not among them.

export const DECIDED: readonly string[] = [
  ["LK101", "LK102", "LK103", "LK104", "LK105", "LK106", "LK107", "LK109", "LK110", "LK111", "LK113", "LK114", "LK115"],
  ["LK117", "LK201", "LK202", "LK203", "LK204", "LK207", "LK208", "LK209", "LK211"],
  ["LK301", "LK302", "LK303", "LK306", "LK307", "LK308", "LK309", "LK310", "LK311"],
  ["LK401", "LK402", "LK403", "LK404", "LK405", "LK406", "LK407", "LK409", "LK410", "LK411", "LK412", "LK414", "LK415"],
  ["LK416", "LK417", "LK418", "LK419", "LK422", "LK423", "LK424", "LK425"],
  ["LK501", "LK502", "LK503", "LK505"],
  ["LK601", "LK602", "LK603", "LK604", "LK605", "LK606", "LK610"],
  ["LK701", "LK702", "LK703", "LK704", "LK705", "LK801", "LK802", "LK803"],
].flat();

/** Decidable by the catalogue, but not by a spec that is right or wrong; the certificate has a line for each. */
export const COVERED_ELSEWHERE: Readonly<Record<string, string>> = {
  LK108: "components say what they learn from: there is no way to write it",
  LK116: "the target is transformed inside a model chain only",
  LK312: "the sampling of origins lies before the spec",
  LK313: "a column from another model is one of unknown availability",
  LK408: "window functions always run inside each series",
  LK420: "values exist once per fold",
  LK421: "no component reads its batch",
  LK504: "the language has no coordinates",
  LK506: "the language has no graphs",
  LK607: "the metric stands in the spec",
  LK608: "a warning",
  LK611: "a list of readers",
  LK706: "a matter of where the spec comes from",
  LK804: "a matter of how rows were sampled",
};
