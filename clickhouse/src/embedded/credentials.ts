import { createHash, randomBytes } from 'node:crypto';

/** A ClickHouse user and its password. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The three users of an embedded server, by what they may do. */
export interface EmbeddedUsers {
  /** Everything; used for migrations only. */
  readonly admin: Credentials;
  /** SELECT and INSERT on the HiveBoard database. */
  readonly writer: Credentials;
  /** SELECT on the HiveBoard database, with limits on time and memory. */
  readonly reader: Credentials;
}

const withRandomPassword = (username: string): Credentials => ({
  username,
  password: randomBytes(24).toString('base64url'),
});

/** Fresh passwords: they live as long as one server does. */
export function createUsers(): EmbeddedUsers {
  return {
    admin: withRandomPassword('hive_admin'),
    writer: withRandomPassword('hive_writer'),
    reader: withRandomPassword('hive_reader'),
  };
}

/** The only form in which the configuration of a server holds a password. */
export const passwordHash = (password: string): string => createHash('sha256').update(password).digest('hex');
