-- Written sections in each language by themselves; what was there is Chinese.

alter table narrative add column lang text not null default 'zh-TW' check (lang in ('zh-TW', 'en'));
alter table narrative alter column lang drop default;
alter table narrative drop constraint narrative_organisation_id_event_id_deliverable_section_key;
alter table narrative add constraint narrative_once unique (organisation_id, event_id, deliverable, section, lang);
