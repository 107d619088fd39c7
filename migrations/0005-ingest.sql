create table webhook_events (
  tenant_id   uuid not null,
  id          uuid not null default gen_random_uuid(),
  channel_id  uuid not null,
  event       text not null,
  status      text not null check (status in ('accepted', 'duplicate', 'ignored', 'failed')),
  reason      text,
  payload     jsonb not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, id, received_at)
) partition by range (received_at);
comment on table webhook_events is 'Every envelope as it came, without files; one partition a day, dropped by retention.';
create index webhook_events_recent on webhook_events (tenant_id, received_at desc);
alter table webhook_events enable row level security;
create policy tenant on webhook_events using (tenant_id = current_tenant());
-- never missed while the day's partition is not there yet
create table webhook_events_default partition of webhook_events default;
-- a partition asked for by its own name shows nothing: it has row-level security and no policy
alter table webhook_events_default enable row level security;

create function prepare_event_partitions(days_ahead integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date;
  partition text;
begin
  perform pg_advisory_xact_lock(hashtextextended('girassol.event_partitions', 0));
  for day in select d::date from generate_series(current_date, current_date + days_ahead, interval '1 day') d loop
    partition := 'webhook_events_' || to_char(day, 'YYYYMMDD');
    if to_regclass(partition) is null and not exists (
         select from webhook_events_default where received_at >= day and received_at < day + 1) then
      execute format('create table %I partition of webhook_events for values from (%L) to (%L)', partition, day, day + 1);
      execute format('alter table %I enable row level security', partition);
    end if;
  end loop;
end $$;

create function drop_event_partitions(keep_days integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  partition text;
  dropped integer := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'webhook_events'::regclass and c.relname ~ '^webhook_events_[0-9]{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - keep_days
  loop
    execute format('drop table %I', partition);
    dropped := dropped + 1;
  end loop;
  delete from webhook_events_default where received_at < current_date - keep_days;
  return dropped;
end $$;

create table early_statuses (
  tenant_id           uuid not null,
  channel_id          uuid not null,
  provider_message_id text not null,
  status              text not null,
  received_at         timestamptz not null default now(),
  primary key (tenant_id, channel_id, provider_message_id, status)
);
comment on table early_statuses is 'Delivery updates that overtook the answer to the send that caused them; used when the id becomes known.';
alter table early_statuses enable row level security;
create policy tenant on early_statuses using (tenant_id = current_tenant());

create function drop_early_statuses() returns void language sql security definer set search_path = public, pg_temp as
$$ delete from early_statuses where received_at < now() - interval '1 day' $$;

-- Two people turn out to be one (a LID whose phone became known): everything moves to the older lead.
create function merge_leads(tenant uuid, kept uuid, merged uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  pair record;
  base bigint;
begin
  for pair in
    select m.id as merged_id, k.id as kept_id, m.channel_id from conversations m
      left join conversations k on k.tenant_id = tenant and k.lead_id = kept and k.channel_id = m.channel_id
     where m.tenant_id = tenant and m.lead_id = merged
  loop
    if pair.kept_id is null then
      update conversations set lead_id = kept where tenant_id = tenant and id = pair.merged_id;
    else
      select next_seq into base from conversations where tenant_id = tenant and id = pair.kept_id for update;
      update messages set conversation_id = pair.kept_id, seq = seq + base where tenant_id = tenant and conversation_id = pair.merged_id;
      update turns set conversation_id = pair.kept_id where tenant_id = tenant and conversation_id = pair.merged_id;
      update bookings set conversation_id = pair.kept_id where tenant_id = tenant and conversation_id = pair.merged_id;
      update conversations k
         set next_seq = k.next_seq + m.next_seq, silence = coalesce(k.silence, m.silence), address = m.address,
             attendant_last_at = greatest(k.attendant_last_at, m.attendant_last_at),
             first_unconsumed_at = least(k.first_unconsumed_at, m.first_unconsumed_at), turn_due_at = coalesce(greatest(k.turn_due_at, m.turn_due_at), k.turn_due_at, m.turn_due_at)
        from conversations m
       where k.tenant_id = tenant and k.id = pair.kept_id and m.tenant_id = tenant and m.id = pair.merged_id;
    end if;
  end loop;
  update bookings set status = 'cancelled' where tenant_id = tenant and lead_id = merged and status = 'confirmed'
     and exists (select from bookings b where b.tenant_id = tenant and b.lead_id = kept and b.status = 'confirmed');
  update bookings set lead_id = kept where tenant_id = tenant and lead_id = merged;
  update lead_identities set lead_id = kept where tenant_id = tenant and lead_id = merged;
  update leads k set facts = m.facts || k.facts, push_name = coalesce(k.push_name, m.push_name), updated_at = now()
    from leads m where k.tenant_id = tenant and k.id = kept and m.tenant_id = tenant and m.id = merged;
  delete from leads where tenant_id = tenant and id = merged;
end $$;

-- The conversation of a person on a channel, made when it is the first message; merges people that turn out to be one.
create function resolve_conversation(tenant uuid, channel uuid, identities jsonb, jid text, name text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_leads uuid[];
  lead uuid;
  conversation uuid;
begin
  select array_agg(l.id order by l.created_at, l.id) into found_leads
    from leads l
   where l.tenant_id = tenant and l.id in (
     select i.lead_id from lead_identities i join jsonb_array_elements(identities) x
         on i.kind = x ->> 'kind' and i.value = x ->> 'value' where i.tenant_id = tenant);
  lead := found_leads[1];
  for i in 2 .. coalesce(array_length(found_leads, 1), 0) loop
    perform merge_leads(tenant, lead, found_leads[i]);
  end loop;
  if lead is null then
    insert into leads (tenant_id, push_name) values (tenant, name) returning id into lead;
  elsif name is not null then
    update leads set push_name = name where tenant_id = tenant and id = lead and push_name is distinct from name;
  end if;
  insert into lead_identities (tenant_id, kind, value, lead_id)
    select tenant, x ->> 'kind', x ->> 'value', lead from jsonb_array_elements(identities) x
    on conflict do nothing;
  insert into conversations as c (tenant_id, lead_id, channel_id, address) values (tenant, lead, channel, jid)
    on conflict (tenant_id, lead_id, channel_id) do update set address = excluded.address
    returning c.id into conversation;
  return conversation;
end $$;

-- Our own message comes back, or a person answered from the phone. Returns the outcome of the envelope.
create function ingest_from_me(tenant uuid, channel uuid, conversation uuid, item jsonb) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ours uuid;
begin
  -- a send whose answer we never got: the echo names the id the provider gave it
  select id into ours from messages
   where tenant_id = tenant and conversation_id = conversation and status = 'sending' and provider_message_id is null
     and text = item ->> 'text' order by seq limit 1;
  if ours is not null then
    update messages set provider_message_id = item ->> 'providerMessageId' where tenant_id = tenant and id = ours;
    return 'accepted';
  end if;
  if item ->> 'kind' = 'sent_echo' or item ->> 'type' = 'reaction' then return 'ignored'; end if;
  insert into messages (tenant_id, conversation_id, channel_id, seq, direction, author, type, text, details, provider_message_id, provider_at, consumed_at, status)
    select tenant, c.id, channel, c.next_seq, 'out', 'attendant', item ->> 'type', item ->> 'text', item -> 'details',
           item ->> 'providerMessageId', to_timestamp((item ->> 'providerAt')::bigint), tenant_now(tenant), 'sent'
      from conversations c where c.tenant_id = tenant and c.id = conversation;
  update leads l set stage_before = case when l.stage = 'handoff' then l.stage_before else l.stage end, stage = 'handoff',
                     handoff_reason = coalesce(case when l.stage = 'handoff' then l.handoff_reason end, 'takeover'), updated_at = now()
    from conversations c
   where c.tenant_id = tenant and c.id = conversation and l.tenant_id = tenant and l.id = c.lead_id
     and l.stage not in ('opted_out', 'won', 'lost');
  update conversations
     set next_seq = next_seq + 1, attendant_last_at = tenant_now(tenant),
         silence = case when silence in ('handoff', 'opted_out', 'erasure_asked') then silence else 'takeover' end
   where tenant_id = tenant and id = conversation;
  update messages set status = 'cancelled', error = 'an attendant answered'
   where tenant_id = tenant and conversation_id = conversation and status in ('queued', 'typing');
  update follow_ups set status = 'cancelled' where tenant_id = tenant and conversation_id = conversation and status = 'pending';
  return 'accepted';
end $$;

-- One message of a lead. `wakes`: it may start a turn. Returns the outcome of the envelope.
create function ingest_message(tenant uuid, channel uuid, item jsonb, debounce interval, debounce_max interval)
returns table (outcome text, conversation uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  existing record;
  conv conversations;
  wakes boolean;
  moment timestamptz;
begin
  select m.id, m.direction, m.conversation_id into existing from messages m
   where m.tenant_id = tenant and m.channel_id = channel and m.provider_message_id = item ->> 'providerMessageId';
  if found then
    return query select 'duplicate', existing.conversation_id;
    return;
  end if;
  if item ->> 'kind' = 'sent_echo' and not exists (
       select from lead_identities i join jsonb_array_elements(item -> 'identities') x
           on i.kind = x ->> 'kind' and i.value = x ->> 'value' where i.tenant_id = tenant) then
    return query select 'ignored', null::uuid; -- another program writes to somebody who is no lead of ours
    return;
  end if;
  conversation := resolve_conversation(tenant, channel, item -> 'identities', item ->> 'jid',
                                       case when (item ->> 'fromMe')::boolean then null else item ->> 'pushName' end);
  select * into conv from conversations c where c.tenant_id = tenant and c.id = conversation for update;
  if (item ->> 'fromMe')::boolean or item ->> 'kind' = 'sent_echo' then
    return query select ingest_from_me(tenant, channel, conversation, item), conversation;
    return;
  end if;
  moment := tenant_now(tenant);
  wakes := (item ->> 'wakes')::boolean or ((item ->> 'wakesOnYesNo')::boolean and conv.asks in (
             'ownsProperty', 'decisionMaker', 'hasSolar', 'wantsExpansion', 'competitorContract',
             'confirmation', 'identity', 'resume', 'erase', 'attendance'));
  insert into messages (tenant_id, conversation_id, channel_id, seq, direction, author, type, text, details, provider_message_id, provider_at, consumed_at, status)
    values (tenant, conversation, channel, conv.next_seq, 'in', 'lead', item ->> 'type', item ->> 'text', item -> 'details',
            item ->> 'providerMessageId', to_timestamp((item ->> 'providerAt')::bigint),
            case when wakes then null else moment end, case when wakes then 'received' else 'ignored' end);
  update conversations c
     set next_seq = c.next_seq + 1,
         first_unconsumed_at = case when wakes then coalesce(c.first_unconsumed_at, moment) else c.first_unconsumed_at end,
         turn_due_at = case when wakes then least(moment + debounce, coalesce(c.first_unconsumed_at, moment) + debounce_max) else c.turn_due_at end
   where c.tenant_id = tenant and c.id = conversation;
  if wakes then
    update follow_ups f set status = 'cancelled'
     where f.tenant_id = tenant and f.conversation_id = conversation and f.status = 'pending';
  end if;
  return query select case when wakes then 'accepted' else 'ignored' end, conversation;
end $$;

create function lock_provider_id(channel uuid, provider_id text) returns void
language sql set search_path = public, pg_temp as
$$ select pg_advisory_xact_lock(hashtextextended(concat(channel, provider_id), 2)) $$;

create function ingest_change(tenant uuid, channel uuid, item jsonb, debounce interval) returns table (outcome text, conversation uuid)
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
    update messages set text = '', details = '{}', deleted_at = tenant_now(tenant),
           consumed_at = coalesce(consumed_at, tenant_now(tenant)) where tenant_id = tenant and id = target.id;
  else
    if target.deleted_at is not null or target.text = item ->> 'text' then return query select 'duplicate', conversation; return; end if;
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

/*
 * Stores a batch of envelopes of any tenants in one statement. Each: {n, tenantId, channelId, event, payload, items: […]}.
 * Returns, for each envelope, what became of it, and which conversations now wait for a turn and when (real time).
 */
create function ingest_batch(batch jsonb, debounce interval, debounce_max interval)
returns table (n integer, outcome text, tenant_id uuid, conversation_id uuid, run_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  envelope jsonb;
  item jsonb;
  result record;
  outcomes text[];
  final text;
begin
  -- one order of locks for all batches, so that two of them never wait for each other
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(concat(e ->> 'tenantId', i ->> 'kind', i ->> 'value'), 1) as key
      from jsonb_array_elements(batch) e, jsonb_array_elements(e -> 'items') x, jsonb_array_elements(coalesce(x -> 'identities', '[]')) i
     order by 1) keys;
  for envelope in select e from jsonb_array_elements(batch) e loop
    n := (envelope ->> 'n')::integer;
    tenant_id := (envelope ->> 'tenantId')::uuid;
    outcomes := '{}';
    for item in select i from jsonb_array_elements(envelope -> 'items') i loop
      conversation_id := null;
      if item ->> 'kind' in ('message', 'sent_echo') then
        select * into result from ingest_message(tenant_id, (envelope ->> 'channelId')::uuid, item, debounce, debounce_max);
        outcomes := outcomes || result.outcome;
        conversation_id := result.conversation;
      elsif item ->> 'kind' in ('status', 'edit', 'delete') then
        select * into result from ingest_change(tenant_id, (envelope ->> 'channelId')::uuid, item, debounce);
        outcomes := outcomes || result.outcome;
        conversation_id := result.conversation;
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
              (select string_agg(i ->> 'reason', ', ') from jsonb_array_elements(envelope -> 'items') i), envelope -> 'payload');
    outcome := final; conversation_id := null; run_at := null;
    return next;
  end loop;
end $$;
