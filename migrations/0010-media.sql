-- Files of messages: what became of each, where it is kept, and what was read of a bill.
alter table messages
  add column media_state text check (media_state in ('waiting', 'locked', 'done')),
  add column media_since timestamptz,
  add column media_key text,
  add column media_attempts smallint not null default 0,
  add column media_lease_owner text,
  add column media_lease_until timestamptz,
  add column sealed bytea;
comment on column messages.media_state is 'waiting: to be fetched and read · locked: a PDF whose password was asked for · done: what it came to stands in details.outcome.';
comment on column messages.media_since is 'Real time since which it waits; a turn waits for it no longer than MEDIA_WAIT_MS.';
comment on column messages.media_key is 'Its name in the media storage, chosen before it is fetched so that another try writes to the same place; null when nothing is kept.';
comment on column messages.media_attempts is 'Counted when a try begins, so that a file that kills its worker is given up too; also the token of the try that may end it.';
comment on column messages.sealed is 'The password of a PDF on its way to the file, AES-256-GCM under SECRET_KEY; removed once it was tried.';
create index messages_media_waiting on messages (tenant_id, conversation_id) where media_state in ('waiting', 'locked');
create index messages_media_kept on messages (tenant_id, created_at) where media_key is not null;

create table bills (
  tenant_id  uuid not null,
  message_id uuid not null,
  fields     jsonb not null,
  confidence jsonb not null default '{}',
  provenance jsonb not null default '{}',
  checks     jsonb not null default '[]',
  holder     jsonb,
  read_at    timestamptz not null,
  primary key (tenant_id, message_id),
  foreign key (tenant_id, message_id) references messages on delete cascade
);
comment on table bills is 'What was read of an electricity bill; neither CPF or CNPJ of a person, nor password, nor payment code.';
comment on column bills.holder is 'Keyed hashes of the words of the holder''s name, to see whether it is the lead''s; the name itself only where the playbook keeps it.';
comment on column bills.read_at is 'Tenant clock.';
alter table bills enable row level security;
create policy tenant on bills using (tenant_id = current_tenant());

