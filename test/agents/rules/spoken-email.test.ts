import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'

const { understand } = createUnderstanding()
const NOW = Temporal.ZonedDateTime.from('2026-03-10T10:00[America/Recife]')

const SPOKEN: [string, string | undefined][] = [
  ['O meu e-mail é joao ponto silva arroba example ponto com.', 'joao.silva@example.com'],
  ['joão ponto silva arroba example ponto com ponto br', 'joao.silva@example.com.br'],
  ['meu email é maria underline souza noventa e dois arroba example ponto com', 'maria_souza92@example.com'],
  ['lucia ponto alves dois zero arroba example ponto com', 'lucia.alves20@example.com'],
  ['fabio ponto melo oitenta arroba example ponto com', 'fabio.melo80@example.com'],
  ['pode mandar pro rita dezenove arroba example ponto com', 'rita19@example.com'],
  ['é carla1985 arroba example ponto com', 'carla1985@example.com'],
]

for (const [said, email] of SPOKEN)
  test(`spoken: ${said}`, () => {
    assert.equal(understand(said, { now: NOW, asked: 'email', offered: [] }).facts.email?.value, email)
  })
