import type { Queryable } from '#src/db/pool.ts'

type Spec = {
  task: string
  payload: Record<string, string>
  /** One waiting job a key: a later call moves it. */
  key: string
  runAt?: Temporal.Instant
  maxAttempts: number
  /** With a job of this key already there, waiting, running or dead: `replace` moves it to now, `unsafe_dedupe` leaves it alone. */
  mode?: 'replace' | 'unsafe_dedupe'
}

/** About four minutes of back-off; what is due stays in our rows, so the sweeper starts it again after that. */
const ATTEMPTS = 12

async function add(db: Queryable, { task, payload, key, runAt, maxAttempts, mode = 'replace' }: Spec): Promise<void> {
  await db.query(
    `select from graphile_worker.add_job($1, $2::json, run_at => coalesce($3, now()), max_attempts => $4, job_key => $5, job_key_mode => $6)`,
    [task, JSON.stringify(payload), runAt?.toString() ?? null, maxAttempts, key, mode],
  )
}

type Conversation = { tenantId: string; conversationId: string }

/** A turn of the conversation, once its messages have been quiet for a while. */
export function enqueueTurn(db: Queryable, { tenantId, conversationId }: Conversation, runAt?: Temporal.Instant) {
  return add(db, {
    task: 'process_turn',
    payload: { tenantId, conversationId },
    key: `turn:${conversationId}`,
    maxAttempts: ATTEMPTS,
    ...(runAt ? { runAt } : {}),
  })
}

/** The next step of sending the conversation's oldest unsent bubble. */
export function enqueueSend(db: Queryable, { tenantId, conversationId }: Conversation, runAt?: Temporal.Instant) {
  return add(db, {
    task: 'send_message',
    payload: { tenantId, conversationId },
    key: `send:${conversationId}`,
    maxAttempts: ATTEMPTS,
    ...(runAt ? { runAt } : {}),
  })
}

/** Brings the lead up to date in the CRM; changes that follow each other closely go there together. */
export function enqueueCrmSync(
  db: Queryable,
  { tenantId, leadId }: { tenantId: string; leadId: string },
  inMs: number,
) {
  return add(db, {
    task: 'sync_lead',
    payload: { tenantId, leadId },
    key: `crm:${leadId}`,
    maxAttempts: 20,
    ...(inMs > 0 ? { runAt: Temporal.Now.instant().add({ milliseconds: inMs }) } : {}),
  })
}

/** Tells the attendants in their WhatsApp group. */
export function enqueueNotice(db: Queryable, { tenantId, conversationId }: Conversation, turnId: string) {
  return add(db, {
    task: 'notify_attendants',
    payload: { tenantId, conversationId },
    key: `notice:${turnId}`,
    maxAttempts: 5,
  })
}

/**
 * What `find_due` found: the same tasks under the same keys, so that nothing waits twice. `now`: the clock was moved. `if_lost`: only where
 * no job is there at all, so that a failing one keeps its back-off and a dead one stays where people see it.
 */
export function enqueueDue(
  db: Queryable,
  { task, tenantId, id }: { task: string; tenantId: string; id: string },
  when: 'now' | 'if_lost',
) {
  const due: Record<string, { key: string; payload: Record<string, string> }> = {
    process_turn: { key: `turn:${id}`, payload: { conversationId: id } },
    normalise_media: { key: `media:${id}`, payload: { messageId: id } },
    send_message: { key: `send:${id}`, payload: { conversationId: id } },
    send_follow_up: { key: `follow-up:${id}`, payload: { followUpId: id } },
    send_reminder: { key: `reminder:${id}`, payload: { bookingId: id } },
  }
  const spec = due[task]
  if (!spec) throw new Error(`nothing is due under the name ${task}`)
  const mode = when === 'now' ? 'replace' : 'unsafe_dedupe'
  return add(db, { task, key: spec.key, payload: { tenantId, ...spec.payload }, maxAttempts: ATTEMPTS, mode })
}
