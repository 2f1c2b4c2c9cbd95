-- Events, their goals and contact lists, and comments on any record.

create table event (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  name jsonb not null,
  tagline jsonb not null default '{"zh":"","en":""}',
  description jsonb not null default '{"zh":"","en":""}',
  kind text not null default 'forum',
  format text not null default 'onsite' check (format in ('onsite', 'online', 'hybrid')),
  zone text not null default 'Asia/Taipei',
  start_date date not null,
  end_date date not null,
  venue_name jsonb not null default '{"zh":"","en":""}',
  venue_address jsonb not null default '{"zh":"","en":""}',
  client_id uuid,
  brief jsonb not null default '{}',
  phases jsonb not null default '[]',
  groups text[] not null default '{}',
  site jsonb not null default '{}',
  colour text not null default '',
  status text not null default 'active' check (status in ('draft', 'active', 'closed', 'archived')),
  published boolean not null default false,
  cloned_from uuid,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  check (end_date >= start_date)
);
create index event_dates on event (organisation_id, start_date desc);
select bantoh_scope('event');

alter table event_member add foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade;

create table event_goal (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  position int not null default 0,
  title jsonb not null,
  unit text not null default '',
  target numeric not null,
  -- 'up' = the more the better, 'down' = a ceiling
  direction text not null default 'up' check (direction in ('up', 'down')),
  metric text not null default 'manual',
  actual numeric,
  evidence text not null default '',
  note text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create index event_goal_event on event_goal (organisation_id, event_id, position);
select bantoh_scope('event_goal');

create table event_contact (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  position int not null default 0,
  name text not null,
  "group" text,
  role text not null default '',
  company text not null default '',
  phone text not null default '',
  email text not null default '',
  duty text not null default '',
  emergency boolean not null default false,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create index event_contact_event on event_contact (organisation_id, event_id, position);
select bantoh_scope('event_contact');

create table comment (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  entity text not null,
  entity_id uuid not null,
  body text not null,
  mentions text[] not null default '{}',
  author_id text,
  author_name text not null,
  edited_at timestamptz(3),
  removed_at timestamptz(3),
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index comment_record on comment (organisation_id, entity, entity_id, created_at);
create index comment_mentions on comment using gin (mentions);
select bantoh_scope('comment');

-- What waits for one person: mentions and whatever modules hand over; read once, then gone from the list.
create table notification (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  user_id text not null,
  kind text not null,
  entity text not null,
  entity_id text not null,
  title text not null,
  body text not null default '',
  read_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index notification_user on notification (organisation_id, user_id, read_at, created_at desc);
select bantoh_scope('notification');

-- A person's own views of a list (filters, columns, order), or shared by all of the organisation.
create table saved_view (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  user_id text,
  list text not null,
  name text not null,
  view jsonb not null,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index saved_view_list on saved_view (organisation_id, list, user_id);
select bantoh_scope('saved_view');
