-- A certificate may be suspended, active again, revoked or ended, and not only expire.
comment on column projections.certificate.status is 'valid, suspended, expired, revoked or ended';
