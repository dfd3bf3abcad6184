/** Room for what lasts: live streams, exports. */
export interface Room {
  /**
   * Takes a place for a tenant. Answers how to give it back, which may be done again; undefined when the room is full, or
   * half of it is this tenant's: one tenant never keeps all others out.
   */
  readonly enter: (tenant: string) => (() => void) | undefined;
}

/** An empty room of so many places. */
export function createRoom(places: number): Room {
  const taken = new Map<string, number>();
  let all = 0;
  const move = (tenant: string, by: 1 | -1): void => {
    const own = (taken.get(tenant) ?? 0) + by;
    all += by;
    if (own === 0) taken.delete(tenant);
    else taken.set(tenant, own);
  };
  return {
    enter: (tenant) => {
      if (all >= places || (taken.get(tenant) ?? 0) >= Math.ceil(places / 2)) return undefined;
      move(tenant, 1);
      let isInside = true;
      return () => {
        if (isInside) move(tenant, -1);
        isInside = false;
      };
    },
  };
}
