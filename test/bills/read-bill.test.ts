import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '#src/bills/page.ts'
import { readBill } from '#src/bills/read-bill.ts'
import { buildPage, type Placed } from '#test/support/bill-page.ts'

// Invented layouts: every test moves what it is about to another place than any real bill has it.

const HEADER: Placed[] = [
  [20, 20, 'CELESC DISTRIBUIÇÃO S.A. CNPJ 08.336.783/0001-90'],
  [20, 40, 'NOTA FISCAL DE ENERGIA ELÉTRICA'],
  [20, 60, 'UNIDADE CONSUMIDORA'],
  [200, 60, 'REFERÊNCIA'],
  [300, 60, 'VENCIMENTO'],
  [420, 60, 'TOTAL A PAGAR'],
  [20, 72, '48151623'],
  [200, 72, '09/2026'],
  [300, 72, '12/10/2026'],
  [420, 72, 'R$ 317,42'],
  [20, 90, 'Classificação: B1 Residencial - Bifásico'],
]
const CHARGES: Placed[] = [
  [20, 200, 'Itens da fatura'],
  [200, 200, 'Unid.'],
  [250, 200, 'Quant.'],
  [300, 200, 'Preço'],
  [360, 200, 'Valor (R$)'],
  [20, 212, 'Consumo-TUSD'],
  [200, 212, 'kWh'],
  [250, 212, '300'],
  [300, 212, '0,60000000'],
  [372, 212, '180,00'],
  [20, 224, 'Consumo-TE'],
  [200, 224, 'kWh'],
  [250, 224, '300'],
  [300, 224, '0,40000000'],
  [372, 224, '120,00'],
  [20, 236, 'COSIP municipal'],
  [376, 236, '17,42'],
  [20, 248, 'TOTAL'],
  [372, 248, '317,42'],
]
const page = (placed: Placed[], options: Partial<Page> = {}) => buildPage([...HEADER, ...placed], options)

test('values are found below their labels, side by side', () => {
  const { fields, isEnergyBill } = readBill([page([])])

  assert.equal(isEnergyBill, true)
  assert.deepEqual(
    [
      fields.distributor,
      fields.distributorCnpj,
      fields.installationNumber,
      fields.referenceMonth,
      fields.dueDate,
      fields.totalAmount,
    ],
    ['CELESC', '08336783000190', '48151623', '2026-09', '2026-10-12', 317.42],
  )
  assert.deepEqual(
    [fields.tariffGroup, fields.tariffSubgroup, fields.phase, fields.consumerClass],
    ['B', 'B1', 'bifasico', 'residencial'],
  )
})

test('values are found right of their labels too', () => {
  const { fields } = readBill([
    buildPage([
      [20, 20, 'Energia elétrica - unidade consumidora em kWh - bandeira verde'],
      [20, 40, 'Mês de referência: SET/2026'],
      [20, 52, 'Data de vencimento: 12/10/2026'],
      [20, 64, 'Data de emissão: 28/09/2026'],
      [20, 76, 'Valor a pagar: R$ 1.317,42'],
      [20, 88, 'Código da instalação: 0.013.479.258.028-10'],
    ]),
  ])

  assert.deepEqual(
    [fields.referenceMonth, fields.dueDate, fields.issueDate, fields.totalAmount, fields.installationNumber],
    ['2026-09', '2026-10-12', '2026-09-28', 1317.42, '0.013.479.258.028-10'],
  )
})

test('charges prove price and sum, and say that there is no generation', () => {
  const { fields, checks } = readBill([page(CHARGES)])

  assert.deepEqual(
    [
      fields.tariffWithTaxes,
      fields.tariffTeWithTaxes,
      fields.tariffTusdWithTaxes,
      fields.publicLightingAmount,
      fields.hasDistributedGeneration,
    ],
    [1, 0.4, 0.6, 17.42, false],
  )
  assert.deepEqual(
    checks.find(({ name }) => name === 'items-sum-to-total'),
    { name: 'items-sum-to-total', ok: true },
  )
})