create table media_removals (
  tenant_id  uuid not null references tenants on delete cascade,
  id         uuid not null default gen_random_uuid(),
  key        text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
comment on table media_removals is 'Files whose message is gone: a key, or a folder when it ends in a slash. A row goes when the files are removed.';
alter table media_removals enable row level security;
create policy tenant on media_removals using (tenant_id = current_tenant());

-- Whoever deletes a message, a lead or everybody: the files of it go too.
create function queue_media_removal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  insert into media_removals (tenant_id, key) select old.tenant_id, old.media_key
   where exists (select from tenants where id = old.tenant_id);
  return old;
end $$;
create trigger messages_media_removal after delete on messages for each row when (old.media_key is not null)
  execute function queue_media_removal();

alter table model_calls drop constraint model_calls_operation_check;
alter table model_calls add constraint model_calls_operation_check check (operation in ('extract', 'word', 'transcribe'));

drop function ingest_message(uuid, uuid, jsonb, interval, interval);
/*
 * One message of a lead. `wakes`: it may start a turn. Returns the outcome of the envelope, and the messages whose files are to be read.
 * `sealed`: the text may be the password that was asked for, encrypted; then the text itself is stored nowhere.
 */
create function ingest_message(tenant uuid, channel uuid, item jsonb, debounce interval, debounce_max interval)
returns table (outcome text, conversation uuid, media uuid[], secret boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  existing record;
  conv conversations;
  wakes boolean;
  moment timestamptz;
  stored uuid;
begin
  select m.id, m.direction, m.conversation_id into existing from messages m
   where m.tenant_id = tenant and m.channel_id = channel and m.provider_message_id = item ->> 'providerMessageId';
  if found then
    return query select 'duplicate', existing.conversation_id, '{}'::uuid[], true;
    return;
  end if;
  if item ->> 'kind' = 'sent_echo' and not exists (
       select from lead_identities i join jsonb_array_elements(item -> 'identities') x
           on i.kind = x ->> 'kind' and i.value = x ->> 'value' where i.tenant_id = tenant) then
    return query select 'ignored', null::uuid, '{}'::uuid[], false; -- another program writes to somebody who is no lead of ours
    return;
  end if;
  conversation := resolve_conversation(tenant, channel, item -> 'identities', item ->> 'jid',
                                       case when (item ->> 'fromMe')::boolean then null else item ->> 'pushName' end);
  select * into conv from conversations c where c.tenant_id = tenant and c.id = conversation for update;
  if (item ->> 'fromMe')::boolean or item ->> 'kind' = 'sent_echo' then
    return query select ingest_from_me(tenant, channel, conversation, item), conversation, '{}'::uuid[], false;
    return;
  end if;
  moment := tenant_now(tenant);
  secret := item ? 'sealed' and conv.asks is not distinct from 'bill_password';
  wakes := (item ->> 'wakes')::boolean or ((item ->> 'wakesOnYesNo')::boolean and conv.asks in (
             'ownsProperty', 'decisionMaker', 'hasSolar', 'wantsExpansion', 'competitorContract',
             'confirmation', 'identity', 'resume', 'erase', 'attendance', 'bill_check'));
  insert into messages (tenant_id, conversation_id, channel_id, seq, direction, author, type, text, details, provider_message_id, provider_at,
                        consumed_at, status, media_state, media_since, sealed)
    values (tenant, conversation, channel, conv.next_seq, 'in', 'lead', item ->> 'type',
            case when secret then item ->> 'redactedText' else item ->> 'text' end,
            case when secret then item -> 'details' || '{"password": true}' else item -> 'details' end,
            item ->> 'providerMessageId', to_timestamp((item ->> 'providerAt')::bigint),
            case when wakes then null else moment end, case when wakes then 'received' else 'ignored' end,
            case when (item ->> 'hasFile')::boolean then 'waiting' end, case when (item ->> 'hasFile')::boolean then clock_timestamp() end,
            case when secret then decode(item ->> 'sealed', 'base64') end)
    returning id into stored;
  media := case when (item ->> 'hasFile')::boolean then array[stored] else '{}' end;
  if secret then
    with reopened as (
      update messages m set media_state = 'waiting', media_since = clock_timestamp(), media_attempts = 0
       where m.tenant_id = tenant and m.conversation_id = conversation and m.media_state = 'locked' returning m.id)
    select media || coalesce(array_agg(id), '{}') into media from reopened;
  end if;
  update conversations c
     set next_seq = c.next_seq + 1,
         first_unconsumed_at = case when wakes then coalesce(c.first_unconsumed_at, moment) else c.first_unconsumed_at end,
         turn_due_at = case when wakes then least(moment + debounce, coalesce(c.first_unconsumed_at, moment) + debounce_max) else c.turn_due_at end
   where c.tenant_id = tenant and c.id = conversation;
  if wakes then
    update follow_ups f set status = 'cancelled'
     where f.tenant_id = tenant and f.conversation_id = conversation and f.status = 'pending';
  end if;
  return query select case when wakes then 'accepted' else 'ignored' end, conversation, media, secret;
end $$;

create or replace function ingest_change(tenant uuid, channel uuid, item jsonb, debounce interval) returns table (outcome text, conversation uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  lattice text[] := array['queued', 'typing', 'sending', 'sent', 'delivered', 'read', 'played'];
  target messages;
begin
  select * into target from messages m
   where m.tenant_id = tenant and m.channel_id = channel and m.provider_message_id = item ->> 'providerMessageId' for update;
  if not found and item ->> 'kind' = 'status' then
    -- its id may be on its way into our row just now: whoever comes second sees what the other wrote
    perform lock_provider_id(channel, item ->> 'providerMessageId');
    select * into target from messages m
     where m.tenant_id = tenant and m.channel_id = channel and m.provider_message_id = item ->> 'providerMessageId' for update;
  end if;
  if not found then
    if item ->> 'kind' = 'status' then
      insert into early_statuses values (tenant, channel, item ->> 'providerMessageId', item ->> 'status') on conflict do nothing;
    end if;
    return query select 'ignored', null::uuid;
    return;
  end if;
  conversation := target.conversation_id;
  if item ->> 'kind' = 'status' then
    if target.direction = 'in' then return query select 'ignored', conversation; return; end if;
    if item ->> 'status' = 'failed' then
      if target.status not in ('sending', 'sent') then return query select 'duplicate', conversation; return; end if;
    elsif target.status <> 'failed' and coalesce(array_position(lattice, item ->> 'status'), 0) <= array_position(lattice, target.status) then
      return query select 'duplicate', conversation; return;
    end if;
    update messages set status = item ->> 'status' where tenant_id = tenant and id = target.id;
  elsif item ->> 'kind' = 'delete' then
    if target.deleted_at is not null then return query select 'duplicate', conversation; return; end if;
    insert into media_removals (tenant_id, key) select tenant, target.media_key where target.media_key is not null;
    delete from bills b where b.tenant_id = tenant and b.message_id = target.id;
    update messages set text = '', details = '{}', deleted_at = tenant_now(tenant), media_state = null, media_key = null, sealed = null,
           consumed_at = coalesce(consumed_at, tenant_now(tenant)) where tenant_id = tenant and id = target.id;
  else
    -- an edited password would stand there in clear; the one that was sent first has been tried
    if target.deleted_at is not null or target.text = item ->> 'text' or target.details ? 'password' then
      return query select 'duplicate', conversation; return;
    end if;
    update messages set text = item ->> 'text', edited_at = tenant_now(tenant),
           -- edited after it was answered: it is heard again, as a correction
           consumed_at = case when direction = 'in' and status = 'received' then null else consumed_at end
     where tenant_id = tenant and id = target.id;
    if target.direction = 'in' and target.status = 'received' then
      update conversations c set first_unconsumed_at = coalesce(c.first_unconsumed_at, tenant_now(tenant)), turn_due_at = tenant_now(tenant) + debounce
       where c.tenant_id = tenant and c.id = conversation;
    end if;
  end if;
  return query select 'accepted', conversation;
end $$;

drop function ingest_batch(jsonb, interval, interval);
/*
 * Stores a batch of envelopes of any tenants in one statement. Each: {n, tenantId, channelId, event, payload, redacted?, items: […]}.
 * Returns, for each envelope, what became of it, which conversations now wait for a turn and when (real time), and which files are to be read.
 */
create function ingest_batch(batch jsonb, debounce interval, debounce_max interval)
returns table (n integer, outcome text, tenant_id uuid, conversation_id uuid, run_at timestamptz, media_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  envelope jsonb;
  item jsonb;
  result record;
  outcomes text[];
  final text;
  files uuid[];
  secret boolean;
begin
  -- one order of locks for all batches, so that two of them never wait for each other
  perform pg_advisory_xact_lock(key) from (
    select hashtextextended(concat(e ->> 'tenantId', i ->> 'kind', i ->> 'value'), 1) as key
      from jsonb_array_elements(batch) e, jsonb_array_elements(e -> 'items') x, jsonb_array_elements(coalesce(x -> 'identities', '[]')) i
     union
    -- those of lock_provider_id: an echo asks for one when it already holds its conversation
    select hashtextextended(concat((e ->> 'channelId')::uuid, x ->> 'providerMessageId'), 2)
      from jsonb_array_elements(batch) e, jsonb_array_elements(e -> 'items') x
     where x ->> 'kind' in ('status', 'sent_echo') or (x ->> 'fromMe')::boolean
     order by 1) keys;
  for envelope in select e from jsonb_array_elements(batch) e loop
    n := (envelope ->> 'n')::integer;
    tenant_id := (envelope ->> 'tenantId')::uuid;
    outcomes := '{}';
    files := '{}';
    secret := false;
    for item in select i from jsonb_array_elements(envelope -> 'items') i loop
      conversation_id := null;
      if item ->> 'kind' in ('message', 'sent_echo') then
        select * into result from ingest_message(tenant_id, (envelope ->> 'channelId')::uuid, item, debounce, debounce_max);
        outcomes := outcomes || result.outcome;
        conversation_id := result.conversation;
        files := files || result.media;
        secret := secret or result.secret;
      elsif item ->> 'kind' in ('status', 'edit', 'delete') then
        select * into result from ingest_change(tenant_id, (envelope ->> 'channelId')::uuid, item, debounce);
        outcomes := outcomes || result.outcome;
        conversation_id := result.conversation;
        secret := secret or result.outcome = 'duplicate';
      elsif item ->> 'kind' = 'connection' then
        update channels c set state = item ->> 'state', own_phone = coalesce(item ->> 'ownPhone', c.own_phone)
         where c.tenant_id = (envelope ->> 'tenantId')::uuid and c.id = (envelope ->> 'channelId')::uuid;
        outcomes := outcomes || 'accepted'::text;
      else
        outcomes := outcomes || 'ignored'::text;
      end if;
      if conversation_id is not null then
        select real_run_at(c.tenant_id, c.turn_due_at) into run_at from conversations c
         where c.tenant_id = (envelope ->> 'tenantId')::uuid and c.id = conversation_id;
        outcome := null;
        if run_at is not null then return next; end if;
      end if;
    end loop;
    final := case when 'accepted' = any(outcomes) then 'accepted' when 'duplicate' = any(outcomes) then 'duplicate' else 'ignored' end;
    insert into webhook_events (tenant_id, channel_id, event, status, reason, payload)
      values ((envelope ->> 'tenantId')::uuid, (envelope ->> 'channelId')::uuid, envelope ->> 'event', final,
              (select string_agg(i ->> 'reason', ', ') from jsonb_array_elements(envelope -> 'items') i),
              case when secret and envelope ? 'redacted' then envelope -> 'redacted' else envelope -> 'payload' end);
    outcome := null; conversation_id := null; run_at := null;
    foreach media_id in array files loop return next; end loop;
    outcome := final; media_id := null;
    return next;
  end loop;
end $$;

-- What is due by each tenant's clock but may have no job: after a crash, after the clock was moved. Files are due by real time.
create or replace function find_due(only_tenant uuid default null, grace interval default '0', most integer default 1000)
returns table (task text, tenant_id uuid, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  with t as (select tenants.id, coalesce(clock_frozen_at, clock_timestamp() + clock_offset) - grace as moment
               from tenants where active and (only_tenant is null or tenants.id = only_tenant))
  select * from (
    select 'process_turn', c.tenant_id, c.id from t join conversations c on c.tenant_id = t.id
     where c.turn_due_at <= t.moment and (c.lease_until is null or c.lease_until < clock_timestamp())
    union all
    select 'normalise_media', m.tenant_id, m.id from t join messages m on m.tenant_id = t.id
     where m.media_state = 'waiting' and m.media_since <= clock_timestamp() - grace
       and (m.media_lease_until is null or m.media_lease_until < clock_timestamp())
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

-- Frees what dead workers held: leases, and sends that no longer can be running; their jobs are freed by graphile-worker's own function.
create or replace function bury_workers(silent_for interval) returns setof text
language sql security definer set search_path = public, pg_temp as $$
  with dead as (delete from workers where heartbeat_at < clock_timestamp() - silent_for returning id, job_lockers),
       turns as (update conversations set lease_owner = null, lease_token = null, lease_until = null
                  where lease_owner in (select id from dead)),
       syncs as (update crm_links set lease_owner = null, lease_until = null where lease_owner in (select id from dead)),
       files as (update messages set media_lease_owner = null, media_lease_until = null
                  where media_state = 'waiting' and media_lease_owner in (select id from dead)),
       sends as (update messages set attempted_at = null where status = 'sending' and attempt_by in (select id from dead))
  select unnest(job_lockers) from dead
$$;
