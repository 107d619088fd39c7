import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '#test/support/source-files.ts'

/** Text on its ground, as the page combines them; 4.5 : 1 is what WCAG asks of body text (AA). */
const PAIRS: [text: string, ground: string][] = [
  ['ink', 'page'],
  ['ink', 'surface'],
  ['ink', 'raised'],
  ['soft', 'page'],
  ['soft', 'surface'],
  ['soft', 'raised'],
  ['soft', 'sunken'],
  ['soft', 'sun-soft'],
  ['sun-ink', 'surface'],
  ['sun-ink', 'sun-soft'],
  ['leaf', 'leaf-soft'],
  ['rose', 'rose-soft'],
  ['rose', 'raised'],
  ['sky', 'sky-soft'],
  ['wa-head-ink', 'wa-head'],
  ['wa-head-soft', 'wa-head'],
  ['wa-ink', 'wa-in'],
  ['wa-ink', 'wa-out'],
  ['wa-soft', 'wa-in'],
  ['wa-soft', 'wa-field'],
  ['wa-soft', 'wa-bar'],
  ['wa-soft', 'wa-chip'],
  ['wa-out-soft', 'wa-out'],
  ['wa-link', 'wa-in'],
  ['wa-link', 'wa-out'],
]

const css = readFileSync(join(projectRoot, 'src/console/styles.css'), 'utf8')
const themes = {
  light: colours(/:root \{([^}]*)\}/),
  dark: colours(/:root\[data-theme='dark'\] \{([^}]*)\}/),
  'dark by system': colours(/:root:not\(\[data-theme='light'\]\) \{([^}]*)\}/),
}

test('every text is readable on its ground, in both themes', () => {
  for (const [theme, values] of Object.entries(themes)) {
    const dim = PAIRS.map(([text, ground]) => ({
      pair: `${text} on ${ground}`,
      ratio: contrast(of(values, text), of(values, ground)),
    }))
    assert.deepEqual(
      dim.filter(({ ratio }) => ratio < 4.5),
      [],
      theme,
    )
  }
})

test('the dark theme is the same, chosen or by system', () => {
  assert.deepEqual(themes.dark, themes['dark by system'])
  assert.deepEqual(Object.keys(themes.dark).sort(), Object.keys(themes.light).sort())
})

function colours(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? ''
  return Object.fromEntries(
    [...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

function of(values: Record<string, string>, name: string): string {
  return values[name] ?? assert.fail(`no colour ${name}`)
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return Number(((light + 0.05) / (dark + 0.05)).toFixed(2))
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
