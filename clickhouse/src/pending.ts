/** One SQL file of the schema. */
export interface SchemaFile {
  /** File name, `0001_create_events.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly checksum: string;
}

/** A migration that a database says it has. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** What is left to run, in order, or why nothing may run. */
export type Pending = { readonly files: readonly SchemaFile[] } | { readonly error: string };

const NAME = /^(\d{4})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;

/** Compares the migrations of this version with those a database has. Forward only: a difference in the past is an error. */
export function pending(files: readonly SchemaFile[], applied: readonly AppliedMigration[]): Pending {
  const error = misnamed(files) ?? edited(files, applied) ?? tooLate(files, applied);
  if (error !== undefined) return { error };
  const names = new Set(applied.map(({ name }) => name));
  return { files: sorted(files).filter(({ name }) => !names.has(name)) };
}

const numberOf = (name: string): string => name.slice(0, 4);

const sorted = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

function misnamed(files: readonly SchemaFile[]): string | undefined {
  const bad = files.find(({ name }) => !NAME.test(name));
  if (bad !== undefined) return `Migration ${bad.name} is not named like 0001_create_events.sql.`;
  const twin = sorted(files).find(({ name }, index, all) => numberOf(all[index - 1]?.name ?? '') === numberOf(name));
  return twin && `Migration ${twin.name} has a number that another migration has too.`;
}

function edited(files: readonly SchemaFile[], applied: readonly AppliedMigration[]): string | undefined {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum } of sorted(applied)) {
    const file = byName.get(name);
    if (file === undefined) {
      return `Migration ${name} was applied to this database but is not part of this version: the database is newer, or the file was removed.`;
    }
    if (file.checksum !== checksum) {
      return `Migration ${name} was edited after it had been applied. Restore it, and write the change as a new migration.`;
    }
  }
  return undefined;
}

function tooLate(files: readonly SchemaFile[], applied: readonly AppliedMigration[]): string | undefined {
  const names = new Set(applied.map(({ name }) => name));
  const newest = sorted(applied).at(-1)?.name ?? '';
  const late = sorted(files).find(({ name }) => !names.has(name) && name < newest);
  return (
    late && `Migration ${late.name} comes before ${newest}, which is applied already. Give it the next free number.`
  );
}
