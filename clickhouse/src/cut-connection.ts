/** What Node calls a connection that the other side has closed. */
const CUT: readonly unknown[] = ['ECONNRESET', 'EPIPE'];

const isCut = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && CUT.includes(error.code);

/**
 * Does what may be done twice, once more if its connection was cut: ClickHouse, or a proxy before it, closes connections on
 * which nothing comes for a while, and may do so just when something is sent on one. Our pool lets go of them earlier, unless
 * the machine is too busy to look at the clock.
 *
 * @throws what is thrown the second time, and at once what is no cut connection
 */
export async function onceMoreIfCut<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!isCut(error)) throw error;
    return attempt();
  }
}
