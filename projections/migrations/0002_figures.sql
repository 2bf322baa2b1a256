-- What the overview counts, it finds by these, also where there are a million cases.

create index case_list_received on projections.case_list (received_at);
create index case_list_accepted on projections.case_list (accepted_at);
create index case_list_ended on projections.case_list (ended_at);
create index case_list_open on projections.case_list (due_at) where ended_at is null;

-- And the audit trail of one agency by this.
create index audit_trail_agency on projections.audit_trail (agency, position);