test('a nought that was read as a letter is still a nought', () => {
  const misread = CHARGES.map(([x, y, text]): Placed => [x, y, text.replace('0,60000000', 'D,6000D000')])
  const { fields } = readBill([page(misread, { source: 'ocr' })])

  assert.deepEqual([fields.tariffWithTaxes, fields.consumptionKwh], [1, 300])
})

test('what follows "nome do" on a photo is a misread label, no name', () => {
  const { fields } = readBill([
    page(
      [
        [20, 110, 'NOME DO CLUTNTE'],
        [20, 120, 'MARIA DAS DORES LIMA'],
        [20, 130, 'RUA DAS ACÁCIAS, 12'],
        [20, 140, '88010-100 FLORIANÓPOLIS, SC'],
      ],
      { source: 'ocr' },
    ),
  ])

  assert.equal(fields.holderName, 'MARIA DAS DORES LIMA')
})

test('where the name above a street was not read, the district below it is none', () => {
  const { fields } = readBill([
    page(
      [
        [20, 120, 'RUA DAS ACÁCIAS, 12'],
        [20, 130, 'SANTO AMARO'],
        [20, 140, '88010-100 FLORIANÓPOLIS, SC'],
      ],
      { source: 'ocr' },
    ),
  ])

  assert.equal(fields.holderName, undefined)
})

test('two totals that disagree leave the total out and say so', () => {
  const { fields, warnings } = readBill([
    page([
      [20, 700, 'Valor do documento'],
      [20, 712, 'R$ 371,42'],
    ]),
  ])

  assert.equal(fields.totalAmount, undefined)
  assert.deepEqual(warnings, ['totalAmount: label disagree'])
})

test('a barcode decides between two readings of the total', () => {
  const line: Placed = [20, 760, '83660000003-5 17429901012-7 34567890123-1 45678901234-5']
  const { fields, provenance } = readBill([page([[20, 700, 'Valor do documento'], [20, 712, 'R$ 371,42'], line])])

  assert.equal(fields.totalAmount, 317.42)
  assert.ok(provenance.totalAmount?.includes('barcode'))
})

const MONTHS = ['SET', 'AGO', 'JUL', 'JUN', 'MAI', 'ABR', 'MAR', 'FEV', 'JAN', 'DEZ', 'NOV', 'OUT']
const kwhOf = (index: number) => 300 + index * 7

for (const [name, print] of [
  ['with the year each time', (month: string, index: number) => `${month}/${index < 9 ? 26 : 25}`],
  ['written together', (month: string, index: number) => `${month}${index < 9 ? 26 : 25}`],
  [
    'as numbers',
    (_: string, index: number) => `${String(((8 - index + 12) % 12) + 1).padStart(2, '0')}/${index < 9 ? 2026 : 2025}`,
  ],
  ['without any year', (month: string) => month],
] as const) {
  test(`a history down the page is read ${name}, newest first or oldest first`, () => {
    for (const order of [1, -1]) {
      const rows = MONTHS.map((month, index): Placed[] => {
        const y = 400 + (order === 1 ? index : 11 - index) * 10
        return [
          [40, y, print(month, index)],
          [120, y, String(kwhOf(index))],
          [180, y, String(28 + (index % 4))],
        ]
      })
      const { fields } = readBill([
        page([[40, 385, 'Mês'], [110, 385, 'Consumo kWh'], [180, 385, 'Dias'], ...rows.flat()]),
      ])

      assert.deepEqual(fields.consumptionHistory?.at(-1), { month: '2026-09', kwh: 300 })
      assert.deepEqual(fields.consumptionHistory?.at(0), { month: '2025-10', kwh: kwhOf(11) })
      assert.equal(fields.average12mKwh, 338.5)
    }
  })
}

