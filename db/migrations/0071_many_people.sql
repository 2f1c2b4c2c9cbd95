-- Lists and search over many people. Row-level security keeps PostgreSQL from using an index on `grams`: its operator is not
-- leakproof, so that it may only look at rows that the policy has let through. The signature has a bit for each gram (128 of
-- them, in two halves, for wide numbers cost ten times as much), in an index behind the organisation: it leaves few rows to look at.
create function gram_sig(grams text[], half int) returns bigint language sql immutable parallel safe as
  $$ select coalesce(bit_or(1::bigint << (hashtext(g) & 63)) filter (where (hashtext(g) >> 6) & 1 = half), 0) from unnest(grams) g $$;
alter table search_entry
  add column sig_a bigint generated always as (gram_sig(grams, 0)) stored,
  add column sig_b bigint generated always as (gram_sig(grams, 1)) stored;
create index search_entry_sig on search_entry (organisation_id, entity, sig_a, sig_b) include (entity_id);
drop index search_entry_grams;

-- English titles are found by the same index from now on.
select set_config('app.system', 'on', true);
update search_entry s set grams = (
  select array_agg(distinct g) from (
    select unnest(s.grams) as g
    union
    select substr(w, i, 2) from regexp_split_to_table(lower(normalize(p.title_en, NFKC)), '[^[:alnum:]]+') w, generate_series(1, length(w) - 1) i
  ) both_of)
from person p
where p.title_en <> '' and s.organisation_id = p.organisation_id and s.entity = 'person' and s.entity_id = p.id::text;
select set_config('app.system', '', true);

create index person_name on person (organisation_id, (name is null), name, id);
create index person_role_people on person_role (organisation_id, role, person_id);
