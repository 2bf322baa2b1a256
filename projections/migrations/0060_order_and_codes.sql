-- Lists begin with what was filed last, and the audit trail is asked by dossier code.

create index case_list_newest on projections.case_list
    (coalesce(received_at, '-infinity'::timestamptz) desc, opened_position desc);
create index case_list_code on projections.case_list (code);
