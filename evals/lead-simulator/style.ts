import type { Style } from '../case.ts'
import type { Random } from '../random.ts'
import type { Register } from './wordings.ts'

/** The register a style takes its sentences from. */
export function registerOf(style: Style): Register {
  return style === 'typos' || style === 'fragments' ? 'plain' : style
}

/** Fills `{name}` places; a value is kept as it is, so that noise never touches a number or a name. */
export function fill(template: string, values: Record<string, string>, style: Style, random: Random): string[] {
  const parts = template.split(/(\{\w+\})/).filter((part) => part !== '')
  const noisy = style === 'typos' ? withTypos(parts, random) : parts
  const sentence = noisy.map((part) => values[part.slice(1, -1)] ?? part).join('')
  return style === 'fragments' ? fragment(sentence, values, random) : [sentence]
}

/** One slip in one of the longer words, and accents left out, as thumbs do. */
function withTypos(parts: string[], random: Random): string[] {
  const long = parts.flatMap((part, at) =>
    isPlace(part) ? [] : [...part.matchAll(/\p{L}{5,}/gu)].map((word) => ({ at, word })),
  )
  const bare = parts.map((part) => (isPlace(part) ? part : withoutAccents(part)))
  if (long.length === 0) return bare
  const { at, word } = random.pick(long)
  const slipped = slip(word[0], random)
  const sentence = parts[at] ?? ''
  bare[at] = withoutAccents(sentence.slice(0, word.index) + slipped + sentence.slice(word.index + word[0].length))
  return bare
}

function slip(word: string, random: Random): string {
  const at = 1 + random.int(word.length - 3)
  const [before, one, two, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)]
  return random.pick([
    `${before}${two}${one}${after}`,
    `${before}${one}${one}${two}${after}`,
    `${before}${two}${after}`,
  ])
}

/** A sentence over two or three bubbles, never cut inside a filled value. */
function fragment(sentence: string, values: Record<string, string>, random: Random): string[] {
  const whole = Object.values(values).filter((value) => value.includes(' '))
  const kept = whole.reduce((text, value) => text.replaceAll(value, value.replaceAll(' ', '\u00a0')), sentence)
  const words = kept.replace('R$ ', 'R$\u00a0').split(' ')
  if (words.length < 3) return [sentence]
  const cuts = words.length > 4 && random.chance(0.5) ? 2 : 1
  const size = Math.ceil(words.length / (cuts + 1))
  const bubbles = Array.from({ length: cuts + 1 }, (_, i) => words.slice(i * size, (i + 1) * size).join(' '))
  return bubbles.filter((bubble) => bubble !== '').map((bubble) => bubble.replaceAll('\u00a0', ' '))
}

function isPlace(part: string): boolean {
  return part.startsWith('{')
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '')
}
