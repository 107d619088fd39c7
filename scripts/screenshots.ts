// `npm run screenshots`: the simulator page at the sizes people have, light and dark, in the middle of a real sale → docs/screenshots/*.png.
// It starts the program by itself, on a free port with data of its own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type AppProcess, startAppProcess } from '#test/console/support/app-process.ts'
import { findChromium, launchChromium, NO_CHROMIUM, openPage } from '#test/console/support/browser.ts'
import { createSimulator, sellToBooking } from '#test/console/support/simulator.ts'
import { projectRoot } from '#test/support/source-files.ts'

const folder = join(projectRoot, 'docs', 'screenshots')
const CELIA = '5581999990001'
const JOAQUIM = '5581999990002'
const OLGA = '5581999990003'
const BILL = join(projectRoot, 'evals', 'bills', 'casa-olinda.pdf')
const SIZES = [
  { name: '390', width: 390, height: 844 },
  { name: '1280', width: 1280, height: 800 },
]

const chromium = findChromium()
if (chromium) await takeAll(chromium)
else {
  console.error(NO_CHROMIUM)
  process.exitCode = 1
}

async function takeAll(executablePath: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const app = await startAppProcess()
  const browser = await launchChromium(executablePath)
  try {
    await playSales(browser, app)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const size of SIZES) await takeOne(browser, app, { ...size, colorScheme })
  } finally {
    await browser.close()
    await app.destroy()
  }
}

/** One lead booked, one in the middle, one with a bill, so that the pictures have something to show. */
async function playSales(browser: Browser, app: AppProcess): Promise<void> {
  const { page, context } = await openPage(browser, app.url)
  const simulator = createSimulator(page)
  await simulator.openLead('Célia Andrade', CELIA)
  await sellToBooking(simulator, app.url, CELIA)
  await simulator.openLead('Joaquim Nunes', JOAQUIM)
  await simulator.say('boa tarde, como funciona?')
  await simulator.openLead('Olga Freire', OLGA)
  await simulator.say('oi, sou a Olga')
  const before = await simulator.answers().count()
  await page.getByTestId('document-input').setInputFiles(BILL)
  await page.getByRole('button', { name: 'Enviar', exact: true }).last().click()
  await simulator.answersAfter(before)
  await context.close()
}

interface Size {
  name: string
  width: number
  height: number
  colorScheme: 'light' | 'dark'
}

async function takeOne(browser: Browser, app: AppProcess, { name, ...screen }: Size): Promise<void> {
  const { page, context } = await openPage(browser, app.url, screen)
  const take = (view: string) => save(page, `${view}-${name}-${screen.colorScheme}`)
  await page.getByRole('button', { name: 'Célia Andrade', exact: true }).click()
  await page.locator('[data-from=company]').last().waitFor()
  await take('conversa')
  if (screen.width < 1024) await page.getByRole('navigation').getByRole('button', { name: 'Ficha' }).click()
  await take('ficha')
  for (const tab of ['Decisões', 'Agenda', 'Kommo'] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await take(tab.toLowerCase().replace('õ', 'o'))
  }
  if (screen.width < 1024) {
    await page.getByRole('navigation').getByRole('button', { name: 'Controles' }).click()
    await take('controles')
  } else {
    await page.getByRole('tab', { name: 'Ficha' }).click()
    await page.getByRole('button', { name: 'Abrir Joaquim Nunes ao lado' }).click()
    await page.getByRole('heading', { name: 'Joaquim Nunes' }).waitFor()
    await take('lado-a-lado')
  }
  if (screen.width < 1024) await page.getByRole('navigation').getByRole('button', { name: 'Leads' }).click()
  await page.getByRole('button', { name: 'Olga Freire', exact: true }).click()
  await page.locator('[data-reading=bill]').waitFor()
  await take('conta')
  await context.close()
}

async function save(page: Page, file: string): Promise<void> {
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path: join(folder, `${file}.png`), animations: 'disabled' })
}
