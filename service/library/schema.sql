-- The library: the truth from which every index is made. Times are ISO 8601 UTC; *_epoch are seconds.

CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS articles (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    collection TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'superseded', 'deleted')),
    sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    source TEXT,
    author TEXT,
    published_at TEXT,
    published_from_epoch INTEGER,
    published_to_epoch INTEGER,
    ingested_at TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    metadata TEXT NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE (id, version)
);
CREATE UNIQUE INDEX IF NOT EXISTS articles_live ON articles (id) WHERE state = 'live';
CREATE INDEX IF NOT EXISTS articles_by_collection ON articles (collection, id) WHERE state = 'live';
CREATE INDEX IF NOT EXISTS articles_by_date ON articles (collection, published_from_epoch) WHERE state = 'live';
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (collection, source) WHERE state = 'live';

-- The highest version of each article that was erased, so that an old citation never finds another text.
CREATE TABLE IF NOT EXISTS purged (id TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;

-- Keys are never used again, so an index that lags can tell an old passage from a new one.
CREATE TABLE IF NOT EXISTS passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (row),
    ordinal INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    sentences TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article);

CREATE TABLE IF NOT EXISTS vectors (key INTEGER PRIMARY KEY REFERENCES passages (key), vector BLOB NOT NULL);

-- One row a band of a live article's MinHash signature.
CREATE TABLE IF NOT EXISTS bands (band INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bands_by_article ON bands (article);

-- Pairs of live articles that are near-identical, each pair once, first < second.
CREATE TABLE IF NOT EXISTS copies (
    first TEXT NOT NULL, second TEXT NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_by_second ON copies (second);

-- The change log: what each derived index has to apply, in order. Keys of one article are contiguous.
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('add', 'remove')),
    collection TEXT NOT NULL,
    first_key INTEGER NOT NULL,
    last_key INTEGER NOT NULL
);

-- Answers as they were given, in the JSON of POST /v1/ask, for as long as is set. `scope` is the JSON of the filters
-- and `as_of` that were asked for.
CREATE TABLE IF NOT EXISTS answers (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    asked_at TEXT NOT NULL,
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_time ON answers (asked_at);

-- What readers said of answers, the last word on each; it holds a copy of the answer, which it outlives.
CREATE TABLE IF NOT EXISTS feedback (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    given_at TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
    comment TEXT,
    corrected_answer TEXT,
    answer_id TEXT NOT NULL UNIQUE,
    asked_at TEXT NOT NULL,
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL
);
