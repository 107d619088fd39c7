import { z } from 'zod'
import type { CrmEvent, CrmWebhook } from '#src/domain/crm-events.ts'
import { decodePhpForm, type FormValue } from './php-form.ts'

/** Every value of a Kommo webhook is text. */
const id = z.coerce.number().int().positive()
const maybeId = z.coerce.number().int().nonnegative().nullable().catch(null)

const WireLeadEvent = z.looseObject({
  id,
  pipeline_id: maybeId,
  status_id: maybeId,
  old_status_id: maybeId,
  responsible_user_id: maybeId,
  modified_user_id: maybeId,
  updated_at: maybeId,
  last_modified: maybeId,
})

const WireNoteEvent = z.looseObject({
  note: z.looseObject({ element_id: id, text: z.string().catch(''), created_by: maybeId }),
})

const WireAccount = z.looseObject({ id: maybeId, subdomain: z.string().nullable().catch(null) })

/**
 * Turns one webhook body of Kommo into what people did, in order. Never throws: what we do not use or cannot read becomes an `ignored`
 * event that says why. One body may hold several events.
 */
export function convertKommoWebhook(body: string): CrmWebhook {
  const form = decodePhpForm(body)
  const account = WireAccount.safeParse(form.get('account')).data
  const events: CrmEvent[] = []
  for (const [key, actions] of form) {
    if (key === 'account' || !isTree(actions)) continue
    for (const [action, list] of Object.entries(actions)) {
      const items = Array.isArray(list) ? list : isTree(list) ? Object.values(list) : []
      events.push(...items.map((item) => convertEvent(key, action, item)))
    }
  }
  return { accountId: account?.id ?? null, subdomain: account?.subdomain ?? null, events }
}

function convertEvent(key: string, action: string, item: FormValue): CrmEvent {
  if (key !== 'leads') return ignored(`${key} ${action} is not used`)
  if (action === 'note') return convertNote(item)
  const wire = WireLeadEvent.safeParse(item)
  if (!wire.success) return ignored(`unreadable leads ${action}`)
  const { id: crmLeadId, pipeline_id: pipelineId, status_id: statusId } = wire.data
  const changedAt = wire.data.updated_at ?? wire.data.last_modified
  const change = { crmLeadId, pipelineId, statusId, byUserId: wire.data.modified_user_id, changedAt }
  switch (action) {
    case 'add':
    case 'restore':
      return { kind: 'lead_added', ...change }
    case 'update':
      return { kind: 'lead_changed', ...change }
    case 'status':
      return { kind: 'lead_moved', ...change, oldStatusId: wire.data.old_status_id }
    case 'responsible':
      return { kind: 'lead_reassigned', ...change, responsibleUserId: wire.data.responsible_user_id }
    case 'delete':
      return { kind: 'lead_deleted', crmLeadId }
    default:
      return ignored(`leads ${action} is not used`)
  }
}

function convertNote(item: FormValue): CrmEvent {
  const wire = WireNoteEvent.safeParse(item)
  if (!wire.success) return ignored('unreadable note')
  const { element_id: crmLeadId, text, created_by: byUserId } = wire.data.note
  return { kind: 'note_added', crmLeadId, text, byUserId }
}

function ignored(reason: string): CrmEvent {
  return { kind: 'ignored', reason }
}

function isTree(value: FormValue): value is { [name: string]: FormValue } {
  return typeof value === 'object' && !Array.isArray(value)
}
