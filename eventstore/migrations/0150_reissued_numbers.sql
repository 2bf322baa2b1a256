-- The number that a reissue gives was claimed as it was written, while a grant claims capital letters:
-- 33-a and 33-A could both be given. Every number is claimed in capitals now, as 0060 has it. Where two
-- differed by these alone, whoever had the number first keeps it.

delete from eventstore.claim as later
    using eventstore.claim as earlier
    where later.key like 'certificate-number/%'
        and earlier.key like 'certificate-number/%'
        and split_part(later.key, '/', 2) = split_part(earlier.key, '/', 2)
        and upper(split_part(later.key, '/', 3) collate "C")
            = upper(split_part(earlier.key, '/', 3) collate "C")
        and (later.position, later.key) > (earlier.position, earlier.key);

update eventstore.claim
    set key = 'certificate-number/' || split_part(key, '/', 2) || '/'
        || upper(split_part(key, '/', 3) collate "C")
    where key like 'certificate-number/%';
