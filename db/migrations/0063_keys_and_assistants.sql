-- API keys that are limited (what, which events, from where, how often), and a person's own assistants with what they propose.

alter table api_key
  -- null: made before there were scopes, may do what its role may.
  add column scopes text[],
  -- null: all events.
  add column event_ids uuid[],
  add column networks text[] not null default '{}',
  add column per_minute int not null default 600 check (per_minute between 1 and 100000),
  add column window_at timestamptz(3) not null default now(),
  add column window_count int not null default 0,
  add column last_used_from text,
  add column replaces uuid;

create table assistant_token (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  user_id text not null,
  name text not null,
  prefix text not null,
  token_hash text not null unique,
  may_propose boolean not null default false,
  client text not null default '',
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  last_used_from text,
  window_at timestamptz(3) not null default now(),
  window_count int not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index assistant_token_user on assistant_token (organisation_id, user_id);
select bantoh_scope('assistant_token');

create table assistant_proposal (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  user_id text not null,
  token_id uuid not null,
  assistant text not null,
  event_id uuid,
  method text not null check (method in ('POST', 'PATCH', 'PUT', 'DELETE')),
  path text not null,
  params jsonb not null default '{}',
  body jsonb,
  title text not null,
  reason text not null default '',
  changes jsonb not null default '[]',
  -- What the record looked like when the change was thought of; null where there is none yet.
  base text,
  state text not null default 'open' check (state in ('open', 'confirming', 'confirmed', 'rejected', 'stale', 'failed')),
  lease_until timestamptz(3),
  fault jsonb,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  decided_at timestamptz(3),
  primary key (organisation_id, id),
  foreign key (organisation_id, token_id) references assistant_token (organisation_id, id) on delete cascade
);
create index assistant_proposal_user on assistant_proposal (organisation_id, user_id, created_at desc, id desc);
create index assistant_proposal_age on assistant_proposal (created_at);
select bantoh_scope('assistant_proposal');
