-- Dated rates, thresholds, factors and deadlines; each organisation has its own editable copy of the product's table.
create table rule (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  code text not null,
  jurisdiction text not null,
  "group" text not null,
  title jsonb not null,
  value jsonb,
  unit text not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  source_url text,
  checked_on date not null,
  uncertain boolean not null default false,
  note jsonb not null default '{"zh":"","en":""}',
  -- true while the row is as the product ships it
  shipped boolean not null default false,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, code, jurisdiction, valid_from)
);
select bantoh_scope('rule');
