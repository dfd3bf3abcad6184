// Stands in for every style sheet that a package imports: jsdom has no use for it.
export {};
