-- Some legal terms last until the result is handed over, or lies ready for whoever applied. No event
-- before this says so, so what was kept of terms stays as it is.

alter table projections.deadline add column until_delivery boolean not null default false;

comment on column projections.deadline.until_delivery is 'whether it is met only when the result is handed over, or lies ready for whoever applied';
