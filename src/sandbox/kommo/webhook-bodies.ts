import { showFields } from './fields.ts'
import type { Account, Lead, Note, Task } from './state.ts'

/** Entities as Kommo's webhooks write them: the names of an older API, and every value text. */

export function leadWebhook(account: Account, lead: Lead, before?: Lead): Record<string, unknown> {
  const tags = account.tags.leads.filter((tag) => lead.tagIds.includes(tag.id))
  const fields = showFields(account, 'leads', lead.fields) ?? []
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.status_id,
    ...(before ? { old_status_id: before.status_id } : {}),
    price: lead.price,
    responsible_user_id: lead.responsible_user_id,
    last_modified: lead.updated_at,
    modified_user_id: lead.updated_by,
    created_user_id: lead.created_by,
    date_create: lead.created_at,
    pipeline_id: lead.pipeline_id,
    ...(before && before.pipeline_id !== lead.pipeline_id ? { old_pipeline_id: before.pipeline_id } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    account_id: account.id,
    ...(fields.length > 0 ? { custom_fields: fields.map(fieldWebhook) } : {}),
    created_at: lead.created_at,
    updated_at: lead.updated_at,
  }
}

/** Dates are bare scalars, choices name their option as `enum`. */
function fieldWebhook(field: NonNullable<ReturnType<typeof showFields>>[number]): Record<string, unknown> {
  const isDate = field.field_type.startsWith('date') || field.field_type === 'birthday'
  const values = field.values.map(({ value, enum_id }) =>
    isDate ? value : { value: value === true ? 1 : value === false ? 0 : value, ...(enum_id ? { enum: enum_id } : {}) },
  )
  return { id: field.field_id, name: field.field_name, values, ...(field.field_code ? { code: field.field_code } : {}) }
}

export function noteWebhook(account: Account, note: Note): Record<string, unknown> {
  return {
    note: {
      id: note.id,
      created_by: note.created_by,
      note_type: note.note_type === 'attachment' ? 5 : 4,
      text: typeof note.params.text === 'string' ? note.params.text : '',
      element_id: note.entity_id,
      element_type: note.entity_type === 'leads' ? 2 : 1,
      account_id: account.id,
      created_at: note.created_at,
      attachement: '',
    },
  }
}

export function taskWebhook(account: Account, task: Task): Record<string, unknown> {
  return {
    id: task.id,
    element_id: task.entity_id ?? 0,
    element_type: task.entity_type === 'leads' ? 2 : 1,
    task_type: task.task_type_id,
    text: task.text,
    status: task.is_completed ? 1 : 0,
    account_id: account.id,
    responsible_user_id: task.responsible_user_id,
    complete_till: localTime(task.complete_till),
    created_at: localTime(task.created_at),
  }
}

/** PHP's way to write a tree as a form: `leads[status][0][id]=1`, names percent-encoded, spaces as plus. */
export function encodePhpForm(tree: Record<string, unknown>): string {
  const params = new URLSearchParams()
  const visit = (path: string, value: unknown) => {
    if (value === null || value === undefined) return
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(`${path}[${index}]`, item)
    else if (typeof value === 'object')
      for (const [name, item] of Object.entries(value)) visit(`${path}[${name}]`, item)
    else params.append(path, String(value))
  }
  for (const [name, value] of Object.entries(tree)) visit(name, value)
  return params.toString()
}

/** Tasks carry the account's wall clock without its zone. */
function localTime(seconds: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO('America/Recife')
  return `${at.toPlainDate()} ${at.toPlainTime().toString({ smallestUnit: 'second' })}`
}
