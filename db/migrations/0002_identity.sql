-- Organisations, people who sign in, their roles, invitations, API keys and portal links.

create table installation (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
select bantoh_system_only('installation');

create table organisation (
  organisation_id uuid primary key default app_org(),
  name text not null,
  name_en text not null default '',
  tax_id text not null default '',
  address text not null default '',
  phone text not null default '',
  email text not null default '',
  website text not null default '',
  colour text not null default '',
  logo_file_id uuid,
  settings jsonb not null default '{}',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
select bantoh_scope('organisation');

-- better-auth's tables: no organisation, never granted to the request's role.
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  locale text not null default 'zh-TW',
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth_session (
  id text primary key,
  "userId" text not null references auth_user (id) on delete cascade,
  token text not null unique,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_session_user on auth_session ("userId");
create table auth_account (
  id text primary key,
  "userId" text not null references auth_user (id) on delete cascade,
  "accountId" text not null,
  "providerId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  "idToken" text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_account_user on auth_account ("userId");
create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

-- A person's place in an organisation. Name and mail are copies, so that requests never read the sign-in tables.
create table member (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  user_id text not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer')),
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, user_id)
);
create index member_user on member (user_id);
select bantoh_scope('member');

-- A person's role and groups 組別 in one event.
create table event_member (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  user_id text not null,
  role text not null check (role in ('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer')),
  groups text[] not null default '{}',
  title text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, user_id)
);
create index event_member_user on event_member (user_id);
select bantoh_scope('event_member');

create table invitation (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  email text not null,
  name text not null default '',
  role text not null check (role in ('owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer')),
  event_id uuid,
  groups text[] not null default '{}',
  token_hash text not null unique,
  invited_by text not null default '',
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
select bantoh_scope('invitation');

create table api_key (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  name text not null,
  prefix text not null,
  key_hash text not null unique,
  role text not null,
  created_by text not null default '',
  last_used_at timestamptz(3),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
select bantoh_scope('api_key');

-- A way in for outsiders without an account: one subject, named scopes, an end, revocable.
create table portal_link (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  entity text not null,
  entity_id uuid not null,
  name text not null default '',
  scopes text[] not null,
  token_hash text not null unique,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index portal_link_subject on portal_link (organisation_id, entity, entity_id);
select bantoh_scope('portal_link');
