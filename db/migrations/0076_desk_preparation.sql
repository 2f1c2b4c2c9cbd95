-- Preparing the registration desk: what has to lie there (or in the bag), how people are received, and the arrivals it is laid out for.

create table desk_item (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  list text not null check (list in ('supplies', 'kit', 'tote')),
  category text not null default 'other',
  name jsonb not null,
  specification jsonb not null default '{"zh":"","en":""}',
  -- 'fixed' or the people that are counted; the needed number is never stored
  basis text not null default 'fixed',
  quantity int not null default 1 check (quantity >= 0),
  per_people int not null default 1 check (per_people >= 1),
  spare int not null default 0 check (spare between 0 and 200),
  unit text not null default '',
  unit_cost int check (unit_cost >= 0),
  supplier text not null default '',
  responsible text not null default '',
  due_date date,
  state text not null default 'todo' check (state in ('todo', 'ordered', 'arrived', 'packed')),
  ready int not null default 0 check (ready >= 0),
  note text not null default '',
  position int not null default 0,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create index desk_item_event on desk_item (organisation_id, event_id, list, position);
select bantoh_scope('desk_item');

create table desk_step (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  flow text not null check (flow in ('preregistered', 'walkin', 'vip', 'mismatch', 'online', 'check')),
  station jsonb not null default '{"zh":"","en":""}',
  title jsonb not null,
  say jsonb not null default '{"zh":"","en":""}',
  responsible text not null default '',
  seconds int not null default 0 check (seconds >= 0),
  position int not null default 0,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create index desk_step_event on desk_step (organisation_id, event_id, flow, position);
select bantoh_scope('desk_step');

-- One row an event: the arrivals that the counters are worked out for.
create table desk_plan (
  organisation_id uuid not null default app_org(),
  event_id uuid not null,
  id uuid not null,
  -- null = confirmed places on site
  people int check (people >= 0),
  window_minutes int not null default 60 check (window_minutes >= 5),
  -- percent of the people who come in the middle third of the window
  peak_share int not null default 50 check (peak_share between 0 and 100),
  -- null = from the steps
  seconds int check (seconds >= 1),
  max_wait int not null default 5 check (max_wait >= 0),
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, event_id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('desk_plan');
