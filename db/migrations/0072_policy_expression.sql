-- A policy that calls app_org() has its body parsed and analysed anew for every table of every statement; what the body says
-- costs nothing of that. Written out in each policy, now and for the tables to come.
create or replace function bantoh_scope(t regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy organisation on %s using (organisation_id = nullif(current_setting(''app.org'', true), '''')::uuid) with check (organisation_id = nullif(current_setting(''app.org'', true), '''')::uuid)', t);
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    execute format('create policy system on %s to %I using (coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'') with check (coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'')', t, current_user);
    execute format('grant select, insert, update, delete on %s to bantoh_app', t);
  else
    execute format('create policy system on %s using (coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'') with check (coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'')', t);
  end if;
end $$;

do $$
declare
  p record;
begin
  for p in select polrelid::regclass as t, polname, pg_get_expr(polqual, polrelid) as qual, pg_get_expr(polwithcheck, polrelid) as chk from pg_policy where polname in ('organisation', 'system') loop
    execute format('alter policy %I on %s using (%s) with check (%s)', p.polname, p.t,
      replace(replace(p.qual, 'app_org()', 'nullif(current_setting(''app.org'', true), '''')::uuid'), 'app_system()', 'coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'''),
      replace(replace(p.chk, 'app_org()', 'nullif(current_setting(''app.org'', true), '''')::uuid'), 'app_system()', 'coalesce(nullif(current_setting(''app.system'', true), ''''), ''off'') = ''on'''));
  end loop;
end $$;
