import type { FieldProblem } from './api-error.ts'
import { type Account, type CustomField, type EntityType, type FieldValue, nextId } from './state.ts'

// biome-ignore format: one name a line would be a page
const TYPES = [
  'text', 'numeric', 'checkbox', 'select', 'multiselect', 'date', 'url', 'textarea', 'radiobutton', 'streetaddress',
  'birthday', 'date_time', 'monetary', 'file', 'multitext',
]

const CHOICES = ['select', 'multiselect', 'radiobutton']

type Body = Record<string, unknown>

/** Creates one custom field; the problems found instead when it cannot be. */
export function createField(account: Account, entity: EntityType, body: Body): CustomField | FieldProblem[] {
  const errors: FieldProblem[] = []
  const { name, type, code, sort } = body
  if (typeof name !== 'string' || name === '') errors.push(required('name'))
  if (typeof type !== 'string') errors.push(required('type'))
  else if (!TYPES.includes(type)) errors.push(notAChoice('type'))
  const fields = account.customFields[entity]
  if (typeof code === 'string' && fields.some((field) => field.code === code)) errors.push(notAChoice('code'))
  if (errors.length > 0 || typeof name !== 'string' || typeof type !== 'string') return errors
  const options = Array.isArray(body.enums) ? body.enums.filter(isBody) : []
  const field: CustomField = {
    id: nextId(account, 'field'),
    name,
    code: typeof code === 'string' ? code : null,
    type,
    sort: typeof sort === 'number' ? sort : 500,
    is_api_only: body.is_api_only === true,
    is_predefined: false,
    enums: CHOICES.includes(type)
      ? options.map((option, index) => ({
          id: nextId(account, 'enum'),
          value: String(option.value),
          sort: typeof option.sort === 'number' ? option.sort : index,
          ...(typeof option.code === 'string' ? { code: option.code } : {}),
        }))
      : null,
  }
  fields.push(field)
  return field
}

/**
 * Writes `custom_fields_values` of a request into an entity's values. What is named replaces what was there, all phones included; null or
 * nothing clears. The problems found are returned, and then nothing is written.
 */
export function writeFields(
  account: Account,
  entity: EntityType,
  into: Record<string, FieldValue[]>,
  wanted: unknown,
): FieldProblem[] {
  if (wanted === undefined || wanted === null) return []
  if (!Array.isArray(wanted))
    return [{ code: 'InvalidType', path: 'custom_fields_values', detail: 'This value should be of type array.' }]
  const errors: FieldProblem[] = []
  const written: [number, FieldValue[]][] = []
  for (const [index, entry] of wanted.entries()) {
    const path = `custom_fields_values.${index}`
    const field = isBody(entry) ? findField(account, entity, entry) : undefined
    if (!field) {
      const key = isBody(entry) && entry.field_id === undefined ? 'field_code' : 'field_id'
      errors.push(notAChoice(`${path}.${key}`))
      continue
    }
    const values = isBody(entry) && Array.isArray(entry.values) ? entry.values.filter(isBody) : []
    const read = values.map((value, at) => readValue(field, value, `${path}.values.${at}`))
    errors.push(...read.filter((value) => 'path' in value))
    written.push([field.id, read.filter((value) => 'value' in value)])
  }
  if (errors.length > 0) return errors
  for (const [id, values] of written) {
    if (values.length === 0) delete into[String(id)]
    else into[String(id)] = values
  }
  return []
}

function findField(
  account: Account,
  entity: EntityType,
  { field_id: id, field_code: code }: Body,
): CustomField | undefined {
  return account.customFields[entity].find((field) =>
    id === undefined ? field.code !== null && field.code === code : field.id === Number(id),
  )
}

function readValue(field: CustomField, given: Body, path: string): FieldValue | FieldProblem {
  const { value, enum_id: enumId, enum_code: enumCode } = given
  if (CHOICES.includes(field.type)) {
    const option = field.enums?.find((candidate) =>
      enumId !== undefined
        ? candidate.id === enumId
        : enumCode !== undefined
          ? candidate.code === enumCode
          : candidate.value === value,
    )
    if (!option) return notAChoice(`${path}.${enumId !== undefined ? 'enum_id' : 'value'}`)
    return { value: option.value, enum_id: option.id, enum_code: option.code ?? null }
  }
  switch (field.type) {
    case 'checkbox':
      return typeof value === 'boolean' ? { value } : wrongType(path, 'bool')
    case 'numeric':
    case 'monetary': {
      const isNumber = (typeof value === 'string' && value.trim() !== '') || typeof value === 'number'
      return isNumber && Number.isFinite(Number(value)) ? { value: String(value) } : wrongType(path, 'numeric')
    }
    case 'date':
    case 'date_time':
    case 'birthday': {
      const seconds = typeof value === 'number' ? value : Math.floor(Date.parse(String(value)) / 1000)
      return Number.isInteger(seconds) ? { value: seconds } : wrongType(path, 'datetime')
    }
    case 'multitext': {
      if (typeof value !== 'string' || value === '') return wrongType(path, 'string')
      const option =
        field.enums?.find((candidate) => candidate.id === enumId || candidate.value === enumCode) ?? field.enums?.[0]
      return option ? { value, enum_id: option.id, enum_code: option.value } : { value }
    }
    default:
      return typeof value === 'string' && value !== '' ? { value } : wrongType(path, 'string')
  }
}

/** The values as an entity shows them; null when there are none at all. */
export function showFields(account: Account, entity: EntityType, values: Record<string, FieldValue[]>) {
  const shown = account.customFields[entity].flatMap((field) => {
    const own = values[String(field.id)]
    if (!own) return []
    return [
      {
        field_id: field.id,
        field_name: field.name,
        field_code: field.code,
        field_type: field.type,
        values: own,
        ...(entity === 'leads' ? { is_computed: false } : {}),
      },
    ]
  })
  return shown.length > 0 ? shown : null
}

export function required(path: string): FieldProblem {
  return { code: 'FieldMissing', path, detail: 'This field is missing.' }
}

export function notAChoice(path: string): FieldProblem {
  return { code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' }
}

export function wrongType(path: string, type: string): FieldProblem {
  return { code: 'InvalidType', path, detail: `This value should be of type ${type}.` }
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
