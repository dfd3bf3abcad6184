import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID that is always the same for the same parts, so that a fact told twice is one fact. */
export function derivedId(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.join('\u0000'), 'hex');
  // Version 8, "custom", with the RFC 9562 variant.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The sender's id when it is a UUID; else one derived from it and from where it stands. */
export const eventId = (sent: string | undefined, ...place: readonly string[]): string =>
  sent === undefined || sent === ''
    ? derivedId(...place)
    : UUID.test(sent)
      ? sent.toLowerCase()
      : derivedId('sent', sent);
