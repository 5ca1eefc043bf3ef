-- A tool library: neighbours borrow a drill instead of buying one.
-- Filled by make_db.py with the same rows every time.

CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE tools (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    bought_on TEXT NOT NULL,
    price_cents INTEGER NOT NULL
);

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    joined_on TEXT NOT NULL
);

CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    tool_id INTEGER NOT NULL REFERENCES tools (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    borrowed_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    returned_on TEXT -- NULL while the tool is out
);

CREATE TABLE repairs (
    id INTEGER PRIMARY KEY,
    tool_id INTEGER NOT NULL REFERENCES tools (id),
    reported_on TEXT NOT NULL,
    cost_cents INTEGER NOT NULL,
    note TEXT NOT NULL
);

CREATE INDEX loans_tool ON loans (tool_id);
CREATE INDEX loans_member ON loans (member_id);
