import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
]

/** Where a Chromium is installed, or null; `CHROMIUM_PATH` goes first. */
export function findChromium(): string | null {
  const chosen = process.env.CHROMIUM_PATH
  return [...(chosen ? [chosen] : []), ...PLACES].find((path) => existsSync(path)) ?? null
}

export const NO_CHROMIUM =
  'no Chromium found: install it (apt-get install chromium) or set CHROMIUM_PATH; the simulator page is NOT tested in a browser'

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS })
}

export interface Screen {
  width: number
  height: number
  colorScheme: 'light' | 'dark'
}

/** A fresh browser profile on the page, as someone in Recife has it. Everything the browser complains about is kept in `complaints`. */
export async function openPage(browser: Browser, url: string, screen: Partial<Screen> = {}) {
  const { width = 1280, height = 800, colorScheme = 'light' } = screen
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale: 'pt-BR',
    timezoneId: 'America/Recife',
    hasTouch: width < 600,
    permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(40_000) // a loaded machine takes its time over a 20 MB photo
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(url)
  return { page, context, complaints }
}

export type OpenedPage = { page: Page; context: BrowserContext; complaints: string[] }
