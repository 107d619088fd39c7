import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { projectRoot } from '../support/source-files.ts'
import { type AppProcess, startAppProcess } from './support/app-process.ts'
import { findChromium, launchChromium, NO_CHROMIUM, openPage } from './support/browser.ts'
import { createSimulator, fetchThread } from './support/simulator.ts'

const BILL = join(projectRoot, 'evals', 'bills', 'casa-olinda.pdf')
const INTERNET = join(projectRoot, 'test', 'fixtures', 'bills', 'd15.pdf')
const VOICE = join(projectRoot, 'test', 'fixtures', 'audio', 'sim.ogg')

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

test(
  'a bill stands in the chat with what was read of it, each value with its place and how sure it is',
  options,
  async (t) => {
    const phone = '5581999990301'
    const { page, context, complaints } = await openPage(browser, app.url)
    t.after(() => context.close())
    const simulator = createSimulator(page)
    await simulator.openLead('Célia Andrade', phone)
    await simulator.say('oi')
    const send = async (testId: string, path: string) => {
      const before = await simulator.answers().count()
      await page.getByTestId(testId).setInputFiles(path)
      await page.getByRole('button', { name: 'Enviar', exact: true }).last().click()
      await simulator.answersAfter(before)
    }

    await send('document-input', BILL)
    const read = page.locator('[data-reading=bill]').first()
    await read.waitFor()
    const shown = (await read.textContent()) ?? ''
    assert.match(shown, /Total[\s\S]*R\$\s687,31[\s\S]*código de barras/)
    assert.match(shown, /Média de 12 meses[\s\S]*640 kWh[\s\S]*histórico/)
    assert.match(shown, /100 %/)
    await page.locator('[data-fact=city]').getByText('Olinda').first().waitFor()
    await page
      .locator('[data-fact=city]')
      .getByText(/conta lida/)
      .waitFor()

    await send('document-input', INTERNET)
    await page.locator('[data-reading=not_bill]').getByText('Parece uma conta de telefone ou internet').waitFor()

    const sent = (await fetchThread(app.url, phone)).messages.find(({ mediaUrl }) => mediaUrl)
    const file = await fetch(`${app.url}${sent?.mediaUrl}`)
    assert.equal(file.headers.get('content-type'), 'application/pdf')
    assert.equal(file.headers.get('content-security-policy'), 'sandbox')
    assert.deepEqual(complaints, [])
  },
)

test('a voice note nobody can listen to says so beside it', options, async (t) => {
  const { page, context } = await openPage(browser, app.url)
  t.after(() => context.close())
  const simulator = createSimulator(page)
  await simulator.openLead('Rui Bastos', '5581999990302')
  await simulator.say('oi')
  const before = await simulator.answers().count()
  await page.getByTestId('document-input').setInputFiles(VOICE)
  await page.getByRole('button', { name: 'Enviar', exact: true }).last().click()
  const answer = await simulator.answersAfter(before)

  await page.locator('[data-reading=not_heard]').getByText('Sem transcrição de voz configurada').waitFor()
  assert.match(answer.join('\n'), /não consegui ouvir/i)
})
