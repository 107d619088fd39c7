import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { projectRoot } from '#test/support/source-files.ts'
import { type AppProcess, startAppProcess } from './support/app-process.ts'
import { findChromium, launchChromium, NO_CHROMIUM, openPage } from './support/browser.ts'
import { createSimulator } from './support/simulator.ts'

// The page itself: its weight, its first paint, keyboard and screen reader, small screens.

const MAX_BUNDLE_BYTES = 300_000
const MAX_FIRST_PAINT_MS = 1000
const chromium = findChromium()
const options = { skip: chromium ? false : NO_CHROMIUM, timeout: 120_000 }
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

test('scripts and styles weigh less than 300 kB gzipped', () => {
  const folder = join(projectRoot, 'src/console/dist/assets')
  assert.ok(existsSync(folder), 'the console is built by `npm run bootstrap`')
  const files = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name))
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0)

  assert.ok(files.length >= 2 && bytes < MAX_BUNDLE_BYTES, `${bytes} bytes`)
})

test('the page paints within a second and asks nobody else for anything', options, async (t) => {
  const warm = await openPage(browser, app.url) // the server's and the browser's own start is not the page's
  await warm.context.close()
  const { page, context, complaints } = await openPage(browser, app.url)
  t.after(() => context.close())
  const strangers: string[] = []
  page.on('request', (request) => request.url().startsWith(app.url) || strangers.push(request.url()))
  await page.reload()
  await page.getByRole('heading', { name: /Girassol/ }).waitFor()

  const paints = await page.evaluate<number[]>(
    "performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)",
  )
  assert.ok((paints[0] ?? Number.POSITIVE_INFINITY) < MAX_FIRST_PAINT_MS, `first paint after ${paints[0]} ms`)
  assert.deepEqual(strangers, [])
  assert.deepEqual(complaints, [])
})

test('a lead is made, written to and answered by keyboard alone, and answers are read aloud', options, async (t) => {
  const { page, context } = await openPage(browser, app.url)
  t.after(() => context.close())
  const simulator = createSimulator(page)
  await page.getByRole('button', { name: 'Novo lead' }).waitFor()

  await tabTo(page, 'Novo lead')
  await page.keyboard.press('Enter')
  await page.getByLabel('Nome no WhatsApp').and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await simulator.field.waitFor()
  await tabTo(page, 'Escreva como o lead')
  await page.keyboard.type('oi')
  await page.keyboard.press('Enter')
  await simulator.answersAfter(0)

  const spoken = await page.getByTestId('announcer').textContent()
  assert.match(spoken ?? '', /^\S+: .{10,}/)
  await page.keyboard.press('ArrowUp')
  await page.getByText('Editando a mensagem').waitFor()
  await page.keyboard.press('Escape')
  await tabTo(page, 'Ficha')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.getByRole('tab', { name: 'Decisões' }).getAttribute('aria-selected'), 'true')
})

test('every control has a name, and nothing overflows, at 390 and 1280 pixels', options, async (t) => {
  for (const width of [390, 1280]) {
    const { page, context } = await openPage(browser, app.url, { width, height: 844 })
    t.after(() => context.close())
    const simulator = createSimulator(page)
    await simulator.openLead('Célia Andrade', '5581999990301')
    const views = width < 1024 ? ['Leads', 'Conversa', 'Ficha', 'Controles'] : [null]
    for (const view of views) {
      if (view) await page.getByRole('navigation').getByRole('button', { name: view }).click()
      assert.deepEqual(await page.evaluate(NAMELESS), [], `${view} at ${width}`)
      assert.equal(
        await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
        false,
        `${view} at ${width}`,
      )
    }
  }
})

/** Visible controls that a screen reader would announce without a name. */
const NAMELESS = `[...document.querySelectorAll('button, a[href], input:not([hidden]), textarea, [role=tab]')]
  .filter((element) => element.checkVisibility())
  .filter((element) => !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length || element.title))
  .map((element) => element.outerHTML.slice(0, 120))`

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<string>(
      "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
    )
    if (focused.trim() === name) return
  }
  assert.fail(`the keyboard does not reach “${name}”`)
}
