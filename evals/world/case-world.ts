import type { SandboxTenant } from '#src/app/sandbox.ts'
import { moveClock } from '#src/db/tenants.ts'
import { inTenantAtOnce } from '#src/db/transaction.ts'
import { startDue } from '#src/jobs/move-clock.ts'
import type { KommoSlug } from '../case.ts'
import type { Utterance } from '../lead-simulator/utterance.ts'
import type { LoadedCase } from '../load-cases.ts'
import type { CaseWorld, StoredMessage, WorldState } from '../world.ts'
import { readCrm } from './crm.ts'
import { createLeadPhone, type Spoken } from './lead-phone.ts'
import { readRows, readWork, type Work } from './read-state.ts'
import type { Stage } from './stage.ts'

/** How long (real time) something may take before the run says that it is stuck; reading photos takes longest, many at a time. */
const PATIENCE_MS = 120_000
/** Between two looks, doubling: what takes long is not looked at often. A turn or a bubble of our own process wakes at once. */
const FIRST_LOOK_MS = 100
const LAST_LOOK_MS = 400
const GROUP = '@g.us'

/** A case's tenant on the running application. Its clock stands still but for what is done here. */
export function createCaseWorld(stage: Stage, tenant: SandboxTenant, evalCase: LoadedCase, zone: string): CaseWorld {
  const { services, emulators } = stage
  const { pool } = services
  const { evolution, kommo, clocks } = emulators
  const { instance } = tenant
  const { phone, pushName } = evalCase.lead
  const tellEar = emulators.models.ear.tell
  const leadPhone = createLeadPhone(evolution, { instance, phone, pushName, tellEar })
  let now = Temporal.Instant.from(evalCase.now)
  let remembered: StoredMessage[] = []

  const work = () => readWork(pool, tenant.id)

  /** Looks again and again until there is something to see; says what was waited for when it never comes. */
  const until = async <T>(what: string, look: () => Promise<T | null>, event?: Promise<void>): Promise<T> => {
    const giveUp = performance.now() + PATIENCE_MS
    await event
    for (let wait = FIRST_LOOK_MS; performance.now() < giveUp; wait = Math.min(wait * 2, LAST_LOOK_MS)) {
      const seen = await look()
      if (seen !== null) return seen
      await stage.nextEvent(tenant.id, wait)
    }
    throw new Error(`stuck: ${what} within ${PATIENCE_MS / 1000} s; ${JSON.stringify(await work())}`)
  }

  const setClock = (moment: Temporal.Instant) => {
    now = moment
    clocks.set(instance, moment, { frozen: true })
  }

  /** Goes to a due moment if it lies ahead, starts what is due and waits until it is no longer due. Returns what is left to do then. */
  const workOff = async (due: Temporal.Instant, dueOf: (work: Work) => Temporal.Instant | null): Promise<Work> => {
    if (Temporal.Instant.compare(due, now) > 0) setClock(due)
    const done = stage.nextEvent(tenant.id, stage.eventWithinMs)
    await startDue(pool, tenant.id, now)
    // the sweeper goes by a clock that runs; under one that stands still, its part is done here
    if ((await stage.afterStart(tenant.id)) === 'died') await startDue(pool, tenant.id)
    return await until(
      'what was due was not done',
      async () => {
        const left = await work()
        if (left.busy) return null
        const next = dueOf(left)
        return next === null || Temporal.Instant.compare(next, now) > 0 || !next.equals(due) ? left : null
      },
      done,
    )
  }

  const conversationDue = ({ conversationAt }: Work) => conversationAt
  const calendarDue = ({ calendarAt }: Work) => calendarAt

  const idle = async (): Promise<Work> => {
    const left = await work()
    if (!left.busy) return left
    return await until('a turn did not end', async () => {
      const later = await work()
      return later.busy ? null : later
    })
  }

  const runUntilQuiet = async () => {
    let left = await idle()
    while (left.conversationAt !== null) left = await workOff(left.conversationAt, conversationDue)
  }

  /** Once every webhook was taken or given up: nothing is stored before its webhook is answered. */
  const heard = (what: string, spoken: Spoken[]) => until(what, () => isHeard(spoken), evolution.idle(instance))

  /** True once ingest holds everything that was spoken. */
  const isHeard = async (spoken: Spoken[]) => {
    const known = await inTenantAtOnce(pool, tenant.id, async (tx) => {
      const { rows } = await tx.query<{ id: string; edited: boolean; deleted: boolean }>(
        `select provider_message_id as id, edited_at is not null as edited, deleted_at is not null as deleted
           from messages where tenant_id = current_tenant() and provider_message_id = any($1)`,
        [spoken.map(({ id }) => id)],
      )
      return new Map(rows.map((row) => [row.id, row]))
    })
    const all = spoken.every(({ kind, id }) => {
      const message = known.get(id)
      if (!message) return false
      return kind === 'edited' ? message.edited || message.deleted : kind === 'deleted' ? message.deleted : true
    })
    return all || null
  }

  return {
    zone,
    now: () => now,
    runUntilQuiet,

    async deliver(utterances: Utterance[]) {
      // one after another reaches us in that order only as far as the network keeps it
      const spoken = utterances.map((utterance) => leadPhone.speak(utterance))
      await heard('the lead was not heard', spoken)
    },

    async attendantWrites(text: string) {
      const id = evolution.attendant.sendText(phone, text, { instance })
      await heard('the attendant was not heard', [{ kind: 'message', id }])
    },

    async moveCard(status: KommoSlug) {
      await stage.syncCrm(tenant.id)
      const card = kommo.snapshot(tenant.kommoAccount).leads[0]
      if (!card || !kommo.moveLead(tenant.kommoAccount, card.id, status))
        throw new Error(`there is no card to move to ${status}`)
      await kommo.idle()
    },

    async console(action) {
      await stage.console(tenant.id, action)
    },

    async nextDue() {
      return calendarDue(await work())
    },

    async advanceTo(moment: Temporal.Instant) {
      for (;;) {
        const due = calendarDue(await work())
        if (due === null || Temporal.Instant.compare(due, moment) > 0) break
        await workOff(due, calendarDue)
        await runUntilQuiet()
      }
      if (Temporal.Instant.compare(moment, now) <= 0) return
      setClock(moment)
      await moveClock(pool, tenant.id, moment)
    },

    async readState({ withTurns = false } = {}): Promise<WorldState> {
      const rows = await inTenantAtOnce(pool, tenant.id, (tx) => readRows(tx, { withTurns }))
      const accepted = evolution
        .ledger(instance)
        .filter((entry) => !entry.phone.endsWith(GROUP))
        .map(({ id, text, at }) => ({ id, text, at: Temporal.Instant.from(at) }))
      remembered = rows.lead === null ? withGoodbye(remembered, accepted) : rows.messages
      return { ...rows, messages: remembered, accepted, crm: readCrm(kommo, tenant.kommoAccount), failedJobs: [] }
    },

    async settle() {
      await stage.syncCrm(tenant.id)
    },

    async close() {
      evolution.setFaults({}, instance)
    },
  }
}

/** After an erasure our rows are gone; what was said before is remembered, and what was said last is known to WhatsApp. */
function withGoodbye(messages: StoredMessage[], accepted: WorldState['accepted']): StoredMessage[] {
  const known = messages.filter(({ author, status }) => author === 'agent' && status !== 'cancelled').length
  const seq = messages.at(-1)?.seq ?? 0
  const goodbyes = accepted.slice(known).map(
    ({ id, text, at }, i): StoredMessage => ({
      id,
      seq: seq + i + 1,
      author: 'agent',
      purpose: 'turn',
      type: 'text',
      text,
      status: 'sent',
      turnId: 'erasure',
      asks: null,
      offers: [],
      at,
    }),
  )
  return [...messages, ...goodbyes]
}
