import type { Random } from '../random.ts'
import type { Profile } from './profile.ts'

/** An answer that tells more than was asked, as people do who want to get somewhere. */
export type Volunteered = { asked: 'name' | 'billBrl' | 'propertyKind' | 'hasSolar'; say: string }

const TALKATIVE_SHARE = 0.6

const PLACES = {
  house: ['casa própria', 'casa alugada'],
  apartment: ['apartamento próprio', 'apartamento alugado'],
  business: ['é uma loja, ponto próprio', 'loja alugada'],
  rural: ['é um sítio meu', 'sítio arrendado, não é meu'],
  industry: ['fábrica em galpão próprio', 'fábrica em galpão alugado'],
  condo: ['condomínio, eu sou o dono', 'condomínio, é alugado'],
} as const

/** What this lead tells unasked; nothing for those who only answer. */
export function drawVolunteered({ knows }: Profile, random: Random): Volunteered[] {
  if (!random.chance(TALKATIVE_SHARE)) return []
  const { name, billBrl, city, ownsProperty, hasSolar, competitorContract, propertyKind } = knows
  const [owned, rented] = PLACES[propertyKind]
  const bill = random.pick([`minha conta vem uns ${billBrl}`, `pago ${billBrl} de luz`, `conta de ${billBrl} reais`])
  const answers: Volunteered[] = [
    { asked: 'name', say: random.pick([`${name}, ${bill}`, `${name}, sou de ${city}`, `me chamo ${name} e ${bill}`]) },
    { asked: 'billBrl', say: random.pick([`${billBrl}, aqui em ${city}`, `uns ${billBrl} reais. moro em ${city}`]) },
    { asked: 'propertyKind', say: ownsProperty ? owned : rented },
  ]
  if (!hasSolar && !competitorContract)
    answers.push({
      asked: 'hasSolar',
      say: random.pick([
        'não tenho placa nem contrato com outra empresa',
        'não, e também não tenho contrato com ninguém',
        'ainda não, e não tenho fidelidade com nenhuma empresa',
      ]),
    })
  return answers.filter(() => random.chance(0.7))
}
