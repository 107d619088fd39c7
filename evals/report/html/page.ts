import { type Comparison, isRegression } from '../baseline.ts'
import type { Report, ReportCase } from '../report-types.ts'
import { type Summary, summarise } from '../summary.ts'
import { type Html, html } from './html.ts'
import { runSection } from './run-section.ts'
import { SCRIPT, STYLE } from './style.ts'

/** Conversations of a case that are written out: every failed one, and one that passed, to read how it goes. */
const PASSED_SHOWN = 1

/** The whole report as one file that needs nothing else. `zone` is the zone times are shown in. */
export function renderReport(report: Report, comparison: Comparison | null, zone = 'America/Recife'): string {
  const summary = summarise(report)
  const failed = report.cases.filter((reported) => !reported.runs.every(({ passed }) => passed))
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Girassol evals: ${summary.passedRuns} of ${summary.runs} passed</title><style>${STYLE}</style></head><body><main>
<h1><span>✺</span> Girassol evals</h1>
<p class="lede">${summary.cases} cases × ${report.k} · seed ${report.seed} · chain ${report.chain} · ${report.startedAt.slice(0, 16).replace('T', ' ')} UTC · ${(report.ms / 1000).toFixed(0)} s</p>
${report.complete ? null : html`<p class="note bad">Stopped early: only what was done so far.</p>`}
${figures(summary)}
${comparison ? comparisonNote(comparison) : null}
${report.k > 1 ? html`<h2>All of k conversations pass</h2>${power(summary)}` : null}
${violationTable(summary)}
<h2>Cases${failed.length > 0 ? `: ${failed.length} with failures first` : ''}</h2>
<div class="tools"><input id="text" type="search" placeholder="find a case, a word, a finding" aria-label="find"><select id="show" aria-label="show"><option value="all">all cases</option><option value="fail">failed</option><option value="changed">changed since the baseline</option></select></div>
${[...failed, ...report.cases.filter((reported) => !failed.includes(reported))].map((reported) => caseSection(reported, comparison, zone))}
<footer>Transcripts are simulated; people, phones and addresses are invented. Bubbles outlined in red belong to a finding.</footer>
</main><script>${SCRIPT}</script></body></html>`
  return page.markup
}

function figures(summary: Summary): Html {
  const violations = Object.values(summary.violations).reduce((total, count) => total + count, 0)
  return html`<div class="figures">
    ${figure(percent(summary.passPower[0] ?? 0), `pass^1: ${summary.passedRuns} of ${summary.runs} conversations`, summary.passPower[0] === 1)}
    ${summary.passPower.length > 1 ? figure(percent(summary.passPower.at(-1) ?? 0), `pass^${summary.passPower.length}`, summary.passPower.at(-1) === 1) : null}
    ${figure(percent(summary.factsAccuracy), 'facts as expected', summary.factsAccuracy === 1)}
    ${figure(percent(summary.heardAccuracy), 'told facts understood', summary.heardAccuracy > 0.99)}
    ${figure(String(violations), 'violations', violations === 0)}
    ${figure(String(summary.repeatedQuestions), 'repeated questions', summary.repeatedQuestions === 0)}
    ${figure(summary.batchesToBooking === null ? '–' : String(summary.batchesToBooking), 'lead turns to a booking, median')}
    ${figure(`US$ ${summary.costUsd.toFixed(2)}`, `${summary.modelCalls} model calls`)}
  </div>`
}

function figure(value: string, label: string, good?: boolean): Html {
  return html`<div class="figure ${good === undefined ? '' : good ? 'good' : 'bad'}"><b>${value}</b><small>${label}</small></div>`
}

function comparisonNote(comparison: Comparison): Html {
  const { baseline, better, worse, added, removed, fallen } = comparison
  return html`<div class="note ${isRegression(comparison) ? 'bad' : ''}">Against the baseline of ${baseline.startedAt.slice(0, 16)}: ${better.length} better, ${worse.length} worse, ${added.length} new, ${removed.length} not run.
    <ul>${fallen.map((text) => html`<li class="no">${text}</li>`)}
    ${worse.map(({ id, before, after, violationsBefore, violationsAfter }) => html`<li><a href="#${id}">${id}</a>: <span class="no">${percent(before)} → ${percent(after)}</span>${violationsAfter > violationsBefore ? `, violations ${violationsBefore.toFixed(2)} → ${violationsAfter.toFixed(2)}` : ''}</li>`)}
    ${better.map(({ id, before, after }) => html`<li><a href="#${id}">${id}</a>: <span class="ok">${percent(before)} → ${percent(after)}</span></li>`)}</ul></div>`
}

function power({ passPower }: Summary): Html {
  return html`<div class="power">${passPower.map((share, i) => html`<div style="height:${Math.round(share * 100)}%"><span>${percent(share)}</span><i>k=${i + 1}</i></div>`)}</div>`
}

function violationTable({ violations }: Summary): Html | null {
  const rows = Object.entries(violations).toSorted((one, other) => other[1] - one[1])
  if (rows.length === 0) return null
  return html`<h2>Violations by kind</h2><table>${rows.map(([code, count]) => html`<tr><td><code>${code}</code></td><td>${count}</td></tr>`)}</table>`
}

function caseSection(reported: ReportCase, comparison: Comparison | null, zone: string): Html {
  const passed = reported.runs.filter((run) => run.passed)
  const failed = reported.runs.filter((run) => !run.passed)
  const change = [...(comparison?.worse ?? []), ...(comparison?.better ?? [])].find(({ id }) => id === reported.id)
  const isNew = comparison?.added.includes(reported.id) ?? false
  const outcomes = [...new Set(reported.runs.map(({ outcome }) => outcome))].join(', ')
  const words = [
    reported.id,
    reported.purpose,
    ...failed.flatMap(({ findings }) => findings.map(({ code, message }) => `${code} ${message}`)),
  ].join(' ')
  const classes = `case ${failed.length > 0 ? 'fail' : 'pass'} ${change || isNew ? 'changed' : ''}`
  return html`<details class="${classes}" id="${reported.id}" data-words="${words.toLowerCase()}">
    <summary><span class="mark">${failed.length > 0 ? '✗' : '✓'}</span>
      <span><span class="id">${reported.id}</span>${isNew ? ' (new)' : ''}<span class="purpose">${reported.purpose}</span></span>
      <span class="dots">${reported.runs.map((run) => html`<i class="${run.passed ? 'yes' : 'no'}" title="conversation ${run.trial + 1}"></i>`)}</span>
      <span class="outcome">${outcomes}${change ? html`<br>${percent(change.before)} → ${percent(change.after)}` : null}</span></summary>
    <div class="body"><dl><dt>file</dt><dd>${reported.path}</dd><dt>style</dt><dd>${reported.style}</dd><dt>expects</dt><dd>${reported.expected}</dd>
      ${reported.judged.length > 0 ? html`<dt>for a judge</dt><dd>${reported.judged.join(' · ')}</dd>` : null}</dl>
      ${failed.map((run, i) => runSection(run, i === 0, zone))}
      ${passed.slice(0, PASSED_SHOWN).map((run) => runSection(run, failed.length === 0, zone))}
      ${passed.length > PASSED_SHOWN ? html`<p class="lede">… and ${passed.length - PASSED_SHOWN} more that passed.</p>` : null}
    </div></details>`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`
}
