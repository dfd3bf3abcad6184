/** Height of the top bar in pixels: pages that stick something below it ask for it. */
export const headerHeight = 48;
