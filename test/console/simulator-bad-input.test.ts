import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type AppProcess, startAppProcess } from './support/app-process.ts'
import { findChromium, launchChromium, NO_CHROMIUM, openPage } from './support/browser.ts'
import { createSimulator, fetchState, fetchThread } from './support/simulator.ts'

// What may go wrong around the page: lost answers, a server that restarts, huge input, moved clocks.

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

const leadTexts = async (phone: string) =>
  (await fetchThread(app.url, phone)).messages.filter(({ from }) => from === 'lead').map(({ text }) => text)

test('a message whose answer was lost on the way is not sent twice', options, async (t) => {
  const phone = '5581999990201'
  const { page, simulator, context } = await open('Marlene Duarte', phone)
  t.after(() => context.close())
  await simulator.say('oi')
  let lost = 0
  await page.route('**/sandbox/leads/*/messages*', async (route) => {
    if (lost++ > 0) return route.continue()
    await route.fetch() // the server has it; the page never hears so
    await route.abort('connectionreset')
  })

  await simulator.type('me chamo Marlene')
  await simulator
    .own('me chamo Marlene')
    .getByRole('img', { name: /enviada|entregue|lida/ })
    .waitFor()

  assert.equal(lost, 1, 'it was looked for, and found, before a second attempt')
  assert.deepEqual(await leadTexts(phone), ['oi', 'me chamo Marlene'])
  assert.equal(await simulator.own('me chamo Marlene').count(), 1)
})

test('the page survives the server’s restart: what was typed meanwhile arrives, in order, once', options, async (t) => {
  const phone = '5581999990202'
  const { page, simulator, context } = await open('Otávio Lins', phone)
  t.after(() => context.close())
  await simulator.say('bom dia')

  await app.kill()
  await page.getByTestId('live').getByText('Reconectando').waitFor()
  await simulator.type('me chamo Otávio')
  await simulator.type('moro em Olinda')
  await page.getByTestId('offline').getByText('2 mensagens esperam').waitFor()
  await page.reload().catch(() => {}) // nobody there to serve the page
  await app.start()
  // Chromium loads what it could not reach again by itself, and may get there first
  await page.goto(app.url).catch((error: Error) => assert.match(error.message, /interrupted by another navigation/))

  await page.getByTestId('live').getByText('Ao vivo').waitFor({ timeout: 30_000 })
  await simulator
    .own('moro em Olinda')
    .getByRole('img', { name: /enviada|entregue|lida/ })
    .waitFor({ timeout: 30_000 })
  assert.deepEqual(await leadTexts(phone), ['bom dia', 'me chamo Otávio', 'moro em Olinda'])
})

test('without a network messages wait on the page and leave when it is back', options, async (t) => {
  const phone = '5581999990203'
  const { page, simulator, context } = await open('Socorro Freire', phone)
  t.after(() => context.close())
  await simulator.say('oi')

  await context.setOffline(true)
  await simulator.type('me chamo Socorro')
  await simulator.own('me chamo Socorro').getByText('Aguardando conexão').waitFor()
  await context.setOffline(false)

  await simulator
    .own('me chamo Socorro')
    .getByRole('img', { name: /enviada|entregue|lida/ })
    .waitFor({ timeout: 20_000 })
  assert.deepEqual(await leadTexts(phone), ['oi', 'me chamo Socorro'])
  await page.getByTestId('live').getByText('Ao vivo').waitFor()
})

test('a 20 MB photo is sent with its caption and stays on screen', options, async (t) => {
  const phone = '5581999990204'
  const { page, simulator, context } = await open('Dário Pontes', phone)
  t.after(() => context.close())

  await page
    .getByTestId('photo-input')
    .setInputFiles({ name: 'conta.jpg', mimeType: 'image/jpeg', buffer: bigPhoto(20 * 1024 * 1024) })
  await page.getByLabel('Legenda (opcional)').fill('minha conta')
  await page.getByRole('button', { name: 'Enviar', exact: true }).last().click()

  await simulator
    .own('minha conta')
    .getByRole('img', { name: /enviada|entregue|lida/ })
    .waitFor({ timeout: 60_000 })
  const [photo] = (await fetchThread(app.url, phone)).messages
  assert.match(photo?.mediaType ?? '', /^image/)
  await simulator.answersAfter(0)
})

test('a paste of 20,000 characters is sent whole and shown folded', options, async (t) => {
  const phone = '5581999990205'
  const { page, simulator, context } = await open('Célia Andrade', phone)
  t.after(() => context.close())
  const text = `${'energia solar é bom demais, quero saber mais. '.repeat(500).slice(0, 19_990)} fim.`

  await simulator.field.focus()
  await page.keyboard.insertText(text) // as a paste: one input event with all of it
  await simulator.field.press('Enter')

  const bubble = simulator.own('energia solar é bom').first()
  await bubble.getByRole('button', { name: 'Ler mais' }).waitFor()
  await bubble.getByRole('img', { name: /enviada|entregue|lida/ }).waitFor()
  assert.deepEqual(await leadTexts(phone), [text])
  await bubble.getByRole('button', { name: 'Ler mais' }).click()
  await bubble.getByText(/ fim\.$/).waitFor()
  assert.equal(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth'), false)
})

test('a voice note recorded on the page arrives as audio', options, async (t) => {
  const phone = '5581999990206'
  const { page, simulator, context } = await open('Joaquim Nunes', phone)
  t.after(() => context.close())

  await page.getByRole('button', { name: 'Gravar áudio' }).click()
  await page.getByText('Gravando').waitFor()
  await page.getByText('0:01', { exact: true }).waitFor() // shortly after midnight the clocks say 00:01
  await page.getByRole('button', { name: 'Enviar o áudio' }).click()

  await page.getByRole('button', { name: 'Ouvir o áudio' }).waitFor()
  await simulator.answersAfter(0)
  assert.match((await fetchThread(app.url, phone)).messages[0]?.mediaType ?? '', /audio|ptt/)
})

test('a follow-up comes when the clock is moved past it', options, async (t) => {
  const phone = '5581999990207'
  const { page, simulator, context } = await open('Rosângela Melo', phone)
  t.after(() => context.close())
  await simulator.say('oi')
  const before = await simulator.answers().count()
  await simulator.showTab('Agenda')
  await page.getByRole('button', { name: /Até a retomada/ }).click()

  await simulator.answersAfter(before)
  const { followUps } = await fetchState(app.url, phone)
  assert.equal(followUps.filter(({ status }) => status === 'sent').length, 1)
  await page.locator('[data-planned=sent]').waitFor()
})

/** A real JPEG of one pixel, padded with a comment-like tail to the size asked for. */
function bigPhoto(bytes: number): Buffer {
  const pixel = Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
    'base64',
  )
  return Buffer.concat([pixel, Buffer.alloc(bytes - pixel.length)])
}
