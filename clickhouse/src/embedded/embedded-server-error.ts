/** Why an embedded server did not start. */
export type EmbeddedServerErrorCode =
  | 'data_dir_in_use'
  | 'data_dir_not_writable'
  | 'engine_failed'
  | 'port_taken'
  | 'start_timeout'
  | 'unsupported_platform';

/** An embedded server did not start; the message says why and what to do. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
  readonly code: EmbeddedServerErrorCode;

  constructor(code: EmbeddedServerErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The reasons that show in what an engine prints before it ends. */
export type EndReason = Exclude<EmbeddedServerErrorCode, 'start_timeout'>;

const symptoms: readonly (readonly [RegExp, EndReason])[] = [
  [/Cannot lock file/i, 'data_dir_in_use'],
  [/Address already in use/i, 'port_taken'],
  [
    /could not locate libchdb|ERR_DLOPEN_FAILED|GLIBC_|Cannot find module|Cannot find package|Cannot find native binding/i,
    'unsupported_platform',
  ],
  [/Permission denied|Read-only file system/i, 'data_dir_not_writable'],
];

/** Recognises the reason in the last words of an engine that did not start. */
export function classifyFailure(lastLines: readonly string[]): EndReason {
  const text = lastLines.join('\n');
  return symptoms.find(([pattern]) => pattern.test(text))?.[1] ?? 'engine_failed';
}
