create table crm_links (
  tenant_id     uuid not null,
  lead_id       uuid not null,
  contact_id    bigint,
  crm_lead_id   bigint,
  -- what was last written there, so that nothing is written twice
  written       jsonb not null default '{}',
  lease_owner   text,
  lease_until   timestamptz,
  synced_at     timestamptz,
  error         text,
  primary key (tenant_id, lead_id),
  foreign key (tenant_id, lead_id) references leads on delete cascade
);
create table crm_notes (
  tenant_id   uuid not null,
  id          uuid not null default gen_random_uuid(),
  lead_id     uuid not null,
  kind        text not null check (kind in ('note', 'task')),
  dedupe_key  text not null,
  text        text not null,
  due_at      timestamptz,
  crm_id      bigint,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, lead_id, dedupe_key),
  foreign key (tenant_id, lead_id) references leads on delete cascade
);
comment on table crm_notes is 'Notes and tasks on their way to the CRM; crm_id is set when they are there.';
create index crm_notes_unsent on crm_notes (tenant_id, lead_id) where crm_id is null;
alter table crm_links enable row level security;
alter table crm_notes enable row level security;
create policy tenant on crm_links using (tenant_id = current_tenant());
create policy tenant on crm_notes using (tenant_id = current_tenant());

create table erasures (
  tenant_id   uuid not null references tenants on delete cascade,
  phone_hash  bytea not null,
  receipt     text not null,
  erased_at   timestamptz not null default now(),
  primary key (tenant_id, phone_hash)
);
comment on table erasures is 'Salted hashes of erased numbers, so that no campaign writes to them again.';
alter table erasures enable row level security;
create policy tenant on erasures using (tenant_id = current_tenant());

create table workers (
  id           text primary key,
  job_lockers  text[] not null,
  started_at   timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
);
comment on column workers.job_lockers is 'The ids under which this process locks jobs of graphile-worker.';
comment on table workers is 'Which worker processes live; no tenant data. The sweeper frees what the silent ones held.';

-- What is due by each tenant's clock but may have no job: after a crash, after the clock was moved.
create function find_due(only_tenant uuid default null, grace interval default '0', most integer default 1000)
returns table (task text, tenant_id uuid, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  with t as (select tenants.id, coalesce(clock_frozen_at, clock_timestamp() + clock_offset) - grace as moment
               from tenants where active and (only_tenant is null or tenants.id = only_tenant))
  select * from (
    select 'process_turn', c.tenant_id, c.id from t join conversations c on c.tenant_id = t.id
     where c.turn_due_at <= t.moment and (c.lease_until is null or c.lease_until < clock_timestamp())
    union all
    select 'send_message', m.tenant_id, m.conversation_id from t join messages m on m.tenant_id = t.id
     where m.status in ('queued', 'typing', 'sending') and coalesce(m.due_at, '-infinity') <= t.moment
       and not exists (select from messages e where e.tenant_id = m.tenant_id and e.conversation_id = m.conversation_id and e.seq < m.seq
                          and e.status in ('queued', 'typing', 'sending'))
    union all
    select 'send_message', c.tenant_id, c.id from t join conversations c on c.tenant_id = t.id
     where c.erase_receipt is not null and not exists (
       select from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.status in ('queued', 'typing', 'sending'))
    union all
    select 'send_follow_up', f.tenant_id, f.id from t join follow_ups f on f.tenant_id = t.id where f.status = 'pending' and f.due_at <= t.moment
    union all
    select 'send_reminder', r.tenant_id, r.booking_id from t join reminders r on r.tenant_id = t.id where r.status = 'pending' and r.due_at <= t.moment
  ) due limit most
$$;

-- The next moment of a tenant's clock at which something is due; null when nothing is planned.
create function next_due(tenant uuid) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select least(
    (select min(turn_due_at) from conversations where tenant_id = tenant and turn_due_at is not null),
    (select min(due_at) from messages where tenant_id = tenant and status in ('queued', 'typing', 'sending')),
    (select min(due_at) from follow_ups where tenant_id = tenant and status = 'pending'),
    (select min(due_at) from reminders where tenant_id = tenant and status = 'pending'))
$$;

create function move_clock(tenant uuid, moment timestamptz) returns timestamptz
language sql security definer set search_path = public, pg_temp as $$
  update tenants set clock_frozen_at = case when clock_frozen_at is null then null else moment end,
                     clock_offset = case when clock_frozen_at is null then moment - clock_timestamp() else clock_offset end
   where id = tenant returning moment
$$;

-- Frees what dead workers held: leases, and sends that no longer can be running; their jobs are freed by graphile-worker's own function.
create function bury_workers(silent_for interval) returns setof text
language sql security definer set search_path = public, pg_temp as $$
  with dead as (delete from workers where heartbeat_at < clock_timestamp() - silent_for returning id, job_lockers),
       turns as (update conversations set lease_owner = null, lease_token = null, lease_until = null
                  where lease_owner in (select id from dead)),
       syncs as (update crm_links set lease_owner = null, lease_until = null where lease_owner in (select id from dead)),
       sends as (update messages set attempted_at = null where status = 'sending' and attempt_by in (select id from dead))
  select unnest(job_lockers) from dead
$$;
