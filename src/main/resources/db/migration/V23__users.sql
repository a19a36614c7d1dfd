-- People who may log in. Addresses are in lower case; passwords are stored as slow, salted hashes.
CREATE TABLE users (
    id            text COLLATE "C" PRIMARY KEY,
    email         text COLLATE "C" NOT NULL UNIQUE,
    name          text        NOT NULL,
    role          text        NOT NULL,
    password_hash text,
    disabled      boolean     NOT NULL,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL
);

-- Who is logged in with a browser. The key is the SHA-256 of the id in the cookie.
CREATE TABLE sessions (
    hash       text COLLATE "C" PRIMARY KEY,
    user_id    text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX ON sessions (user_id);
