-- Second factors, passkeys, and sign-in through an organisation's own OpenID Connect provider.

-- An authenticator app: its secret is sealed; a code counts once, so the last used time step is kept.
create table auth_totp (
  user_id text primary key references auth_user (id) on delete cascade,
  secret text not null,
  confirmed_at timestamptz(3),
  last_step bigint not null default 0,
  created_at timestamptz(3) not null default now()
);
select bantoh_system_only('auth_totp');

-- Ten a person; what is kept is the sealed hash.
create table auth_recovery_code (
  id uuid primary key,
  user_id text not null references auth_user (id) on delete cascade,
  sealed text not null,
  used_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index auth_recovery_code_user on auth_recovery_code (user_id);
select bantoh_system_only('auth_recovery_code');

create table auth_passkey (
  id uuid primary key,
  user_id text not null references auth_user (id) on delete cascade,
  name text not null,
  credential_id text not null unique,
  public_key text not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  backed_up boolean not null default false,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3)
);
create index auth_passkey_user on auth_passkey (user_id);
select bantoh_system_only('auth_passkey');

-- A step that has been begun and waits for its other half: a challenge, a second step, a way to a provider and back. Good once.
create table auth_step (
  token_hash text primary key,
  kind text not null,
  user_id text references auth_user (id) on delete cascade,
  data text not null default '',
  tries int not null default 0,
  expires_at timestamptz(3) not null
);
create index auth_step_expires on auth_step (expires_at);
select bantoh_system_only('auth_step');

-- How a session was opened. One that came through an organisation's provider reaches that organisation and nothing else.
create table auth_session_way (
  session_id text primary key references auth_session (id) on delete cascade,
  how text not null,
  organisation_id uuid references organisation (organisation_id) on delete cascade
);
select bantoh_system_only('auth_session_way');

create table oidc_provider (
  organisation_id uuid primary key default app_org() references organisation (organisation_id) on delete cascade,
  id uuid not null unique,
  enabled boolean not null default false,
  issuer text not null,
  client_id text not null,
  client_secret text not null default '',
  label text not null default '',
  mail_domains text[] not null default '{}',
  role_claim text not null default '',
  role_rules jsonb not null default '[]',
  default_role text,
  create_people boolean not null default false,
  only_oidc boolean not null default false,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  check (default_role is null or default_role in ('director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'))
);
select bantoh_scope('oidc_provider');

-- Which person of the organisation an account at its provider is.
create table oidc_account (
  organisation_id uuid not null default app_org() references organisation (organisation_id) on delete cascade,
  id uuid not null,
  issuer text not null,
  subject text not null,
  user_id text not null references auth_user (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3),
  primary key (organisation_id, id),
  unique (organisation_id, issuer, subject)
);
create index oidc_account_user on oidc_account (user_id);
select bantoh_scope('oidc_account');
