import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Classes, type Node, parsePattern } from '#agents/rules/understand/phrase-language.ts'

const FOLDER = join(import.meta.dirname, '../../agents/rules/vocabulary')
const Phrases = z.object({
  classes: z.record(z.string(), z.array(z.string())).default({}),
  groups: z.record(z.string(), z.record(z.string(), z.object({ say: z.array(z.string()).default([]) }))).default({}),
})

export type Answer = { fact: string; value: string; text: string }

/** Every answer to a question about a fact that the vocabulary spells out, one at random of the wordings of each pattern. */
export function answersOfVocabulary(seed: number): Answer[] {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => Phrases.safeParse(parse(readFileSync(join(FOLDER, file), 'utf8'))).data)
  const classes: Classes = Object.assign({}, ...files.map((file) => file?.classes))
  const choose = createChooser(seed)
  return files.flatMap((file) =>
    ['fact', 'answer'].flatMap((group) =>
      Object.entries(file?.groups[group] ?? {}).flatMap(([id, { say }]) => {
        const [fact = '', value = ''] = id.split('=')
        return say.flatMap((pattern) => {
          const words = sayOne(parsePattern(pattern, classes), choose)
          return words ? [{ fact, value, text: words.join(' ') }] : []
        })
      }),
    ),
  )
}

export type Chooser = (count: number) => number

/** A seeded choice among `count`: the same run after run. */
export function createChooser(seed: number): Chooser {
  let state = seed
  return (count) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
}

/** One wording of a pattern; null for what cannot be spelled out (a number, the beginning of a word). */
function sayOne(node: Node, choose: Chooser): string[] | null {
  switch (node.kind) {
    case 'word':
      return [node.word]
    case 'exact':
      return [node.raw]
    case 'alt':
      if (node.optional && choose(2) === 0) return []
      return sayOne(node.options[choose(node.options.length)] ?? node, choose)
    case 'seq': {
      const parts = node.nodes.map((part) => sayOne(part, choose))
      return parts.every((part) => part !== null) ? parts.flat() : null
    }
    case 'number':
    case 'prefix':
      return null
    default:
      return []
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** One word of `least` letters or more with two letters swapped, one missing, doubled or wrong; null when there is no such word. */
export function mistype(text: string, choose: Chooser, least = 6): { text: string; typed: string } | null {
  const words = text.split(' ')
  const long = words.flatMap((word, index) => (/^\p{L}+$/u.test(word) && word.length >= least ? [index] : []))
  const index = long[choose(long.length)]
  if (index === undefined) return null
  const word = words[index] ?? ''
  const at = choose(word.length - 1)
  const [head, one, two, tail] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)]
  const typed = [
    `${head}${two}${one}${tail}`,
    `${head}${two}${tail}`,
    `${head}${one}${one}${two}${tail}`,
    `${head}${LETTERS[choose(26)]}${two}${tail}`,
  ][choose(4)]
  if (typed === undefined || typed === word) return null
  words[index] = typed
  return { text: words.join(' '), typed }
}
