-- readable from 1
-- What each worker has in hand: one row a worker, rewritten many times a second.

-- Not logged, so that a commit waits for no disk: it is to outlive silos, not the database, after whose crash it is empty.
CREATE UNLOGGED TABLE work_journal
(
    noted_at  timestamptz NOT NULL,
    worker    text        PRIMARY KEY, -- address and generation of its silo
    jobs      uuid[]      NOT NULL,    -- with the sequences, item by item
    sequences integer[]   NOT NULL
) WITH (fillfactor = 50); -- rewritten in place (HOT)
