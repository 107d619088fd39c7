import pg from 'pg'
import { until, type World } from './world.ts'

/**
 * Places at which a process can be held, in the test's own database only. The program knows nothing of them: its statement simply takes
 * until the gate opens, as under a lock, and meanwhile the process can be killed.
 * `claim`: a turn takes its lease · `memory`: the lease is taken and the turn reads what it remembers · `offer`: times are being held while
 * the turn thinks · `book`, `cancel`: the calendar changes while the turn acts · `turn`: the turn has acted and begins to commit · `words`:
 * it is committing · `sending`: a bubble after the first is about to be sent · `sent`: WhatsApp has a bubble and the row does not say so
 * yet · `ingest`: a webhook is being stored.
 */
const GATES = `
  create table gates (point text, lead uuid, lock int primary key);
  create function gate(at_point text, of_lead uuid) returns boolean language plpgsql volatile security definer set search_path = public, pg_temp as $$
  declare
    closed int;
  begin
    for closed in select lock from gates where point = at_point and lead = of_lead loop
      perform pg_advisory_xact_lock_shared(closed);
    end loop;
    return true;
  end $$;
  create function lead_of(conversation uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as
  $$ select lead_id from conversations where id = conversation $$;
  grant execute on function gate(text, uuid), lead_of(uuid) to girassol_app;

  create function gate_lead() returns trigger language plpgsql as $$ begin perform gate(tg_argv[0], new.lead_id); return new; end $$;
  create function gate_conversation() returns trigger language plpgsql as
  $$ begin perform gate(tg_argv[0], lead_of(new.conversation_id)); return new; end $$;
  create function gate_later_bubble() returns trigger language plpgsql as $$ begin
    if exists (select from messages m where m.turn_id = new.turn_id and m.direction = 'out' and m.seq < new.seq) then
      perform gate('sending', lead_of(new.conversation_id));
    end if;
    return new;
  end $$;
  create trigger gate_claim before update on conversations for each row
    when (new.lease_token is not null and new.lease_token is distinct from old.lease_token) execute function gate_lead('claim');
  alter policy tenant on checkpoints using (split_part(thread_id, ':', 1) = current_tenant()::text
    and gate('memory', lead_of(split_part(thread_id, ':', 2)::uuid)));
  create trigger gate_offer before insert on holds for each row execute function gate_lead('offer');
  create trigger gate_book before insert on bookings for each row execute function gate_lead('book');
  create trigger gate_cancel before update on bookings for each row when (new.status = 'cancelled') execute function gate_lead('cancel');
  create trigger gate_turn before insert on turns for each row execute function gate_conversation('turn');
  create trigger gate_words before insert on messages for each row when (new.direction = 'out') execute function gate_conversation('words');
  create trigger gate_ingest before insert on messages for each row when (new.direction = 'in') execute function gate_conversation('ingest');
  create trigger gate_sending before update on messages for each row
    when (new.status = 'sending' and old.status <> 'sending') execute function gate_later_bubble();
  create trigger gate_sent before update on messages for each row
    when (new.status <> 'sending' and old.status = 'sending') execute function gate_conversation('sent');`

export type Gates = Awaited<ReturnType<typeof placeGates>>
export type Point = 'claim' | 'memory' | 'offer' | 'book' | 'cancel' | 'turn' | 'words' | 'sending' | 'sent' | 'ingest'

/** Gates of a world; none is closed at first. */
export async function placeGates(world: World, t: { after(hook: () => Promise<void>): void }) {
  await world.owner.query(GATES)
  const keeper = new pg.Client({ connectionString: world.databaseUrl })
  keeper.on('error', () => undefined)
  await keeper.connect()
  t.after(() => keeper.end().catch(() => undefined))
  let locks = 0
  return {
    /** Closes the gate for one lead. */
    async close(point: Point, phone: string) {
      const lock = ++locks
      await keeper.query('select pg_advisory_lock($1::int)', [lock])
      await keeper.query(
        'insert into gates (point, lead, lock) select $1, lead_id, $3 from lead_identities where value = $2',
        [point, phone, lock],
      )
      return {
        /** Resolves when a process waits at the gate. */
        reached: () =>
          until(`somebody waits at ${point}`, REACH_WITHIN_MS, async () => {
            const { rowCount } = await world.owner.query(
              `select from pg_locks where locktype = 'advisory' and not granted and objid = $1
                  and database = (select oid from pg_database where datname = current_database())`,
              [lock],
            )
            return rowCount === 1
          }),
        /** Nobody is held here any more. */
        async open() {
          await keeper.query('delete from gates where lock = $1', [lock])
          await keeper.query('select pg_advisory_unlock($1::int)', [lock])
        },
      }
    },
  }
}

const REACH_WITHIN_MS = 30_000