test('the consumption is the meter’s, not the minimum that was billed', () => {
  const { fields } = readBill([
    page([
      [20, 212, 'Energia Elétrica'],
      [200, 212, 'kWh'],
      [250, 212, '50'],
      [300, 212, '1,00000000'],
      [372, 212, '50,00'],
      [20, 300, 'Energia kWh'],
      [120, 300, 'MD123'],
      [200, 300, '34.088'],
      [260, 300, '34.405'],
      [320, 300, '1'],
      [380, 300, '317'],
      [20, 312, 'Energia injetada'],
      [120, 312, 'MD123'],
      [200, 312, '1.000'],
      [260, 312, '1.571'],
      [320, 312, '1'],
      [380, 312, '571'],
      [20, 340, 'SALDO ATUAL DE GERAÇÃO: 386,42 kWh.'],
    ]),
  ])

  assert.deepEqual(
    [fields.consumptionKwh, fields.injectedKwh, fields.creditBalanceKwh, fields.hasDistributedGeneration],
    [317, 571, 386.42, true],
  )
})

test('documents of a person are never part of the answer', () => {
  const reading = readBill([
    page([
      [20, 110, 'MARIA DAS DORES LIMA'],
      [20, 120, 'RUA DAS ACÁCIAS, 12'],
      [20, 130, '88010-100 FLORIANÓPOLIS, SC'],
      [20, 140, 'CPF 529.982.247-25'],
    ]),
  ])

  assert.equal(reading.fields.holderName, 'MARIA DAS DORES LIMA')
  assert.equal(reading.fields.city, 'FLORIANÓPOLIS')
  assert.ok(!/529.?982.?247/.test(JSON.stringify(reading)))
})

for (const [looksLike, lines] of [
  [
    'water-bill',
    [
      'COMPANHIA DE SANEAMENTO',
      'CONSUMO DE ÁGUA 14 M3',
      'TARIFA DE ESGOTO',
      'HIDRÔMETRO A12',
      'TURBIDEZ E CLORO',
      'ECONOMIAS 1',
    ],
  ],
  [
    'gas-bill',
    [
      'GÁS NATURAL - CONSUMO 12,4',
      'TERMO FIXO 16,40',
      'CORREÇÃO PCS',
      '9.412 KCAL = 10,94 KWH',
      'INSTALAÇÃO',
      'TOTAL 114,51',
    ],
  ],
  [
    'contract',
    [
      'CONTRATO DE PRESTAÇÃO DE SERVIÇOS',
      'CONTRATANTE',
      'CONTRATADA',
      'CLÁUSULA PRIMEIRA',
      'FORO DA COMARCA',
      'TESTEMUNHAS',
    ],
  ],
  [
    'proposal',
    ['PROPOSTA COMERCIAL', 'POTÊNCIA 5,2 KWP', 'INVERSOR', 'PAYBACK DE 4 ANOS', '10 MÓDULOS', 'INVESTIMENTO'],
  ],
] as const) {
  test(`a ${looksLike} is named as what it is`, () => {
    const filler =
      'este documento tem muitas palavras que qualquer pessoa consegue ler sem nenhum esforço e que não dizem nada'
    const reading = readBill([
      buildPage([
        ...lines.map((text, index): Placed => [20, 20 + index * 12, text]),
        [20, 200, filler],
        [20, 212, filler],
      ]),
    ])

    assert.deepEqual([reading.isEnergyBill, reading.looksLike, reading.fields], [false, looksLike, {}])
  })
}

test('a page of noise cannot be read', () => {
  const noise = Array.from(
    { length: 80 },
    (_, index): Placed => [20 + (index % 8) * 60, 20 + Math.floor(index / 8) * 12, 'x~;'],
  )
  const blurred = buildPage(noise, { source: 'ocr' })

  assert.equal(
    readBill([{ ...blurred, words: blurred.words.map((word) => ({ ...word, confidence: 0.2 })) }]).readable,
    false,
  )
})
