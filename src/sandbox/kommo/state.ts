import { z } from 'zod'

/** What the emulated Kommo keeps, account by account. All of it is JSON, so that it survives a restart. */

export const ENTITIES = ['leads', 'contacts'] as const
export type EntityType = (typeof ENTITIES)[number]

export const FieldValue = z.object({
  value: z.union([z.string(), z.number(), z.boolean()]),
  enum_id: z.number().optional(),
  enum_code: z.string().nullable().optional(),
})
export type FieldValue = z.infer<typeof FieldValue>

export const CustomField = z.object({
  id: z.number(),
  name: z.string(),
  code: z.string().nullable(),
  type: z.string(),
  sort: z.number(),
  is_api_only: z.boolean(),
  is_predefined: z.boolean(),
  enums: z
    .array(z.object({ id: z.number(), value: z.string(), sort: z.number(), code: z.string().optional() }))
    .nullable(),
})
export type CustomField = z.infer<typeof CustomField>

const Common = z.object({
  id: z.number(),
  name: z.string(),
  responsible_user_id: z.number(),
  created_by: z.number(),
  updated_by: z.number(),
  created_at: z.number(),
  updated_at: z.number(),
  fields: z.record(z.string(), z.array(FieldValue)),
  tagIds: z.array(z.number()),
})

export const Lead = Common.extend({
  price: z.number(),
  status_id: z.number(),
  pipeline_id: z.number(),
  loss_reason_id: z.number().nullable(),
  closed_at: z.number().nullable(),
  contacts: z.array(z.object({ id: z.number(), is_main: z.boolean() })),
})
export type Lead = z.infer<typeof Lead>

export const Contact = Common.extend({ first_name: z.string(), last_name: z.string() })
export type Contact = z.infer<typeof Contact>

export const Status = z.object({
  id: z.number(),
  name: z.string(),
  sort: z.number(),
  color: z.string(),
  type: z.number(),
  is_editable: z.boolean(),
})
export type Status = z.infer<typeof Status>

export const Pipeline = z.object({
  id: z.number(),
  name: z.string(),
  sort: z.number(),
  is_main: z.boolean(),
  is_unsorted_on: z.boolean(),
  statuses: z.array(Status),
})
export type Pipeline = z.infer<typeof Pipeline>

export const Note = z.object({
  id: z.number(),
  entity_type: z.enum(ENTITIES),
  entity_id: z.number(),
  note_type: z.string(),
  params: z.record(z.string(), z.unknown()),
  created_at: z.number(),
  created_by: z.number(),
})
export type Note = z.infer<typeof Note>

export const Task = z.object({
  id: z.number(),
  entity_type: z.string().nullable(),
  entity_id: z.number().nullable(),
  text: z.string(),
  complete_till: z.number(),
  task_type_id: z.number(),
  responsible_user_id: z.number(),
  is_completed: z.boolean(),
  result: z.string().nullable(),
  created_at: z.number(),
  updated_at: z.number(),
})
export type Task = z.infer<typeof Task>

export const Tag = z.object({ id: z.number(), name: z.string() })

export const WebhookRow = z.object({
  id: z.number(),
  destination: z.string(),
  settings: z.array(z.string()),
  sort: z.number(),
  created_at: z.number(),
  updated_at: z.number(),
  disabled: z.boolean(),
})
export type WebhookRow = z.infer<typeof WebhookRow>

/** One pair of tokens. The pair before it works until this one is used for the first time. */
const TokenPair = z.object({
  access: z.string(),
  refresh: z.string(),
  expiresAt: z.number().nullable(),
  state: z.enum(['fresh', 'used', 'replaced', 'revoked']),
})

export const Account = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  userId: z.number(),
  clientId: z.string(),
  clientSecret: z.string(),
  codes: z.array(z.string()),
  tokens: z.array(TokenPair),
  pipelines: z.array(Pipeline),
  customFields: z.object({ leads: z.array(CustomField), contacts: z.array(CustomField) }),
  tags: z.object({ leads: z.array(Tag), contacts: z.array(Tag) }),
  leads: z.array(Lead),
  contacts: z.array(Contact),
  notes: z.array(Note),
  tasks: z.array(Task),
  webhooks: z.array(WebhookRow),
  counter: z.number(),
})
export type Account = z.infer<typeof Account>

