-- Who a user is at the identity provider: the issuer and the subject, separated by a space. Null: logs in with a password.
ALTER TABLE users ADD COLUMN identity text COLLATE "C" UNIQUE;
