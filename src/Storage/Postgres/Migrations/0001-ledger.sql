-- readable from 1
-- Jobs, items and results. States are numbered as in JobState and ItemState.
-- Columns are ordered from wide to narrow, so that rows have no padding.

-- Not partitioned: a job is looked up by its id, which does not contain the day and must be unique.
CREATE TABLE job
(
    number        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- short, because every item repeats it
    id            uuid        NOT NULL UNIQUE,
    account       uuid        NOT NULL,
    created_at    timestamptz NOT NULL,
    closed_at     timestamptz,

    -- Sums over the items, updated by the transactions that write them.
    bytes_in      bigint      NOT NULL DEFAULT 0,
    bytes_out     bigint      NOT NULL DEFAULT 0,
    items         integer     NOT NULL DEFAULT 0,
    reduced       integer     NOT NULL DEFAULT 0,
    kept          integer     NOT NULL DEFAULT 0,
    failed        integer     NOT NULL DEFAULT 0,
    cancelled     integer     NOT NULL DEFAULT 0,
    charged       integer     NOT NULL DEFAULT 0,

    day           date        NOT NULL, -- of created_at, in UTC: the partition of its items
    priority      smallint    NOT NULL,
    state         smallint    NOT NULL,
    settled       boolean     NOT NULL DEFAULT false,
    settings      text        NOT NULL, -- a JSON document; only what differs from the default
    label         text,
    request_digest bytea -- SHA-256 of the request that opened it
) WITH (fillfactor = 50); -- the sums are updated with every batch and are not indexed: in place (HOT)
CREATE INDEX job_of_account ON job (account, created_at, id);
CREATE INDEX job_unsettled ON job (created_at, number) WHERE NOT settled;
CREATE INDEX job_by_day ON job (day);

-- An item and its result: written twice, when it is accepted and when it has ended.
CREATE TABLE item
(
    job               bigint   NOT NULL,
    sequence          integer  NOT NULL,
    day               date     NOT NULL, -- of its job
    upload_bytes      bigint,
    upload_expires_at timestamptz,
    state             smallint NOT NULL DEFAULT 0,
    failed_attempts   smallint, -- NULL if none has failed
    source_traits     smallint, -- flags, as in SourceTraits; empty until it has ended

    -- Empty until it has ended. One that has no ending ended with its job.
    charged           boolean,
    source_is_upload  boolean, -- then the columns of the source are empty
    output_is_source  boolean, -- then the columns of the output are empty
    score_is_measured boolean,
    width             integer,
    height            integer,
    ended_at          timestamptz,
    source_bytes      bigint,
    source_expires_at timestamptz,
    output_bytes      bigint,
    output_expires_at timestamptz,
    score             double precision,
    engine_ms         double precision,

    name              text     NOT NULL,
    client_ref        text,
    address           text, -- of a remote source; else there is an upload
    upload_key        text,
    upload_sha256     bytea,
    reason            text,
    detail            text,
    source_key        text,
    source_sha256     bytea,
    output_key        text,
    output_sha256     bytea,
    source_type       text,
    output_type       text,
    PRIMARY KEY (job, sequence, day)
) PARTITION BY RANGE (day);
CREATE INDEX item_pending ON item (job, sequence) WHERE state = 0;

-- The batches that were added to a job, so that a repeated one gets the same result.
CREATE TABLE batch
(
    id             uuid    NOT NULL,
    job            bigint  NOT NULL,
    day            date    NOT NULL, -- of its job
    first_sequence integer NOT NULL,
    digest         bytea, -- SHA-256 of the request up to its end; NULL if the id is random
    PRIMARY KEY (job, id, day)
) PARTITION BY RANGE (day);

-- One row, rewritten by health checks.
CREATE TABLE health_check
(
    id     integer PRIMARY KEY CHECK (id = 1),
    checks bigint  NOT NULL
);
