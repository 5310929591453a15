-- readable from 1
-- Jobs, their items, and how the items ended. States are numbered as in JobState and ItemState.
-- Columns are ordered so that rows need little padding.

-- Not partitioned: a job is looked up by its id, which does not contain the day and must be unique.
CREATE TABLE job
(
    number        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- short, because every item row repeats it
    id            uuid        NOT NULL UNIQUE,
    account       uuid        NOT NULL,
    created_at    timestamptz NOT NULL,
    closed_at     timestamptz,

    -- Totals of its items, updated by the transactions that write them.
    bytes_in      bigint      NOT NULL DEFAULT 0,
    bytes_out     bigint      NOT NULL DEFAULT 0,
    items         integer     NOT NULL DEFAULT 0,
    reduced       integer     NOT NULL DEFAULT 0,
    kept          integer     NOT NULL DEFAULT 0,
    failed        integer     NOT NULL DEFAULT 0,
    cancelled     integer     NOT NULL DEFAULT 0,
    charged       integer     NOT NULL DEFAULT 0,

    day           date        NOT NULL, -- of created_at, in UTC: where its items are
    priority      smallint    NOT NULL,
    state         smallint    NOT NULL,
    settled       boolean     NOT NULL DEFAULT false,
    settings      text        NOT NULL, -- a JSON document, as in SettingsDocument
    label         text,
    request_digest bytea -- SHA-256 of the request that opened it
) WITH (fillfactor = 50); -- the totals are rewritten with every batch and no index covers them: updated in place (HOT)
CREATE INDEX job_of_account ON job (account, created_at, id);
CREATE INDEX job_unsettled ON job (created_at, number) WHERE NOT settled;
CREATE INDEX job_by_day ON job (day);

-- Items: written twice, when they are submitted and when they have ended.
CREATE TABLE item
(
    job             bigint   NOT NULL,
    sequence        integer  NOT NULL,
    day             date     NOT NULL, -- of its job
    state           smallint NOT NULL DEFAULT 0,
    failed_attempts smallint, -- empty where none has failed

    -- Empty until it has ended. An item that stays empty ended with its job.
    charged         smallint, -- credits
    ended_at        timestamptz,
    bytes_in        bigint, -- of the source; 0 where the item has no main output
    bytes_out       bigint, -- of the main output

    name            text     NOT NULL,
    client_ref      text,
    address         text, -- of a remote source; else there is an upload
    upload          text, -- as in FileText
    result          text, -- a JSON document, as in ResultDocument
    PRIMARY KEY (job, sequence, day)
) PARTITION BY RANGE (day);
CREATE INDEX item_pending ON item (job, sequence) WHERE state = 0;

-- The batches that a job has accepted, so that a repeated one gets the same response.
CREATE TABLE batch
(
    id             uuid    NOT NULL,
    job            bigint  NOT NULL,
    day            date    NOT NULL, -- of its job
    first_sequence integer NOT NULL,
    digest         bytea, -- SHA-256 of the request up to its end; empty where the id is random
    PRIMARY KEY (job, id, day)
) PARTITION BY RANGE (day);

-- One row, rewritten by health checks.
CREATE TABLE health_check
(
    id     integer PRIMARY KEY CHECK (id = 1),
    checks bigint  NOT NULL
);
