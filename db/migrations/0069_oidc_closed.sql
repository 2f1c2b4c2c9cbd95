-- A place that was closed because its person lost every mapped role at the provider; `version` is that of the place then.
-- Only such a place may open by itself when the role comes back: what an owner closed stays closed.
create table oidc_closed (
  organisation_id uuid not null default app_org() references organisation (organisation_id) on delete cascade,
  user_id text not null references auth_user (id) on delete cascade,
  version int not null,
  primary key (organisation_id, user_id)
);
select bantoh_scope('oidc_closed');
