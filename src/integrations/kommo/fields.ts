import type { WireFieldValues } from './wire.ts'

/** A field of a Kommo account we write to. `options` are the choices of a select. */
export interface KommoField {
  id: number
  name: string
  type: string
  options: { id: number; value: string }[]
}

export type FieldInput = string | number | boolean | null

export interface FieldWrite {
  field_id: number
  values: { value?: string | number | boolean; enum_id?: number }[] | null
}

/**
 * A value in the shape its field wants; null empties the field. A choice that is not among the options is left out (undefined): Kommo
 * would refuse the whole request for it.
 */
export function writeField(field: KommoField, value: FieldInput): FieldWrite | undefined {
  if (value === null) return { field_id: field.id, values: null }
  const one = shape(field, value)
  return one === undefined ? undefined : { field_id: field.id, values: [one] }
}

function shape(
  field: KommoField,
  value: string | number | boolean,
): { value?: string | number | boolean; enum_id?: number } | undefined {
  switch (field.type) {
    case 'checkbox':
      return { value: value === true || value === 'true' || value === 1 }
    case 'numeric':
    case 'monetary':
      return Number.isFinite(Number(value)) ? { value: String(value) } : undefined
    case 'select':
    case 'radiobutton':
    case 'multiselect': {
      const option = field.options.find((candidate) => candidate.value === String(value))
      return option ? { enum_id: option.id } : undefined
    }
    case 'date':
    case 'date_time':
    case 'birthday':
      return { value: typeof value === 'number' ? value : Math.floor(Date.parse(String(value)) / 1000) }
    default: {
      const text = typeof value === 'boolean' ? (value ? 'Sim' : 'Não') : String(value)
      return text === '' ? undefined : { value: text }
    }
  }
}

/** The first value of each field, by field name. */
export function readFields(values: WireFieldValues): Record<string, string | number | boolean> {
  const named = (values ?? []).flatMap(({ field_name: name, values: own }) => {
    const value = own[0]?.value
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return name && isPlain ? [[name, value] as const] : []
  })
  return Object.fromEntries(named)
}

/** Every value of a contact's PHONE or EMAIL. */
export function readMultitext(values: WireFieldValues, code: 'PHONE' | 'EMAIL'): string[] {
  const field = (values ?? []).find((candidate) => candidate.field_code === code)
  return (field?.values ?? []).map(({ value }) => value).filter((value) => typeof value === 'string')
}
