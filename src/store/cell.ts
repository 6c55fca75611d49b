/** A value as rows and the messages between threads carry it. Rows travel flat: one array for all their cells. */
export type Cell = string | number | null;
