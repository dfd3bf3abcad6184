/** The two ways in which OTLP travels over HTTP. */
export type Encoding = 'protobuf' | 'json';

/** Sent back exactly so: the Collector compares the whole header, and a charset makes it ignore the body. */
export const MEDIA_TYPE = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** The encoding that a Content-Type header names, whatever its case and parameters. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === MEDIA_TYPE.protobuf) return 'protobuf';
  if (mediaType === MEDIA_TYPE.json) return 'json';
  return undefined;
}
