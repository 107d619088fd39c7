create table users (
  id            uuid primary key default gen_random_uuid(),
  tenant_id     uuid references tenants on delete cascade,
  email         text not null unique check (email = lower(email)),
  password_hash text not null,
  role          text not null check (role in ('admin', 'manager', 'attendant', 'viewer')),
  created_at    timestamptz not null default now(),
  check ((role = 'admin') = (tenant_id is null))
);
comment on table users is 'Who signs in to the console. An administrator belongs to no tenant; everybody else to one.';
alter table users enable row level security;
create policy tenant on users using (tenant_id = current_tenant());

create table failed_logins (
  email text not null,
  at    timestamptz not null default clock_timestamp()
);
create index failed_logins_recent on failed_logins (email, at);
comment on table failed_logins is 'Wrong passwords by account; those of the last minute count, and older ones are deleted on the way.';
alter table failed_logins enable row level security;

create function find_login(login_email text) returns table (id uuid, tenant_id uuid, password_hash text, role text, tries integer)
language sql stable security definer set search_path = public, pg_temp as
$$ select u.id, u.tenant_id, u.password_hash, u.role,
          (select count(*)::int from failed_logins f where f.email = login_email and f.at > clock_timestamp() - interval '1 minute')
     from (select login_email as email) wanted left join users u on u.email = wanted.email $$;

create function note_failed_login(login_email text) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from failed_logins where at < clock_timestamp() - interval '1 minute';
  insert into failed_logins (email) values (login_email);
$$;

create function save_user(user_email text, hash text, user_role text, tenant uuid) returns uuid
language sql security definer set search_path = public, pg_temp as $$
  insert into users (email, password_hash, role, tenant_id) values (lower(user_email), hash, user_role, tenant)
    on conflict (email) do update set password_hash = excluded.password_hash, role = excluded.role, tenant_id = excluded.tenant_id
  returning id
$$;
