-- readable from 1
-- The items in flight in each worker: one row per worker, updated many times per second.

-- Unlogged, so that a commit does not wait for a disk: it must survive silos, not the database, after whose crash it is empty.
CREATE UNLOGGED TABLE work_journal
(
    noted_at  timestamptz NOT NULL,
    worker    text        PRIMARY KEY, -- address and generation of its silo
    jobs      uuid[]      NOT NULL,    -- with the sequences, item by item
    sequences integer[]   NOT NULL
) WITH (fillfactor = 50); -- rewritten in place (HOT)
