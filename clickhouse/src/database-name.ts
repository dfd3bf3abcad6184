/** The ClickHouse database that holds everything; the SQL files name it in full, as dashboards and alerts do. */
export const DATABASE = 'hive';
