-- Ticket types with their stock, registrations, and the event's registration desk: number and keys.

create table ticket_type (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  position int not null default 0,
  name jsonb not null,
  description jsonb not null default '{"zh":"","en":""}',
  category text not null default 'general',
  attendance text not null default 'onsite' check (attendance in ('onsite', 'online')),
  price int not null default 0 check (price >= 0),
  currency text not null default 'TWD',
  quota int check (quota >= 0),
  sold int not null default 0 check (sold >= 0),
  sales_start timestamptz(3),
  sales_end timestamptz(3),
  visible boolean not null default true,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  -- The last word on stock, whatever the code above it does.
  constraint ticket_type_quota check (quota is null or sold <= quota),
  constraint ticket_type_window check (sales_start is null or sales_end is null or sales_end > sales_start)
) with (fillfactor = 50); -- room for the counter's versions on the page
create index ticket_type_event on ticket_type (organisation_id, event_id, position);
select bantoh_scope('ticket_type');

create table registration_desk (
  organisation_id uuid not null default app_org(),
  event_id uuid not null,
  last_number int not null default 0,
  -- hex; qr_key is shared with the event's check-in devices, page_key never leaves the server
  qr_key text not null,
  page_key text not null,
  primary key (organisation_id, event_id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
) with (fillfactor = 50);
select bantoh_scope('registration_desk');

create table registration (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  code text not null,
  number int not null,
  name text not null,
  name_en text not null default '',
  organisation text not null default '',
  title text not null default '',
  email text not null default '',
  phone text not null default '',
  country text not null default '',
  attendance text not null default 'onsite' check (attendance in ('onsite', 'online')),
  diet text not null default '',
  language text not null default 'zh-TW',
  note text not null default '',
  consents jsonb not null default '[]',
  status text not null default 'confirmed' check (status in ('confirmed', 'cancelled')),
  source text not null check (source in ('public', 'desk', 'import', 'demo')),
  price int not null default 0,
  currency text not null default 'TWD',
  person_id uuid,
  registered_at timestamptz(3) not null default now(),
  cancelled_at timestamptz(3),
  cancel_reason text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, code),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  foreign key (organisation_id, ticket_type_id) references ticket_type (organisation_id, id),
  check ((status = 'cancelled') = (cancelled_at is not null))
);
create index registration_list on registration (organisation_id, event_id, number);
create index registration_ticket on registration (organisation_id, ticket_type_id);
create index registration_email on registration (organisation_id, event_id, lower(email)) where status = 'confirmed';
create index registration_person on registration (organisation_id, person_id) where person_id is not null;
select bantoh_scope('registration');
