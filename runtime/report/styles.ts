// The style sheet of the HTML report: system fonts, two themes by the reader's preference, and paper.
export const STYLES = `
:root {
  --page: #ffffff; --panel: #f6f7f9; --ink: #16191f; --muted: #596273; --rule: #dfe3e9;
  --accent: #0b5cad; --good: #0b6b3a; --good-page: #e7f5ec; --bad: #a3211b; --bad-page: #fcebea; --open: #7a5200; --open-page: #fdf3dc;
  --series-1: #0b5cad; --series-2: #c2570c; --series-3: #0f7d62; --series-4: #8e4a86; --series-5: #8a6d00; --series-6: #b3245e; --series-7: #2a8fa8; --series-8: #5c6470;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --panel: #1c2027; --ink: #e6e9ee; --muted: #9aa4b4; --rule: #323843;
    --accent: #6db3f2; --good: #6fd39b; --good-page: #15301f; --bad: #ff9b94; --bad-page: #3a1a18; --open: #f0c56b; --open-page: #352a10;
    --series-1: #6db3f2; --series-2: #f0954a; --series-3: #4fc3a1; --series-4: #d49acb; --series-5: #e0c060; --series-6: #f08ab0; --series-7: #86d3e6; --series-8: #b5bcc6;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header.top, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
header.top { padding-top: 2.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
h3 { font-size: .95rem; margin: 1.75rem 0 .4rem; }
p { margin: .4rem 0 .8rem; max-width: 46rem; }
.muted, figcaption, .label { color: var(--muted); }
.small { font-size: .87rem; }
.eyebrow { color: var(--muted); font-size: .85rem; margin: 0 0 .35rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 1rem 0 0; font-size: .9rem; }
a { color: var(--accent); text-underline-offset: .15em; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .86em; overflow-wrap: anywhere; }
.answer { border-left: 4px solid var(--rule); background: var(--panel); padding: .9rem 1.1rem; margin: 1.25rem 0; border-radius: 0 6px 6px 0; }
.answer p { margin: .15rem 0; }
.answer .score { font-size: 1.08rem; }
.answer.better { border-color: var(--good); }
.answer.worse { border-color: var(--bad); }
.answer.undecided { border-color: var(--open); }
.tag { display: inline-block; border-radius: 99px; padding: .05rem .6rem; font-size: .8rem; font-weight: 600; background: var(--panel); color: var(--muted); white-space: nowrap; }
.tag.better, .tag.proved, .tag.checked, .tag.held, .tag.ok { color: var(--good); background: var(--good-page); }
.tag.worse, .tag.error { color: var(--bad); background: var(--bad-page); }
.tag.undecided, .tag.attested, .tag.warning { color: var(--open); background: var(--open-page); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0 1rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--rule); }
thead th { font-weight: 600; color: var(--muted); font-size: .84rem; white-space: nowrap; }
tbody th { font-weight: 500; }
.num, thead th.num { text-align: right; font-variant-numeric: tabular-nums; }
td .range { display: block; color: var(--muted); font-size: .82rem; white-space: nowrap; }
tr.baseline td, tr.baseline th { color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 2rem; align-items: start; margin: 1rem 0; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figure.wide { grid-column: 1 / -1; }
figure h4 { font-size: .92rem; margin: .4rem 0 0; }
figcaption { font-size: .84rem; margin-bottom: .5rem; }
svg { display: block; overflow: visible; }
.columns td { white-space: nowrap; }
svg.spark { fill: var(--series-1); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; font-size: .9rem; margin: .5rem 0; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.bar { display: inline-block; height: .6rem; background: var(--series-1); border-radius: 2px; vertical-align: baseline; min-width: 1px; }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--muted); font-size: .85rem; }
@media (max-width: 42rem) { .charts { grid-template-columns: 1fr; } header.top { padding-top: 1.5rem; } }
@media print {
  :root { --page: #fff; --panel: #f6f7f9; --ink: #000; --muted: #444; --rule: #ccc; --series-1: #0b5cad; --series-2: #c2570c; --series-3: #0f7d62; --series-4: #8e4a86; --series-5: #8a6d00; --series-6: #b3245e; --series-7: #2a8fa8; --series-8: #5c6470; --good: #0b6b3a; --good-page: #fff; --bad: #a3211b; --bad-page: #fff; --open: #7a5200; --open-page: #fff; }
  body { font-size: 11pt; } nav { display: none; } h2, h3, h4 { break-after: avoid; } tr, .answer { break-inside: avoid; }
}
`;
