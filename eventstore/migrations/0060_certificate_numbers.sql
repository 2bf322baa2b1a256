-- A certificate's number is claimed in capital letters, so that no two differ by these alone. Where
-- that was so before, whoever had the number first keeps it.

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
