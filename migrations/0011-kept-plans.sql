-- PostgreSQL plans a function in `language sql` again at every call. These are called several times a turn, so they keep their plans.

create or replace function tenant_now(tenant uuid) returns timestamptz language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select coalesce(t.clock_frozen_at, clock_timestamp() + t.clock_offset) from tenants t where t.id = tenant);
end $$;

create or replace function real_run_at(tenant uuid, due timestamptz) returns timestamptz language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select case when t.clock_frozen_at is null then greatest(due - t.clock_offset, clock_timestamp())
                      when due <= t.clock_frozen_at then clock_timestamp() end
            from tenants t where t.id = tenant);
end $$;

create or replace function lock_provider_id(channel uuid, provider_id text) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat(channel, provider_id), 2));
end $$;

-- Asked for by the sweeper every few seconds, and whenever a virtual clock moves. One plan serves both: it goes from the tenants to what is
-- pending, which is little, whatever the tables were like when it was made.
create or replace function find_due(only_tenant uuid default null, grace interval default '0', most integer default 1000)
returns table (task text, tenant_id uuid, id uuid)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return query
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
    ) due limit most;
end $$;

/*
 * graphile-worker's add_job, whose statements PostgreSQL would plan anew at every call: unnesting one job looks cheaper than unnesting the ten
 * it assumes. Its tables are empty when a plan is made and may be long later, hence never a scan of all of one.
 */
create function add_job(task text, payload json, run_at timestamptz, max_attempts integer, job_key text, job_key_mode text) returns void
language plpgsql set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  perform graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => max_attempts, job_key => job_key, job_key_mode => job_key_mode);
end $$;

-- The same for several jobs at once.
create function add_jobs(specs jsonb) returns void strict
language plpgsql set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  perform graphile_worker.add_jobs(array(
    select row(s ->> 'task', s -> 'payload', null, (s ->> 'runAt')::timestamptz, (s ->> 'maxAttempts')::integer, s ->> 'key', 0, null)::graphile_worker.job_spec
      from jsonb_array_elements(specs) s));
end $$;
