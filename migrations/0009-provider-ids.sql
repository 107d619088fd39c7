/*
 * The provider's id of one of our messages became known: by the answer to its send (`reached` is then 'sent'), by its echo, or by looking it
 * up. Updates that named the id before count now; a status never goes back. Whoever reads statuses at this moment waits for the lock.
 */
create function adopt_provider_id(tenant uuid, message uuid, channel uuid, provider_id text, reached text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  lattice text[] := array['queued', 'typing', 'sending', 'sent', 'failed', 'delivered', 'read', 'played'];
begin
  perform lock_provider_id(channel, provider_id);
  with early as (
    delete from early_statuses e where e.tenant_id = tenant and e.channel_id = channel and e.provider_message_id = provider_id
    returning e.status
  )
  update messages m
     set provider_message_id = provider_id,
         status = lattice[greatest(array_position(lattice, reached), array_position(lattice, m.status),
                                   (select max(array_position(lattice, early.status)) from early))]
   where m.tenant_id = tenant and m.id = message;
end $$;

-- Our own message comes back, or a person answered from the phone. Returns the outcome of the envelope.
create or replace function ingest_from_me(tenant uuid, channel uuid, conversation uuid, item jsonb) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ours uuid;
begin
  -- a send whose answer we never got: the echo names the id the provider gave it
  select id into ours from messages
   where tenant_id = tenant and conversation_id = conversation and status = 'sending' and provider_message_id is null
     and text = item ->> 'text' order by seq limit 1;
  if ours is not null then
    perform adopt_provider_id(tenant, ours, channel, item ->> 'providerMessageId', 'sending');
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
