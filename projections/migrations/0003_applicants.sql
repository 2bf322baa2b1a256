-- How many organisations ever applied is counted from this alone, without reading the cases.

create index case_list_applicant on projections.case_list (applicant);
