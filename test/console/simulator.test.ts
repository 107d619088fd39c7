import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type AppProcess, startAppProcess } from './support/app-process.ts'
import { findChromium, launchChromium, NO_CHROMIUM, openPage } from './support/browser.ts'
import { createSimulator, fetchState, fetchThread, sellToBooking } from './support/simulator.ts'

// The page against the real program, embedded database and emulators included; one program for all tests of this file.

const chromium = findChromium()
const options = { skip: chromium ? false : NO_CHROMIUM, timeout: 180_000 }
let app: AppProcess
let browser: Browser

before(
  async () => {
    if (!chromium) return
    app = await startAppProcess()
    browser = await launchChromium(chromium)
  },
  { timeout: 120_000 },
)

after(async () => {
  await browser?.close()
  await app?.destroy()
})

async function open(name: string, phone: string, screen = {}) {
  const opened = await openPage(browser, app.url, screen)
  const simulator = createSimulator(opened.page)
  await simulator.openLead(name, phone)
  return { ...opened, simulator }
}

test('a whole sale to the booking by typing and clicking', options, async (t) => {
  const phone = '5581999990101'
  const { page, simulator, context, complaints } = await open('Célia Andrade', phone)
  t.after(() => context.close())

  await page.getByRole('button', { name: 'oi, vi o anúncio de vocês' }).waitFor()
  await sellToBooking(simulator, app.url, phone)

  await page.locator('[data-stage=scheduled]').waitFor()
  await page
    .locator('[data-fact=billBrl]')
    .getByText(/R\$\s700 por mês/)
    .waitFor()
  await page.locator('[data-fact=city]').getByText('Recife').first().waitFor()
  await simulator
    .own('Célia')
    .first()
    .getByRole('img', { name: /entregue|lida/ })
    .waitFor()

  await simulator.showTab('Agenda')
  await page.locator('[data-booking=confirmed]').waitFor()
  await simulator.showTab('Kommo')
  await page.getByTestId('kommo-status').getByText('Reunião agendada').waitFor()
  await simulator.showTab('Decisões')
  assert.ok((await page.locator('[data-turn=committed]').count()) >= 5)
  assert.deepEqual(complaints, [])
})

test('an answer from the attendant’s phone takes the conversation over', options, async (t) => {
  const phone = '5581999990102'
  const { page, simulator, context } = await open('Joaquim Nunes', phone)
  t.after(() => context.close())
  await simulator.say('boa tarde')

  await page.getByLabel('Responder a Joaquim Nunes como atendente').fill('oi Joaquim, aqui é o Leonardo')
  await page.getByRole('button', { name: 'Enviar do celular' }).click()
  await page.locator('[data-author=attendant]').getByText('aqui é o Leonardo').waitFor()
  await page.getByText('o atendente assumiu').first().waitFor()
  const before = await simulator.answers().count()
  await simulator.type('oi Leonardo, tudo certo')

  await simulator.showTab('Decisões')
  await page.locator('[data-turn=silent]').first().waitFor()
  assert.equal(await simulator.answers().count(), before, 'the agent said nothing more')
})

test('a burst while the agent answers is answered once, with all of it', options, async (t) => {
  const phone = '5581999990103'
  const { simulator, context } = await open('Rosângela Melo', phone)
  t.after(() => context.close())
  await simulator.say('oi')

  const before = await simulator.answers().count()
  for (const piece of ['me chamo Rosângela', 'minha conta', 'vem', 'uns 800']) await simulator.type(piece)
  await simulator.answersAfter(before)

  const { lead } = await fetchState(app.url, phone)
  assert.equal(lead?.facts.billBrl?.value, 800)
  const sent = (await fetchThread(app.url, phone)).messages.filter(({ from }) => from === 'lead')
  assert.deepEqual(
    sent.map(({ text }) => text),
    ['oi', 'me chamo Rosângela', 'minha conta', 'vem', 'uns 800'],
  )
})

test('reply, reaction, edit and delete reach the conversation', options, async (t) => {
  const phone = '5581999990104'
  const { page, simulator, context } = await open('Ítalo Barros', phone)
  t.after(() => context.close())
  await simulator.say('olá')
  const menuOf = async (bubble: ReturnType<typeof simulator.own>, item: string | RegExp) => {
    await bubble.first().hover()
    await bubble.first().getByRole('button', { name: 'Opções da mensagem' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  await menuOf(simulator.answers(), 'Reagir com 👍')
  await simulator.answers().first().getByText('👍').waitFor()
  await menuOf(simulator.answers(), 'Responder')
  await simulator.say('respondendo a isso')
  await menuOf(simulator.own('respondendo a isso'), 'Editar')
  await simulator.field.fill('meu nome é Ítalo')
  await page.getByRole('button', { name: 'Salvar a edição' }).click()
  await simulator.own('meu nome é Ítalo').getByText('Editada').waitFor()
  await menuOf(simulator.own('olá'), 'Apagar para todos')
  await page.getByText('Você apagou esta mensagem').waitFor()

  const { messages } = await fetchThread(app.url, phone)
  const edited = messages.find(({ text }) => text === 'meu nome é Ítalo')
  assert.ok(edited?.edited && edited.quotedId, 'edited, and still a reply')
  assert.ok(messages[0]?.deleted)
  assert.deepEqual(
    messages.find(({ from }) => from === 'company')?.reactions?.map(({ emoji }) => emoji),
    ['👍'],
  )
})
