-- Jobs, their items, and how these ended.
-- Moments are ticks of 100 ns since 0001-01-01 UTC, as DateTimeOffset.UtcTicks counts them. Ids are the 16 bytes of a UUID, big-endian.
-- States are numbered as in JobState and ItemState.

CREATE TABLE job
(
    number        INTEGER PRIMARY KEY, -- short, because every item repeats it
    id            BLOB    NOT NULL UNIQUE,
    account       BLOB    NOT NULL,
    priority      INTEGER NOT NULL,
    settings      TEXT    NOT NULL, -- a JSON document; only what differs from the default
    label         TEXT,
    state         INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    closed_at     INTEGER,
    settled       INTEGER NOT NULL DEFAULT 0,

    -- What the rows below add up to, kept by the transactions that write them.
    items         INTEGER NOT NULL DEFAULT 0,
    reduced       INTEGER NOT NULL DEFAULT 0,
    kept          INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    cancelled     INTEGER NOT NULL DEFAULT 0,
    charged       INTEGER NOT NULL DEFAULT 0,
    bytes_in      INTEGER NOT NULL DEFAULT 0,
    bytes_out     INTEGER NOT NULL DEFAULT 0,

    request_digest BLOB -- SHA-256 of the request that opened it
);
CREATE INDEX job_of_account ON job (account, created_at, id);
CREATE INDEX job_unsettled ON job (created_at, number) WHERE settled = 0;
CREATE INDEX job_by_age ON job (created_at);

-- What was asked. A row never changes.
CREATE TABLE item
(
    job               INTEGER NOT NULL,
    sequence          INTEGER NOT NULL,
    name              TEXT    NOT NULL,
    client_ref        TEXT,
    address           TEXT,    -- of a remote source; else there is an upload
    upload_key        TEXT,
    upload_bytes      INTEGER,
    upload_sha256     BLOB,
    upload_expires_at INTEGER,
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- The items that have not ended. Those of a closed job no longer count: they are cancelled with it, without a write for each.
CREATE TABLE pending
(
    job             INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- How items ended. A row never changes.
CREATE TABLE ending
(
    job               INTEGER NOT NULL,
    sequence          INTEGER NOT NULL,
    state             INTEGER NOT NULL,
    charged           INTEGER NOT NULL,
    ended_at          INTEGER NOT NULL,
    reason            TEXT,
    detail            TEXT,
    source_is_upload  INTEGER NOT NULL, -- then the columns of the source are empty
    source_key        TEXT,
    source_bytes      INTEGER,
    source_sha256     BLOB,
    source_expires_at INTEGER,
    output_is_source  INTEGER NOT NULL, -- then the columns of the output are empty
    output_key        TEXT,
    output_bytes      INTEGER,
    output_sha256     BLOB,
    output_expires_at INTEGER,
    source_type       TEXT,
    output_type       TEXT,
    width             INTEGER,
    height            INTEGER,
    score             REAL,
    score_is_measured INTEGER NOT NULL,
    engine_ms         REAL    NOT NULL,
    source_traits     INTEGER NOT NULL, -- flags, as in SourceTraits
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- The batches that a job has seen, so that one that comes again is answered as before.
CREATE TABLE batch
(
    job            INTEGER NOT NULL,
    id             BLOB    NOT NULL,
    first_sequence INTEGER NOT NULL,
    digest         BLOB, -- SHA-256 of the request up to its end; empty where the id is random
    PRIMARY KEY (job, id)
) WITHOUT ROWID;

-- One row, rewritten by health checks.
CREATE TABLE health_check
(
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    checks INTEGER NOT NULL
);
