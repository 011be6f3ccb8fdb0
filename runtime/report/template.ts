// The HTML report as a Handlebars template. `{{ }}` escapes; `{{{ }}}` is used for our own SVG and style sheet only.
export const TEMPLATE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} – {{name}}</title>
<style>{{{styles}}}</style>
</head>
<body>
<header class="top">
<p class="eyebrow">{{pipeline}} / {{name}}</p>
<h1>{{title}}</h1>
{{#if doc}}<p class="muted">{{doc}}</p>{{/if}}
{{#each evaluations}}{{#each headlines}}
<section class="answer {{verdict}}" aria-label="Answer of {{../name}}: {{subject}}">
<p class="score">{{score}}</p>
{{#if comparison}}<p>{{comparison}}</p>{{/if}}
{{#if @last}}{{#if ../looks}}<p class="muted small">{{../looks}}</p>{{/if}}{{/if}}
</section>
{{/each}}{{/each}}
<nav aria-label="Contents"><ul>
{{#each evaluations}}<li><a href="#evaluation-{{@index}}">Evaluation {{name}}</a></li>{{/each}}
{{#each searches}}<li><a href="#search-{{@index}}">Search {{name}}</a></li>{{/each}}
<li><a href="#certificate">Certificate</a></li><li><a href="#data">Data</a></li><li><a href="#run">Run</a></li>
</ul></nav>
</header>
<main>
{{#each evaluations}}
<section aria-labelledby="evaluation-{{@index}}">
<h2 id="evaluation-{{@index}}">Evaluation {{name}}</h2>
{{#if doc}}<p>{{doc}}</p>{{/if}}
<p class="muted small">Judged on {{judgedOn}}; {{method}}.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">model</th>{{#each metrics}}<th scope="col" class="num">{{this}}</th>{{/each}}</tr></thead>
<tbody>{{#each rows}}<tr{{#if baseline}} class="baseline"{{/if}}><th scope="row">{{name}}{{#if baseline}} <span class="small">(baseline)</span>{{/if}}</th>
{{#each cells}}<td class="num">{{value}}{{#if interval}}<span class="range">{{interval}}</span>{{/if}}{{#if spread}}<span class="range">{{spread}}</span>{{/if}}</td>{{/each}}</tr>{{/each}}</tbody>
</table></div>
{{#if comparisons}}
<h3>Against the baseline</h3>
<div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">verdict</th><th scope="col">difference</th></tr></thead>
<tbody>{{#each comparisons}}<tr><th scope="row">{{metric}}</th><td><span class="tag {{verdict}}">{{verdict}}</span></td><td>{{subject}}: {{text}}</td></tr>{{/each}}</tbody></table></div>
{{/if}}
{{> charts}}
{{#if slices}}
<h3>By group</h3>
<div class="scroll"><table><thead><tr><th scope="col">model</th><th scope="col">column</th><th scope="col">value</th><th scope="col" class="num">rows</th>{{#each metrics}}<th scope="col" class="num">{{this}}</th>{{/each}}</tr></thead>
<tbody>{{#each slices}}<tr><th scope="row">{{subject}}</th><td>{{column}}</td><td>{{value}}</td><td class="num">{{rows}}</td>{{#each scores}}<td class="num">{{this}}</td>{{/each}}</tr>{{/each}}</tbody></table></div>
{{/if}}
</section>
{{/each}}
{{#each searches}}
<section aria-labelledby="search-{{@index}}">
<h2 id="search-{{@index}}">Search {{name}}</h2>
{{#if doc}}<p>{{doc}}</p>{{/if}}
<p>{{summary}} These are validation scores: the best of several is optimistic by choice, so only the evaluation tells how good the winner is.</p>
{{#if best}}<h3>Best hyperparameters</h3>
<dl class="facts">{{#each best}}<dt class="mono">{{parameter}}</dt><dd>{{value}}</dd>{{/each}}</dl>{{/if}}
{{> charts}}
{{#if importance}}<h3>Which hyperparameters mattered</h3>
<div class="scroll"><table><caption>Share of the score’s variance that each one explains on its own: a rough guide, not a cause.</caption>
<thead><tr><th scope="col">model</th><th scope="col">hyperparameter</th><th scope="col" class="num">share</th><th scope="col"><span class="muted">0 to 100 %</span></th></tr></thead>
<tbody>{{#each importance}}<tr><td>{{model}}</td><th scope="row" class="mono">{{parameter}}</th><td class="num">{{share}}</td><td><span class="bar" style="width:{{percent}}px" aria-hidden="true"></span></td></tr>{{/each}}</tbody></table></div>{{/if}}
</section>
{{/each}}
<section aria-labelledby="certificate">
<h2 id="certificate">Certificate</h2>
<p>What was decided about each kind of leakage that could apply to this spec: {{#each certificateCounts}}{{#unless @first}}, {{/unless}}{{count}} {{status}}{{/each}}.
{{#if allowed}}{{allowed.length}} finding{{#if severalAllowed}}s are{{else}} is{{/if}} allowed by the author.{{else}}Nothing is allowed by hand.{{/if}}</p>
{{#if allowed}}<ul>{{#each allowed}}<li><code>{{id}}</code>: {{reason}}</li>{{/each}}</ul>{{/if}}
<div class="scroll"><table><thead><tr><th scope="col">entry</th><th scope="col">diagnostic</th><th scope="col">status</th><th scope="col">why</th></tr></thead>
<tbody>{{#each certificate}}<tr><th scope="row">{{entry}}</th><td><code>{{id}}</code></td><td><span class="tag {{status}}">{{status}}</span></td><td>{{note}}</td></tr>{{/each}}</tbody></table></div>
</section>
<section aria-labelledby="data">
<h2 id="data">Data</h2>
<p>{{#if dataFindings}}{{dataFindings}} finding{{#if severalDataFindings}}s{{/if}} about the data, listed below.{{else}}No rule of the spec and no run-time contract found anything wrong with the data.{{/if}}</p>
{{#if findings}}<div class="scroll"><table><thead><tr><th scope="col">severity</th><th scope="col">finding</th></tr></thead>
<tbody>{{#each findings}}<tr><td><span class="tag {{severity}}">{{severity}}</span></td><td><code>{{id}}</code> {{message}}<br><span class="muted">{{help}}</span></td></tr>{{/each}}</tbody></table></div>{{/if}}
{{#if rules}}<h3>Rules of the spec</h3>
<div class="scroll"><table><thead><tr><th scope="col">check</th><th scope="col">demands that</th><th scope="col">result</th><th scope="col">found</th></tr></thead>
<tbody>{{#each rules}}<tr><th scope="row" class="mono">{{check}}</th><td>{{demand}}</td><td><span class="tag {{outcome}}">{{outcome}}</span></td><td>{{found}}</td></tr>{{/each}}</tbody></table></div>{{/if}}
{{#each data}}<h3>{{title}}</h3>
<div class="scroll"><table class="columns"><thead><tr><th scope="col">column</th><th scope="col">type</th><th scope="col" class="num">missing</th><th scope="col" class="num">distinct</th><th scope="col" class="num">min</th><th scope="col" class="num">mean</th><th scope="col" class="num">max</th><th scope="col">values</th></tr></thead>
<tbody>{{#each columns}}<tr><th scope="row" class="mono">{{name}}</th><td>{{kind}}</td><td class="num">{{#if holes}}<span class="tag warning">{{missing}}</span>{{else}}{{missing}}{{/if}}</td><td class="num">{{distinct}}</td><td class="num">{{min}}</td><td class="num">{{mean}}</td><td class="num">{{max}}</td><td>{{{spark}}}</td></tr>{{/each}}</tbody></table></div>{{/each}}
{{#if files}}<div class="scroll"><table><thead><tr><th scope="col">file</th><th scope="col" class="num">size</th><th scope="col">fingerprint</th></tr></thead>
<tbody>{{#each files}}<tr><th scope="row">{{path}}</th><td class="num">{{bytes}}</td><td><code>{{hash}}</code></td></tr>{{/each}}</tbody></table></div>{{/if}}
<h3>How the values came about</h3>
<div class="scroll"><table><thead><tr><th scope="col">declaration</th><th scope="col">kind</th><th scope="col">reads</th><th scope="col">note of the author</th></tr></thead>
<tbody>{{#each lineage}}<tr><th scope="row" class="mono">{{name}}</th><td>{{kind}}</td><td class="mono">{{inputs}}</td><td>{{doc}}</td></tr>{{/each}}</tbody></table></div>
</section>
<section aria-labelledby="run">
<h2 id="run">Run</h2>
<dl class="facts">{{#each run}}<dt>{{label}}</dt><dd>{{value}}</dd>{{/each}}
{{#each published}}<dt>Published {{name}}</dt><dd>{{text}}</dd>{{/each}}</dl>
{{#if parameters}}<h3>Parameters of the spec</h3><dl class="facts">{{#each parameters}}<dt class="mono">{{name}}</dt><dd>{{value}}</dd>{{/each}}</dl>{{/if}}
</section>
</main>
<footer>Written by pipec. The figures are those of run {{runId}}; the same spec, data and seed give the same figures on the same machine.</footer>
</body>
</html>
`;

export const CHARTS_PARTIAL = `{{#if charts}}<div class="charts">{{#each charts}}
<figure class="{{#if wide}}wide{{/if}}"><h4>{{title}}</h4><figcaption>{{description}}</figcaption>{{{svg}}}</figure>
{{/each}}</div>{{/if}}`;
