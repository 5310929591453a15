-- Jobs, their items, and how the items ended.
-- Times are ticks of 100 ns since 0001-01-01 UTC, as in DateTimeOffset.UtcTicks. Ids are the 16 bytes of a UUID, big-endian.
-- States are numbered as in JobState and ItemState.

CREATE TABLE job
(
    number        INTEGER PRIMARY KEY, -- short, because every item row repeats it
    id            BLOB    NOT NULL UNIQUE,
    account       BLOB    NOT NULL,
    priority      INTEGER NOT NULL,
    settings      TEXT    NOT NULL, -- a JSON document, as in SettingsDocument
    label         TEXT,
    state         INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    closed_at     INTEGER,
    settled       INTEGER NOT NULL DEFAULT 0,

    -- Totals of the items, updated by the transactions that write them.
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

-- Items as they were submitted. A row never changes.
CREATE TABLE item
(
    job        INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    client_ref TEXT,
    address    TEXT, -- of a remote source; else there is an upload
    upload     TEXT, -- as in FileText
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- Items that have not ended. Rows of a closed job are ignored: its items were cancelled with it, without a write for each.
CREATE TABLE pending
(
    job             INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- Results of items. A row never changes.
CREATE TABLE ending
(
    job       INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    state     INTEGER NOT NULL,
    charged   INTEGER NOT NULL, -- credits
    ended_at  INTEGER NOT NULL,
    bytes_in  INTEGER NOT NULL, -- of the source; 0 if the item has no main output
    bytes_out INTEGER NOT NULL, -- of the main output
    result    TEXT    NOT NULL, -- a JSON document, as in ResultDocument
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

-- The batches that a job has accepted, so that a repeated one gets the same response.
CREATE TABLE batch
(
    job            INTEGER NOT NULL,
    id             BLOB    NOT NULL,
    first_sequence INTEGER NOT NULL,
    digest         BLOB, -- SHA-256 of the request up to its end; empty if the id is random
    PRIMARY KEY (job, id)
) WITHOUT ROWID;

-- One row, rewritten by health checks.
CREATE TABLE health_check
(
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    checks INTEGER NOT NULL
);