export const KommoState = z.object({ version: z.literal(1), accounts: z.array(Account) })
export type KommoState = z.infer<typeof KommoState>

/** Ids of everything lie apart by kind, as in life, and far enough that no test mixes them up by luck. */
const ID_BASES = {
  lead: 45_000_000,
  contact: 23_000_000,
  note: 76_600_000,
  task: 4_740_000,
  tag: 300_000,
  field: 500_000,
  enum: 910_000,
  pipeline: 7_700_000,
  status: 61_000_000,
  webhook: 839_000,
}

export function nextId(account: Account, kind: keyof typeof ID_BASES): number {
  account.counter += 1
  return ID_BASES[kind] + account.counter
}

export const WON = 142
export const LOST = 143

/** An account as Kommo makes it: one pipeline, the two contact fields everybody has, one administrator. */
export function newAccount(
  slug: string,
  name: string,
  secrets: { clientId: string; clientSecret: string },
  index: number,
): Account {
  const account: Account = {
    id: 31_400_000 + index,
    slug,
    name,
    userId: 9_100_000 + index,
    ...secrets,
    codes: [],
    tokens: [],
    pipelines: [],
    customFields: { leads: [], contacts: [] },
    tags: { leads: [], contacts: [] },
    leads: [],
    contacts: [],
    notes: [],
    tasks: [],
    webhooks: [],
    counter: 0,
  }
  account.customFields.contacts.push(
    multitext(account, 'Phone', 'PHONE', ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER']),
    multitext(account, 'Email', 'EMAIL', ['WORK', 'PRIV', 'OTHER']),
  )
  addPipeline(account, { name: 'Funil de vendas', isMain: true, statuses: ['Primeiro contato', 'Em negociação'] })
  return account
}

export function addPipeline(
  account: Account,
  wanted: {
    name: string
    isMain?: boolean
    isUnsortedOn?: boolean
    sort?: number
    statuses: string[]
    won?: string
    lost?: string
  },
): Pipeline {
  const isUnsortedOn = wanted.isUnsortedOn ?? true
  const pipeline: Pipeline = {
    id: nextId(account, 'pipeline'),
    name: wanted.name,
    sort: wanted.sort ?? account.pipelines.length + 1,
    is_main: wanted.isMain ?? false,
    is_unsorted_on: isUnsortedOn,
    statuses: [
      ...(isUnsortedOn ? [systemStatus(nextId(account, 'status'), 'Incoming leads', 10, 1)] : []),
      systemStatus(WON, wanted.won ?? 'Closed - won', 10_000, 0),
      systemStatus(LOST, wanted.lost ?? 'Closed - lost', 11_000, 0),
    ],
  }
  for (const name of wanted.statuses) addStatus(account, pipeline, { name })
  account.pipelines.push(pipeline)
  return pipeline
}

export function addStatus(
  account: Account,
  pipeline: Pipeline,
  { name, sort, color }: { name: string; sort?: number | undefined; color?: string | undefined },
): Status {
  const own = pipeline.statuses.filter((status) => status.is_editable)
  const status: Status = {
    id: nextId(account, 'status'),
    name,
    sort: sort ?? 20 + own.length * 10,
    color: color ?? '#99ccff',
    type: 0,
    is_editable: true,
  }
  pipeline.statuses.push(status)
  pipeline.statuses.sort((a, b) => a.sort - b.sort)
  return status
}

function systemStatus(id: number, name: string, sort: number, type: number): Status {
  return { id, name, sort, color: '#c1c1c1', type, is_editable: false }
}

function multitext(account: Account, name: string, code: string, values: string[]): CustomField {
  const enums = values.map((value, sort) => ({ id: nextId(account, 'enum'), value, sort }))
  return {
    id: nextId(account, 'field'),
    name,
    code,
    type: 'multitext',
    sort: 500,
    is_api_only: false,
    is_predefined: true,
    enums,
  }
}
