-- The cases and the certificates are built again from the log, since a name with an eszett is found
-- by two s now.

truncate projections.case_list, projections.certificate;
delete from projections.checkpoint where name like 'case\_list.%' or name like 'certificate.%';
delete from projections.held where model like 'case\_list.%' or model like 'certificate.%';
