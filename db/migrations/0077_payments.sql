-- Payments: merchant accounts, attempts at paying something, and all that providers said of them.

create table payment_account (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  provider text not null check (provider in ('ecpay', 'newebpay', 'linepay')),
  name text not null,
  merchant_id text not null,
  keys text not null,
  mode text not null check (mode in ('test', 'live')),
  standin boolean not null default false,
  methods text[] not null check (methods <@ '{credit,atm,cvs,applePay,twqr,linePay}'),
  enabled boolean not null default true,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  check (not standin or mode = 'test')
);
-- Callbacks come with the account's id alone.
create unique index payment_account_id on payment_account (id);
select bantoh_scope('payment_account');

create table payment_attempt (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  account_id uuid not null,
  event_id uuid,
  subject_entity text not null,
  subject_id uuid not null,
  description text not null,
  amount int not null check (amount > 0),
  currency text not null check (currency in ('TWD')),
  method text check (method in ('credit', 'atm', 'cvs', 'applePay', 'twqr', 'linePay')),
  state text not null default 'open' check (state in ('open', 'issued', 'paid', 'failed', 'expired')),
  trade_no text not null,
  provider_ref text not null default '',
  checkout_url text not null default '',
  number_bank text not null default '',
  number text not null default '',
  number_expires_at timestamptz(3),
  paid_at timestamptz(3),
  simulated boolean not null default false,
  late boolean not null default false,
  claimed_until timestamptz(3),
  return_path text not null,
  token_hash text not null unique,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, trade_no),
  check ((state = 'paid') = (paid_at is not null)),
  foreign key (organisation_id, account_id) references payment_account (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete set null (event_id)
);
create index payment_attempt_account on payment_attempt (organisation_id, account_id, created_at desc, id desc);
create index payment_attempt_subject on payment_attempt (organisation_id, subject_entity, subject_id);
create index payment_attempt_waiting on payment_attempt (organisation_id, created_at) where state in ('open', 'issued');
select bantoh_scope('payment_attempt');

-- Rows are only ever added.
create table payment_callback (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  account_id uuid not null,
  attempt_id uuid,
  at timestamptz(3) not null default now(),
  source text not null check (source in ('callback', 'return', 'begin', 'confirm')),
  verdict text not null check (verdict in ('paid', 'late', 'issued', 'failed', 'repeat', 'paid_again', 'amount', 'simulated', 'ignored', 'unknown', 'forged',
    'refused', 'unreachable')),
  trade_no text not null default '',
  code text not null default '',
  amount int,
  provider_ref text not null default '',
  raw jsonb not null default '{}',
  primary key (organisation_id, id),
  foreign key (organisation_id, account_id) references payment_account (organisation_id, id) on delete cascade,
  foreign key (organisation_id, attempt_id) references payment_attempt (organisation_id, id)
);
create index payment_callback_account on payment_callback (organisation_id, account_id, at desc, id desc);
create index payment_callback_forged on payment_callback (organisation_id, account_id, at) where verdict = 'forged';
select bantoh_scope('payment_callback');
