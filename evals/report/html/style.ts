import { trusted } from './html.ts'

/** The report's only style sheet; the chat looks like the one leads know. */
export const STYLE = trusted(`
:root { color-scheme: light dark; --ink: #1d2730; --soft: #65727d; --line: #dfe5e9; --page: #f4f6f7; --card: #fff; --sun: #e8a400;
  --good: #1a7f4b; --bad: #c0392b; --good-soft: #e2f4ea; --bad-soft: #fbe6e3; --chat: #efe7dd; --mine: #d9fdd3; --theirs: #fff; --bubble-ink: #111b21; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ec; --soft: #93a1ab; --line: #2c3840; --page: #10171b; --card: #182229;
  --good: #4cc38a; --bad: #ff7b6b; --good-soft: #12352a; --bad-soft: #43201c; --chat: #0b141a; --mine: #005c4b; --theirs: #202c33; --bubble-ink: #e9edef; } }
* { box-sizing: border-box } body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 80px } h1 { font-size: 26px; margin: 0 } h1 span { color: var(--sun) }
h2 { font-size: 17px; margin: 34px 0 10px } .lede { color: var(--soft); margin: 4px 0 20px }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); gap: 12px }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px }
.figure b { display: block; font-size: 23px; line-height: 1.25; font-variant-numeric: tabular-nums } .figure small { color: var(--soft) }
.figure.good b { color: var(--good) } .figure.bad b { color: var(--bad) }
.note { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--sun); border-radius: 8px; padding: 10px 14px; margin: 14px 0 }
.note.bad { border-left-color: var(--bad) } .note ul { margin: 4px 0; padding-left: 20px }
.power { display: flex; align-items: flex-end; gap: 6px; height: 90px; margin: 8px 0 22px } .power div { flex: 1; max-width: 64px; background: var(--sun); border-radius: 4px 4px 0 0; min-height: 2px; position: relative }
.power span { position: absolute; top: -20px; width: 100%; text-align: center; font-size: 12px } .power i { position: absolute; bottom: -21px; width: 100%; text-align: center; font-size: 12px; color: var(--soft); font-style: normal }
.tools { display: flex; gap: 10px; flex-wrap: wrap; margin: 8px 0 12px } .tools input { flex: 1; min-width: 200px } .tools input, .tools select { font: inherit; padding: 7px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit }
details.case { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 8px 0 } details.case[hidden] { display: none }
details.case > summary { display: grid; grid-template-columns: 22px minmax(200px, 1fr) auto auto; gap: 12px; align-items: center; padding: 9px 14px; cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none } summary .purpose { color: var(--soft); font-size: 13px; display: block } .id { font-weight: 600 }
.mark { font-weight: 700; text-align: center } .pass .mark, .ok { color: var(--good) } .fail .mark, .no { color: var(--bad) }
.dots { display: flex; gap: 3px } .dots i { width: 9px; height: 9px; border-radius: 50%; background: var(--good) } .dots i.no { background: var(--bad) }
.outcome { color: var(--soft); font-size: 13px; text-align: right } .body { border-top: 1px solid var(--line); padding: 6px 14px 16px }
.run { margin-top: 10px } .run > summary { cursor: pointer; padding: 4px 0; color: var(--soft) } .run > summary b { color: var(--ink) }
.split { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 18px } @media (max-width: 820px) { .split { grid-template-columns: 1fr } }
.findings { margin: 6px 0 10px; padding: 0; list-style: none } .findings li { background: var(--bad-soft); border-radius: 6px; padding: 5px 10px; margin: 4px 0; font-size: 13.5px; white-space: pre-line } .findings code { font-weight: 600; margin-right: 6px }
.chat { background: var(--chat); border-radius: 10px; padding: 14px; display: flex; flex-direction: column; gap: 3px; color: var(--bubble-ink) }
.bubble { max-width: 76%; padding: 6px 9px 4px; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 14.2px; line-height: 1.36; box-shadow: 0 1px .5px rgb(11 20 26 / 13%) }
.bubble small { display: block; text-align: right; font-size: 11px; opacity: .6; margin-top: 1px } .lead { align-self: flex-start; background: var(--theirs) }
.agent, .attendant { align-self: flex-end; background: var(--mine) } .attendant { outline: 2px solid var(--sun) } .unsent { opacity: .55; text-decoration: line-through }
.turn-gap { margin-top: 8px } .flagged { outline: 2px solid var(--bad) } .day, .event { align-self: center; font-size: 12px; background: rgb(127 140 150 / 20%); border-radius: 7px; padding: 3px 10px; margin: 7px 0 4px }
.asks { font-size: 11px; align-self: flex-end; opacity: .6; margin-bottom: 2px } aside h4 { margin: 8px 0 4px; font-size: 13px; color: var(--soft); font-weight: 600 }
.timeline { list-style: none; margin: 0; padding: 0 0 0 12px; border-left: 2px solid var(--line); font-size: 13px } .timeline li { padding: 2px 0; position: relative } .timeline li::before { content: ""; position: absolute; left: -17px; top: 9px; width: 8px; height: 8px; border-radius: 50%; background: var(--sun) }
.timeline time { color: var(--soft); margin-right: 6px; font-variant-numeric: tabular-nums } .timeline s { color: var(--soft) } .stage { font-weight: 600 } dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; font-size: 13px; margin: 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: 14px } td, th { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line) } footer { margin-top: 40px; color: var(--soft); font-size: 13px }
`)

/** Finds and filters cases; the report reads well without it. */
export const SCRIPT = trusted(`
const cases = [...document.querySelectorAll('details.case')]
const text = document.querySelector('#text'), show = document.querySelector('#show')
function filter() {
  const wanted = text.value.toLowerCase()
  for (const one of cases) {
    const fits = one.dataset.words.includes(wanted)
    one.hidden = !fits || (show.value !== 'all' && !one.classList.contains(show.value))
  }
}
text.addEventListener('input', filter); show.addEventListener('change', filter)
`)
