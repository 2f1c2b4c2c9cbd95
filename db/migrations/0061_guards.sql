-- What guards sign-in: proof of a session, known devices, counted failures, the security log; and a second approver.

-- One row a session of better-auth: when its person last proved to be themselves, when it was last used, on which device.
create table session_guard (
  session_id text primary key references auth_session (id) on delete cascade,
  user_id text not null,
  verified_at timestamptz(3) not null default now(),
  seen_at timestamptz(3) not null default now(),
  device_id uuid
);
select bantoh_system_only('session_guard');

-- A browser that has signed in as this person before; it holds the token in a cookie.
create table known_device (
  id uuid primary key,
  user_id text not null references auth_user (id) on delete cascade,
  token_hash text not null unique,
  agent text not null default '',
  address text not null default '',
  created_at timestamptz(3) not null default now(),
  seen_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index known_device_user on known_device (user_id);
select bantoh_system_only('known_device');

-- Counted failures; `subject` is a keyed hash, so that the table tells neither addresses nor who has an account.
create table attempt_count (
  scope text not null,
  subject text not null,
  failures int not null default 0,
  since timestamptz(3) not null default now(),
  blocked_until timestamptz(3),
  told_at timestamptz(3),
  primary key (scope, subject)
);
create index attempt_count_since on attempt_count (since);
select bantoh_system_only('attempt_count');

-- Letters of 「是我本人」: whoever opens the link lets the browser that asks for it try again.
create table sign_in_unlock (
  token_hash text primary key,
  user_id text not null references auth_user (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index sign_in_unlock_user on sign_in_unlock (user_id);
select bantoh_system_only('sign_in_unlock');

-- What happened to an account. Rows without an organisation belong to the person, e.g. sign-ins.
create table security_event (
  id uuid primary key,
  organisation_id uuid default app_org(),
  user_id text,
  user_name text not null default '',
  kind text not null,
  outcome text not null default 'ok' check (outcome in ('ok', 'refused')),
  detail text not null default '',
  device text not null default '',
  address text,
  network text not null default '',
  at timestamptz(3) not null default now()
);
create index security_event_user on security_event (user_id, at desc);
create index security_event_organisation on security_event (organisation_id, at desc);
create index security_event_at on security_event (at);
select bantoh_scope('security_event');

-- Added to and nothing else, but for what the retention rules take away: the full address, and rows two years old.
create function security_event_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '2 years' then return old; end if;
  if tg_op = 'UPDATE' and old.at < now() - interval '90 days' and new.address is null
    and (to_jsonb(new) - 'address') = (to_jsonb(old) - 'address') then return new; end if;
  raise exception 'the security log can only be added to' using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on security_event for each row execute function security_event_append_only();
create trigger no_truncate before truncate on security_event for each statement execute function security_event_append_only();

-- 四眼原則: what one person asks for and another confirms. The payload is sealed; its hash is what both have seen.
create table approval_request (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  kind text not null,
  subject text not null,
  facts jsonb not null default '[]',
  payload text not null,
  payload_hash text not null,
  amount bigint,
  note text not null default '',
  state text not null default 'open' check (state in ('open', 'approved', 'declined', 'withdrawn', 'failed')),
  asked_by text not null,
  asked_by_name text not null default '',
  decided_by text,
  decided_by_name text not null default '',
  decided_at timestamptz(3),
  reply text not null default '',
  expires_at timestamptz(3) not null,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  check (decided_by is null or decided_by <> asked_by or state = 'withdrawn')
);
create index approval_request_state on approval_request (organisation_id, state, created_at desc);
select bantoh_scope('approval_request');

-- 匯款帳號: the number itself is sealed, the tail stands in the clear for those who must recognise it.
alter table organisation add column bank_code text not null default '';
alter table organisation add column bank_name text not null default '';
alter table organisation add column bank_holder text not null default '';
alter table organisation add column bank_account text not null default '';
alter table organisation add column bank_tail text not null default '';

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    revoke update, delete on security_event from bantoh_app;
  end if;
end $$;
