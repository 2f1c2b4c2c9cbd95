-- The directory: companies, people, what people did at which event, and uploads that wait to be imported.

create table company (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  name jsonb not null,
  -- the name as it is compared: half-width, lower case, no blanks, 臺 as 台; the English one where there is no Chinese one
  name_key text not null,
  tax_id text not null default '' check (tax_id ~ '^(\d{8})?$'),
  kind text not null default 'other' check (kind in ('client', 'supplier', 'sponsor', 'venue', 'media', 'university', 'association', 'government', 'other')),
  industry text not null default '',
  country text not null default 'TW' check (country ~ '^([A-Z]{2})?$'),
  city text not null default '',
  address text not null default '',
  phone text not null default '',
  email text not null default '',
  website text not null default '',
  contact_person_id uuid,
  tags text[] not null default '{}',
  notes text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create unique index company_tax_id on company (organisation_id, tax_id) where tax_id <> '';
create index company_name_key on company (organisation_id, name_key);
select bantoh_scope('company');

create table person (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  name text not null check (name <> ''),
  name_en text not null default '',
  name_key text not null,
  title text not null default '',
  title_en text not null default '',
  company_id uuid,
  country text not null default '' check (country ~ '^([A-Z]{2})?$'),
  languages text[] not null default '{}',
  -- lower case; several people may share a mailbox
  email text not null default '' check (email = lower(email)),
  -- E.164, an extension behind `;ext=`
  phone text not null default '' check (phone ~ '^(\+\d{8,15}(;ext=\d{1,6})?)?$'),
  mobile text not null default '' check (mobile ~ '^(\+\d{8,15}(;ext=\d{1,6})?)?$'),
  -- sealed with the installation's key; the mask is what screens show
  national_id_sealed text not null default '',
  national_id_mask text not null default '',
  national_id_kind text check (national_id_kind in ('national', 'resident', 'passport')),
  tags text[] not null default '{}',
  notes text not null default '',
  consent jsonb not null default '{"marketing":false,"at":null}',
  source text not null default 'manual',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, company_id) references company (organisation_id, id) on delete set null (company_id)
);
create index person_email on person (organisation_id, email) where email <> '';
create index person_name_key on person (organisation_id, name_key);
create index person_company on person (organisation_id, company_id) where company_id is not null;
select bantoh_scope('person');

alter table company add foreign key (organisation_id, contact_person_id) references person (organisation_id, id) on delete set null (contact_person_id);
create index company_contact on company (organisation_id, contact_person_id) where contact_person_id is not null;

create table person_role (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  person_id uuid not null,
  event_id uuid not null,
  role text not null check (role in ('attendee', 'speaker', 'chair', 'author', 'reviewer', 'staff', 'sponsor', 'exhibitor', 'supplier', 'vip', 'media', 'client')),
  -- the record that says so, e.g. a registration; empty where a person entered it here
  source_entity text not null default '',
  source_id text not null default '',
  at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade,
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create unique index person_role_once on person_role (organisation_id, person_id, event_id, role, source_entity, source_id);
create index person_role_event on person_role (organisation_id, event_id, role);
create index person_role_source on person_role (organisation_id, source_entity, source_id) where source_id <> '';
select bantoh_scope('person_role');

create table crm_import (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  kind text not null check (kind in ('people', 'companies')),
  file_name text not null default '',
  columns jsonb not null,
  rows jsonb not null,
  created_by text,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  applied_at timestamptz(3),
  primary key (organisation_id, id)
);
create index crm_import_expiry on crm_import (expires_at);
select bantoh_scope('crm_import');
