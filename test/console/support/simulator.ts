import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { LeadState, Thread } from '#src/console/api/schema.ts'

/** How long the agent may take for a turn on a machine shared with other tests. */
const TURN_TIMEOUT_MS = 30_000
/** A turn may have several bubbles: it is over when nothing new came and nobody typed for this long. */
const QUIET_MS = 450
const POLL_MS = 60

/** The page as someone uses it: by what it shows and by its accessible names. */
export function createSimulator(page: Page) {
  const field = page.getByLabel('Escreva como o lead')
  const own = (text: string) => page.locator('[data-from=lead]').filter({ hasText: text })

  async function openLead(name: string, phone: string) {
    await page.getByRole('button', { name: 'Novo lead' }).click()
    await page.getByLabel('Nome no WhatsApp').fill(name)
    await page.getByLabel('Telefone com DDD').fill(phone)
    await page.getByRole('button', { name: 'Abrir conversa' }).click()
    await field.waitFor()
  }

  async function type(text: string) {
    await field.fill(text)
    await field.press('Enter')
  }

  /** Says something and waits for the whole answer; returns the answer's bubbles. */
  async function say(text: string): Promise<string[]> {
    const before = await answers().count()
    await type(text)
    return answersAfter(before)
  }

  const answers = () => page.locator('[data-from=company]')

  /** Waits until there are more than `before` bubbles and nothing has changed for a while. */
  async function untilQuiet(before: number) {
    const typing = page.getByTestId('typing')
    const until = performance.now() + TURN_TIMEOUT_MS
    let last = { mark: '', since: 0 }
    while (performance.now() < until) {
      const [count, busy] = [await answers().count(), (await typing.count()) > 0]
      const mark = `${count} ${busy}`
      if (mark !== last.mark) last = { mark, since: performance.now() }
      if (count > before && !busy && performance.now() - last.since > QUIET_MS) return
      await page.waitForTimeout(POLL_MS)
    }
    assert.fail(`no whole answer within ${TURN_TIMEOUT_MS} ms`)
  }

  async function answersAfter(before: number): Promise<string[]> {
    await untilQuiet(before)
    return (await answers().locator('p.whitespace-pre-wrap').allInnerTexts()).slice(before)
  }

  async function showTab(name: 'Ficha' | 'Decisões' | 'Agenda' | 'Kommo') {
    await page.getByRole('tab', { name }).click()
  }

  return { page, field, own, answers, openLead, type, say, answersAfter, showTab }
}
export type Simulator = ReturnType<typeof createSimulator>

/** What the server knows of a lead: the truth the page is compared with. */
export async function fetchState(url: string, phone: string) {
  return LeadState.parse(await (await fetch(`${url}/sandbox/leads/${phone}/state`)).json())
}

export async function fetchThread(url: string, phone: string) {
  return Thread.parse(await (await fetch(`${url}/sandbox/leads/${phone}/thread`)).json())
}

/** A good lead's answers, by the fact asked. */
const ANSWERS: Record<string, string> = {
  name: 'Célia',
  billBrl: 'vem uns 700 reais',
  consumptionKwh: 'não sei',
  city: 'Recife',
  state: 'Pernambuco',
  propertyKind: 'é uma casa',
  ownsProperty: 'sim, é minha',
  hasSolar: 'não tenho',
  competitorContract: 'não, nenhum contrato',
  decisionMaker: 'sim, sou eu que decido',
  exact_bill: '700',
  slots: '1',
  confirmation: 'sim',
}

/** Types a whole sale until the page shows a booked meeting. */
export async function sellToBooking(simulator: Simulator, url: string, phone: string): Promise<void> {
  await simulator.say('oi, vi o anúncio de vocês')
  for (let turn = 0; turn < 16; turn++) {
    const { lead, turns } = await fetchState(url, phone)
    if (lead?.stage === 'scheduled') return
    const asked = turns.find((one) => one.status === 'committed')?.asks
    const answer = asked && ANSWERS[asked]
    assert.ok(answer, `the agent asked for ${asked}, which this lead has no answer to`)
    await simulator.say(answer)
  }
  assert.fail('no meeting was booked in 16 turns')
}
