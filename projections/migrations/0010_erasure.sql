-- Whoever is erased is looked for among the holders of certificates.

create index certificate_holder on projections.certificate (holder);
