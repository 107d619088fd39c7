import assert from 'node:assert/strict'
import { until, type World } from './world.ts'

/** Work resumes in less than this after a crash, also work that nobody waits for. */
const JOBS_WITHIN_MS = 30_000

/** Notes which transaction heard which message, and which turn was part of it: rolled back with what it notes. */
const WITNESS = `
  create table witness_heard (message_id uuid, transaction text default pg_current_xact_id()::text);
  create table witness_turns (turn_id uuid, conversation_id uuid, status text, transaction text default pg_current_xact_id()::text);
  grant insert on witness_heard, witness_turns to girassol_app;
  create function witness_hearing() returns trigger language plpgsql as $$ begin
    insert into witness_heard (message_id) values (new.id);
    return null;
  end $$;
  create function witness_turn() returns trigger language plpgsql as $$ begin
    insert into witness_turns (turn_id, conversation_id, status) values (new.id, new.conversation_id, new.status);
    return null;
  end $$;
  create trigger witness after update on messages for each row
    when (old.consumed_at is null and new.consumed_at is not null) execute function witness_hearing();
  create trigger witness after insert on turns for each row execute function witness_turn();`

export async function placeWitness(world: World): Promise<void> {
  await world.owner.query(WITNESS)
}

type Inbound = { id: string; provider_message_id: string; heard: number; turns: number }
type Outbound = {
  id: string
  conversation_id: string
  seq: number
  text: string
  status: string
  provider_message_id: string | null
}

/**
 * Compares what leads wrote, what the rows say and what WhatsApp got, and fails on the first thing that was lost, answered twice, sent
 * twice or sent out of order. `written`: the ids of the messages that leads wrote. Returns what it counted.
 */
export async function judge(world: World, written: string[]) {
  const inbound = await world.rows<Inbound>(
    `select m.id, m.provider_message_id,
            (select count(*) from witness_heard h where h.message_id = m.id)::int as heard,
            (select count(*) from witness_heard h join witness_turns t using (transaction)
              where h.message_id = m.id and t.status in ('committed', 'silent'))::int as turns
       from messages m where m.direction = 'in'`,
  )
  const outbound = await world.rows<Outbound>(
    `select id, conversation_id, seq::int, text, status, provider_message_id from messages
      where direction = 'out' and author = 'agent' order by conversation_id, seq`,
  )
  const deafTurns = await world.rows(
    `select t.turn_id from witness_turns t where t.status in ('committed', 'silent')
        and not exists (select from witness_heard h where h.transaction = t.transaction)`,
  )
  const ledger = world.ledger()

  const stored = inbound.map(({ provider_message_id: id }) => id)
  assert.deepEqual(stored.toSorted(), written.toSorted(), 'every message of a lead is stored exactly once')
  assert.deepEqual(
    inbound.filter(({ heard, turns }) => heard !== 1 || turns !== 1),
    [],
    'every message is heard by exactly one turn that was committed',
  )
  assert.deepEqual(deafTurns, [], 'no turn answers what another had answered')

  const sent = outbound.filter(({ status }) => status !== 'cancelled')
  const places = new Map(ledger.map((entry, place) => [entry.id, { ...entry, place }]))
  assert.equal(places.size, ledger.length)
  const rowsById = new Map(sent.map((row) => [row.provider_message_id, row]))
  assert.deepEqual(
    ledger.filter(({ id }) => !rowsById.has(id)).map(({ phone, text }) => ({ phone, text })),
    [],
    'WhatsApp got nothing twice and nothing that the rows do not know',
  )
  assert.deepEqual(
    sent.filter((row) => places.get(row.provider_message_id ?? '')?.text !== row.text),
    [],
    'every bubble reached WhatsApp',
  )
  const overtaken = sent.filter((row, i) => {
    const before = sent[i - 1]
    if (before?.conversation_id !== row.conversation_id) return false
    return place(before) > place(row)
  })
  assert.deepEqual(overtaken, [], 'the bubbles of a conversation arrive in their order')
  assert.deepEqual(
    sent.filter(({ status }) => status !== 'read'),
    [],
    'every bubble got its ticks, and none was taken back',
  )
  await judgeJobs(world)
  return { inbound: inbound.length, bubbles: sent.length }

  function place(row: Outbound) {
    return places.get(row.provider_message_id ?? '')?.place ?? -1
  }
}

/** No job stays with a worker that is dead, and none was given up. */
async function judgeJobs(world: World) {
  await until('the jobs of dead workers are free', JOBS_WITHIN_MS, async () => {
    const held = await world.rows(
      `select id from graphile_worker.jobs where locked_by is not null and locked_by not in (select unnest(job_lockers) from workers)`,
    )
    return held.length === 0
  })
  const dead = await world.rows(
    `select task_identifier, last_error from graphile_worker.jobs where attempts >= max_attempts`,
  )
  assert.deepEqual(dead, [], 'no job was given up')
}
