import type { ReportFact, ReportLine, ReportRun } from '../report-types.ts'
import { type Html, html } from './html.ts'

/** One conversation: what was wrong, the chat, and how the facts came. */
export function runSection(run: ReportRun, open: boolean, zone: string): Html {
  const word = run.passed ? html`<b class="ok">passed</b>` : html`<b class="no">failed</b>`
  const reason = run.reason ? ` (${run.reason})` : ''
  return html`<details class="run"${open ? html` open` : ''}>
    <summary>${word} · conversation ${run.trial + 1} · ${run.outcome}${reason} · ${run.leadBatches} lead turns · ${run.bubbles} bubbles · ${run.ms} ms · ended: ${run.ending.replaceAll('_', ' ')}</summary>
    ${findings(run)}
    <div class="split">${chat(run, zone)}<aside>${timeline(run.learned, zone)}</aside></div>
  </details>`
}

function findings({ findings: found }: ReportRun): Html | null {
  if (found.length === 0) return null
  return html`<ul class="findings">${found.map(({ kind, code, message }) => html`<li><code>${kind === 'expectation' ? 'expected' : code}</code>${message}</li>`)}</ul>`
}

function chat(run: ReportRun, zone: string): Html {
  const flagged = new Set(run.findings.flatMap(({ turnId }) => turnId ?? []))
  let day = ''
  let speaker = ''
  return html`<div class="chat">${run.transcript.map((line) => {
    const local = Temporal.Instant.from(line.at).toZonedDateTimeISO(zone)
    const lineDay = local.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
    const newDay = lineDay === day ? null : html`<div class="day">${lineDay}</div>`
    const gap = speaker !== line.from
    day = lineDay
    speaker = line.from
    return html`${newDay}${bubble(line, local, gap, line.turnId !== undefined && flagged.has(line.turnId))}`
  })}</div>`
}

function bubble(line: ReportLine, local: Temporal.ZonedDateTime, gap: boolean, flagged: boolean): Html {
  if (line.from === 'event') return html`<div class="event">${line.text}</div>`
  const classes = ['bubble', line.from, gap ? 'turn-gap' : '', flagged ? 'flagged' : '', line.status ? 'unsent' : '']
    .filter(Boolean)
    .join(' ')
  const clock = local.toLocaleString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const label = [
    line.from === 'attendant' ? 'attendant' : '',
    line.purpose && line.purpose !== 'turn' ? line.purpose.replace('_', '-') : '',
    line.status ?? '',
    clock,
  ]
    .filter(Boolean)
    .join(' · ')
  return html`<div class="${classes}">${line.text}<small>${label}</small></div>${line.asks ? html`<span class="asks">asks ${line.asks}</span>` : null}`
}

function timeline(learned: ReportFact[], zone: string): Html | null {
  if (learned.length === 0) return null
  return html`<h4>What became known</h4><ol class="timeline">${learned.map((entry) => {
    const clock = Temporal.Instant.from(entry.at)
      .toZonedDateTimeISO(zone)
      .toLocaleString('en-GB', { hour: '2-digit', minute: '2-digit' })
    const before = entry.before === undefined ? null : html`<s>${entry.before}</s> `
    return html`<li class="${entry.fact === 'stage' ? 'stage' : 'fact'}"><time>${clock}</time>${entry.fact}: ${before}${entry.value}</li>`
  })}</ol>`
}
